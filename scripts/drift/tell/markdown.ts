import { isRecord } from "../../spec/yaml.js";
import type { Level } from "../compare/level.js";
import { worst } from "../compare/level.js";
import type { Finding, Report, UsedBy } from "./report.js";

/** Marks the comment of a pull request, so that a bot finds its own and updates it. */
export const marker = "<!-- s2-access-tokens drift report -->";

/** The report as a reviewer reads it in a pull request. */
export function toMarkdown(report: Report): string {
  const byLevel = (...levels: readonly Level[]): Finding[] =>
    report.findings.filter(({ wire, ts }) => levels.includes(worst([wire, ts])));
  const parts = [
    marker,
    "## What this change of the contract means for users",
    headline(report),
    section("Breaking", byLevel("break")),
    section("Risky", byLevel("warn")),
    section("Safe", byLevel("ok", "none")),
    prose(byLevel("docs")),
    notJudged(report),
    accepted(report),
    notes(report),
    `<sub>${cell(report.base)} → ${cell(report.head)}, tag \`${cell(report.scope.tag)}\`</sub>`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const words: Record<Level, string> = {
  break: "breaks",
  warn: "risky",
  ok: "safe",
  docs: "documentation only",
  none: "unchanged",
};

function headline({ verdict, semver }: Report): string {
  const { wireRequest, wireResponse, ts } = verdict;
  const [gravest] = [worst([wireRequest, wireResponse, ts])];
  const summary = {
    break: "Breaking.",
    warn: "Risky.",
    ok: "Safe.",
    docs: "Documentation only.",
    none: "Nothing changed for users.",
  }[gravest ?? "none"];
  const axes = `Requests: **${words[wireRequest]}** · Responses: **${words[wireResponse]}** · TypeScript: **${words[ts]}**`;
  return `**${summary}** ${axes} · Suggested release: **${semver.suggested}** (${semver.reason}).`;
}

function section(title: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  return `### ${title} (${findings.length})\n\n${table(findings)}`;
}

function table(findings: readonly Finding[]): string {
  const rows = findings.map((finding) =>
    [
      `${cell(finding.message)}<br>\`${place(finding.pointer)}\``,
      whom(finding.usedBy),
      onWire(finding),
      finding.ts === "none" ? "–" : words[finding.ts],
      `\`${finding.id}\``,
    ].join(" | "),
  );
  return ["What | Where it is used | On the wire | TypeScript | Rule", "--- | --- | --- | --- | ---", ...rows]
    .map((row) => `| ${row} |`)
    .join("\n");
}

function onWire({ usedBy, wire }: Finding): string {
  const by = (direction: string): Level =>
    worst(usedBy.filter((use) => use.direction === direction).map(({ verdict }) => verdict));
  const [request, response] = [by("request"), by("response")];
  if (wire === "none") return "–";
  const flows = new Set(usedBy.map(({ direction }) => direction));
  if (flows.size < 2 || request === response) return words[wire];
  return `sent: ${words[request]}; read: ${words[response]}`;
}

function whom(usedBy: readonly UsedBy[]): string {
  const byOperation = new Map<string, string[]>();
  for (const { operation, direction, inferred } of usedBy) {
    const name = `${cell(operation)}${inferred ? " (inferred)" : ""}`;
    byOperation.set(name, [...(byOperation.get(name) ?? []), direction]);
  }
  return [...byOperation].map(([name, flows]) => `${name}: ${flows.join(", ")}`).join("<br>");
}

function prose(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  const suspect = findings.filter(({ id }) => id === "schema.docs-suspect");
  const review =
    suspect.length === 0
      ? ""
      : `\n\n**Worth a look**: prose that touches a number, a unit or a format.\n\n${suspect.map(difference).join("\n")}`;
  const lines = findings.filter((finding) => !suspect.includes(finding)).map(line);
  const folded =
    lines.length === 0
      ? ""
      : `\n\n<details><summary>${lines.length} more in documentation alone</summary>\n\n${lines.join("\n")}\n\n</details>`;
  return `### Documentation (${findings.length})${review}${folded}`;
}

function line({ pointer, message }: Finding): string {
  return `- \`${place(pointer)}\`: ${cell(message)}`;
}

function difference({ pointer, old, new: now }: Finding): string {
  const [before, after] = [old, now].map((side) => (isRecord(side) ? side : {}));
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const parts = [...keys].map(
    (key) => `${cell(key)} was ${quoted(before?.[key])}, is ${quoted(after?.[key])}`,
  );
  return `- \`${place(pointer)}\`: ${parts.join("; ")}`;
}

function quoted(value: unknown): string {
  if (value === undefined) return "absent";
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return `“${cell(shown.length > 300 ? `${shown.slice(0, 299)}…` : shown)}”`;
}

function notJudged(report: Report): string {
  if (report.notJudged.length === 0) return "";
  const lines = report.notJudged.map(({ operation, reason }) => `- ${cell(operation)}: ${cell(reason)}`);
  return `### Not judged (${lines.length})\n\n${lines.join("\n")}`;
}

function accepted(report: Report): string {
  if (report.accepted.length === 0) return "";
  const lines = report.accepted.map(
    ({ message, id, reason, until }) => `- ${cell(message)} \`${id}\`: ${cell(reason)} (until ${until})`,
  );
  return `### Accepted (${lines.length})\n\n${lines.join("\n")}`;
}

function notes({ coverage }: Report): string {
  if (coverage.notes.length === 0) return "";
  const lines = coverage.notes.map((note) => `- ${cell(note)}`);
  return `<details><summary>${lines.length} notes about the documents</summary>\n\n${lines.join("\n")}\n\n</details>`;
}

/** A JSON pointer as a person reads it. */
function place(pointer: string): string {
  const short = pointer
    .replace(/^#\/components\/schemas\//, "")
    .replace(/^#\/paths\//, "")
    .replace(/^#\//, "");
  return cell(short.replaceAll("~1", "/").replaceAll("~0", "~").replaceAll("/properties/", "."));
}

/** Text from a document, which must not break out of its table cell or become markup. */
function cell(content: string): string {
  return content
    .replaceAll(/\s+/g, " ")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll("`", "'")
    .replaceAll("[", "\\[")
    .replaceAll("@", "@\u200b");
}
