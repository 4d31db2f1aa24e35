import { worst } from "../compare/rules.js";
import type { Level } from "../compare/rules.js";
import { schemaName } from "../../spec/references.js";
import { isRecord } from "../../spec/yaml.js";
import { adviceFor } from "./advice.js";
import type { Finding, Report, UsedBy } from "./report.js";
import { levelIn } from "./verdict.js";

/** The marker of a pull request comment, by which a bot finds its own and updates it. */
export const marker = "<!-- s2-access-tokens drift report -->";

const words: Record<Level, string> = {
  break: "breaks",
  warn: "risky",
  ok: "safe",
  docs: "documentation only",
  none: "–",
};

/** Returns the report as Markdown for a pull request. */
export function toMarkdown(report: Report): string {
  const { findings, notJudged, accepted, coverage, scope } = report;
  const byLevel = (...levels: readonly Level[]): Finding[] =>
    findings.filter(({ wire, ts }) => levels.includes(worst([wire, ts])));
  const [breaking, risky, safe] = [byLevel("break"), byLevel("warn"), byLevel("ok", "none")];
  const unjudged = notJudged.map(({ operation, reason }) => `${cell(operation)}: ${cell(reason)}`);
  const silenced = accepted.map(
    ({ message, id, reason, until }) => `${cell(message)} \`${id}\`: ${cell(reason)} (until ${until})`,
  );
  const tags = scope.tags.map((tag) => `\`${cell(tag)}\``).join(", ");
  const parts = [
    marker,
    "## What this change of the contract means for users",
    headline(report),
    section("Breaking", breaking, groups(breaking)),
    section("Risky", risky, groups(risky)),
    folded(`Safe (${safe.length})`, groups(safe)),
    documentation(byLevel("docs")),
    section("Not judged", unjudged, bullets(unjudged)),
    section("Accepted", silenced, bullets(silenced)),
    folded(`${coverage.notes.length} notes about the documents`, bullets(coverage.notes.map(cell))),
    `<sub>${cell(report.base)} → ${cell(report.head)}, ${tags === "" ? "every operation" : `tag ${tags}`}</sub>`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headline({ verdict: { wireRequest, wireResponse, ts }, semver }: Report): string {
  const summary = {
    break: "Breaking.",
    warn: "Risky.",
    ok: "Safe.",
    docs: "Documentation only.",
    none: "Nothing changed for users.",
  }[worst([wireRequest, wireResponse, ts])];
  const say = (level: Level): string => `**${level === "none" ? "unchanged" : words[level]}**`;
  const axes = `Requests: ${say(wireRequest)} · Responses: ${say(wireResponse)} · TypeScript: ${say(ts)}`;
  return `**${summary}** ${axes} · Suggested release: **${semver.suggested}** (${semver.reason}).`;
}

/** Returns a table for each component, and for each operation one of the findings that are only its own. */
function groups(findings: readonly Finding[]): string {
  const byPlace = new Map<string, Finding[]>();
  for (const finding of findings) {
    const component = schemaName(finding.pointer.split("/").slice(0, 4).join("/"));
    const place = component ?? finding.operation ?? "The whole contract";
    byPlace.set(place, [...(byPlace.get(place) ?? []), finding]);
  }
  return [...byPlace]
    .map(([place, some]) => `#### ${cell(place)}\n\n${whom(some)}\n\n${table(some)}`)
    .join("\n\n");
}

function whom(findings: readonly Finding[]): string {
  const usedBy = findings.flatMap((finding) => finding.usedBy);
  const name = ({ operation, inferred }: UsedBy): string => cell(operation) + (inferred ? " (inferred)" : "");
  const [sent, read] = (["request", "response"] as const).map((direction) => {
    const names = new Set(usedBy.filter((use) => use.direction === direction).map(name));
    return [...names].toSorted().join(", ");
  });
  return [sent && `Sent by ${sent}.`, read && `Read from ${read}.`].filter(Boolean).join(" ");
}

function table(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => {
    const { where } = finding;
    return [
      `${cell(finding.message)}<br>\`${place(finding.pointer)}\`<br>${cell(where.old ?? "–")} → ${cell(where.new ?? "–")}`,
      `${value(finding.old)} → ${value(finding.new)}`,
      words[levelIn(finding, "request")],
      words[levelIn(finding, "response")],
      words[finding.ts],
      `${adviceFor(finding)}<br>\`${finding.id}\``,
    ].join(" | ");
  });
  const head = [
    "Change | Old → new | Sent | Read | TypeScript | What to do",
    "--- | --- | --- | --- | --- | ---",
  ];
  return [...head, ...rows].map((row) => `| ${row} |`).join("\n");
}

function documentation(findings: readonly Finding[]): string {
  const isSuspect = ({ id }: Finding): boolean => id === "schema.docs-suspect";
  const suspect = bullets(findings.filter(isSuspect).map(difference));
  const others = findings
    .filter((finding) => !isSuspect(finding))
    .map(({ pointer, message }) => `\`${place(pointer)}\`: ${cell(message)}`);
  const content = [
    suspect === "" ? "" : `**Worth a look**: prose that touches a number, a unit or a format.\n\n${suspect}`,
    folded(`${others.length} more in documentation alone`, bullets(others)),
  ];
  return section("Documentation", findings, content.filter((part) => part !== "").join("\n\n"));
}

function difference({ pointer, old, new: now }: Finding): string {
  const [before = {}, after = {}] = [old, now].map((side) => (isRecord(side) ? side : {}));
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const said = (text: unknown): string => (text === undefined ? "absent" : `“${shorten(text, 300)}”`);
  const parts = keys.map((key) => `${cell(key)} was ${said(before[key])}, is ${said(after[key])}`);
  return `\`${place(pointer)}\`: ${parts.join("; ")}`;
}

function section(title: string, entries: readonly unknown[], content: string): string {
  return entries.length === 0 ? "" : `### ${title} (${entries.length})\n\n${content}`;
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
  const short = pointer.replace(/^#\/(?:components\/schemas\/|paths\/)?/, "");
  return cell(short.replaceAll("~1", "/").replaceAll("~0", "~").replaceAll("/properties/", "."));
}

/** Escapes text from a document, so that it cannot break out of its table cell or become markup. */
function cell(content: string): string {
  const escaped = content.replaceAll(/\s+/g, " ").replaceAll(/[|[]/g, String.raw`\$&`);
  return escaped.replaceAll("<", "&lt;").replaceAll("`", "'").replaceAll("@", "@\u200b");
}
