import type { Finding } from "../../index.js";
import { shown } from "../../check/text.js";

/** Returns findings as a Markdown list. */
export function findingsMarkdown(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No findings.";
  return findings
    .map(({ severity, rule, message }) => `- **${severity}** ${codeSpan(rule)}: ${escaped(message)}`)
    .join("\n");
}

/** Returns a Markdown table. Cells must already be Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Returns a code span for untrusted text; its fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const safe = shown(text);
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${safe}${fence}` : `${fence} ${safe} ${fence}`;
}

/** Escapes prose that may contain a name, so that none of it is read as Markdown or HTML. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|&]/g, "\\$&");
}
