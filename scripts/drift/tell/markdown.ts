import { worst } from "../compare/rules.js";
import type { Level } from "../compare/rules.js";
import { schemaName } from "../../spec/references.js";
import { isRecord } from "../../spec/yaml.js";
import { adviceFor } from "./advice.js";
import type { Finding, Report, UsedBy } from "./report.js";
import { levelIn } from "./verdict.js";

/** The marker of a pull request comment, by which a bot finds its own and updates it. */
export const marker = "<!-- s2-access-tokens drift report -->";

/** Returns the report as Markdown for a pull request. */
export function toMarkdown(report: Report): string {
  const byLevel = (...levels: readonly Level[]): Finding[] =>
    report.findings.filter(({ wire, ts }) => levels.includes(worst([wire, ts])));
  const safe = byLevel("ok", "none");
  const parts = [
    marker,
    "## What this change of the contract means for users",
    headline(report),
    section("Breaking", byLevel("break")),
    section("Risky", byLevel("warn")),
    folded(`Safe (${safe.length})`, safe.length === 0 ? "" : groups(safe)),
    documentation(byLevel("docs")),
    listed(
      "Not judged",
      report.notJudged.map(({ operation, reason }) => `${cell(operation)}: ${cell(reason)}`),
    ),
    listed(
      "Accepted",
      report.accepted.map(
        ({ message, id, reason, until }) => `${cell(message)} \`${id}\`: ${cell(reason)} (until ${until})`,
      ),
    ),
    folded(
      `${report.coverage.notes.length} notes about the documents`,
      bullets(report.coverage.notes.map(cell)),
    ),
    `<sub>${cell(report.base)} → ${cell(report.head)}, ${scopeOf(report)}</sub>`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const words: Record<Level, string> = {
  break: "breaks",
  warn: "risky",
  ok: "safe",
  docs: "documentation only",
  none: "–",
};

function headline({ verdict, semver }: Report): string {
  const { wireRequest, wireResponse, ts } = verdict;
  const summary = {
    break: "Breaking.",
    warn: "Risky.",
    ok: "Safe.",
    docs: "Documentation only.",
    none: "Nothing changed for users.",
  }[worst([wireRequest, wireResponse, ts])];
  const say = (level: Level): string => (level === "none" ? "unchanged" : words[level]);
  const axes = `Requests: **${say(wireRequest)}** · Responses: **${say(wireResponse)}** · TypeScript: **${say(ts)}**`;
  return `**${summary}** ${axes} · Suggested release: **${semver.suggested}** (${semver.reason}).`;
}

function scopeOf({ scope }: Report): string {
  if (scope.tags.length === 0) return "every operation";
  return `tag ${scope.tags.map((tag) => `\`${cell(tag)}\``).join(", ")}`;
}

function section(title: string, findings: readonly Finding[]): string {
  return findings.length === 0 ? "" : `### ${title} (${findings.length})\n\n${groups(findings)}`;
}

/** Returns a table for each component, and for each operation one of the findings that are only its own. */
function groups(findings: readonly Finding[]): string {
  const byPlace = new Map<string, Finding[]>();
  for (const finding of findings) {
    const place = componentOf(finding.pointer) ?? finding.operation ?? "The whole contract";
    byPlace.set(place, [...(byPlace.get(place) ?? []), finding]);
  }
  return [...byPlace]
    .map(
      ([place, some]) =>
        `#### ${cell(place)}\n\n${whom(some.flatMap(({ usedBy }) => usedBy))}\n\n${table(some)}`,
    )
    .join("\n\n");
}

function componentOf(pointer: string): string | undefined {
  return schemaName(pointer.split("/").slice(0, 4).join("/"));
}

function whom(usedBy: readonly UsedBy[]): string {
  const flows = (["request", "response"] as const).flatMap((direction) => {
    const uses = usedBy.filter((use) => use.direction === direction);
    const names = uses.map(({ operation, inferred }) => `${cell(operation)}${inferred ? " (inferred)" : ""}`);
    if (names.length === 0) return [];
    return `${direction === "request" ? "Sent by" : "Read from"} ${[...new Set(names)].toSorted().join(", ")}.`;
  });
  return flows.join(" ");
}

function table(findings: readonly Finding[]): string {
  const rows = findings.map((finding) =>
    [
      `${cell(finding.message)}<br>\`${place(finding.pointer)}\`<br>${lines(finding)}`,
      `${value(finding.old)} → ${value(finding.new)}`,
      words[levelIn(finding, "request")],
      words[levelIn(finding, "response")],
      words[finding.ts],
      `${adviceFor(finding)}<br>\`${finding.id}\``,
    ].join(" | "),
  );
  return [
    "Change | Old → new | Sent | Read | TypeScript | What to do",
    "--- | --- | --- | --- | --- | ---",
    ...rows,
  ]
    .map((row) => `| ${row} |`)
    .join("\n");
}

function lines({ where }: Finding): string {
  return [where.old, where.new].map((line) => (line === null ? "–" : cell(line))).join(" → ");
}

function documentation(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  const suspect = findings.filter(({ id }) => id === "schema.docs-suspect");
  const others = findings.filter((finding) => !suspect.includes(finding));
  const told = others.map(({ pointer, message }) => `\`${place(pointer)}\`: ${cell(message)}`);
  return [
    `### Documentation (${findings.length})`,
    ...(suspect.length === 0
      ? []
      : [
          "**Worth a look**: prose that touches a number, a unit or a format.",
          bullets(suspect.map(difference)),
        ]),
    ...(told.length === 0 ? [] : [folded(`${told.length} more in documentation alone`, bullets(told))]),
  ].join("\n\n");
}

function difference({ pointer, old, new: now }: Finding): string {
  const [before = {}, after = {}] = [old, now].map((side) => (isRecord(side) ? side : {}));
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const said = (text: unknown): string => (text === undefined ? "absent" : `“${shorten(text, 300)}”`);
  const parts = keys.map((key) => `${cell(key)} was ${said(before[key])}, is ${said(after[key])}`);
  return `\`${place(pointer)}\`: ${parts.join("; ")}`;
}

function listed(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? "" : `### ${title} (${entries.length})\n\n${bullets(entries)}`;
}

function bullets(entries: readonly string[]): string {
  return entries.map((entry) => `- ${entry}`).join("\n");
}

function folded(title: string, content: string): string {
  return content === "" ? "" : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

function value(content: unknown): string {
  if (content === null) return "–";
  return shorten(Array.isArray(content) ? content.map((item) => asText(item)).join(", ") : content, 100);
}

function shorten(content: unknown, most: number): string {
  const text = asText(content);
  return cell(text.length > most ? `${text.slice(0, most - 1)}…` : text);
}

function asText(content: unknown): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}

/** Returns a JSON pointer in readable form. */
function place(pointer: string): string {
  const short = pointer
    .replace(/^#\/components\/schemas\//, "")
    .replace(/^#\/paths\//, "")
    .replace(/^#\//, "");
  return cell(short.replaceAll("~1", "/").replaceAll("~0", "~").replaceAll("/properties/", "."));
}

/** Escapes text from a document, so that it cannot break out of its table cell or become markup. */
function cell(content: string): string {
  return content
    .replaceAll(/\s+/g, " ")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll("`", "'")
    .replaceAll("[", "\\[")
    .replaceAll("@", "@\u200b");
}
