import { shown } from "../../check/text.js";
import type { Context } from "../context.js";
import { findingRows, type AuditReport, SEVERITIES, summaryText, type FindingRow } from "./audit-rows.js";
import { wrap } from "./layout.js";
import { codeSpan, escaped, markdownTable } from "./markdown.js";
import { tableWriter, type Column } from "./table.js";

const COLOURS = { error: "red", warning: "yellow", info: "cyan" } as const;

/** Returns an audit as text: every finding, most severe first, then a summary. */
export function auditText(report: AuditReport, { paint, stdout }: Context): string {
  const columns: readonly Column<FindingRow>[] = [
    {
      title: "severity",
      cell: ({ finding }) => finding.severity,
      colour: (text, { finding }) => paint(COLOURS[finding.severity], text),
    },
    { title: "token", cell: ({ token }) => shown(token.id), colour: (text) => paint("bold", text) },
    { title: "rule", cell: ({ finding }) => finding.rule },
    { title: "what", cell: ({ finding }) => shown(finding.message), least: 20 },
  ];
  const width = stdout.isTerminal ? stdout.columns : undefined;
  const rows = tableWriter(columns, width)(findingRows(report));
  const summary = wrap(summaryText(report.summary), width ?? Infinity).join("\n");
  return `${rows}${rows === "" ? "" : "\n"}${summary}\n`;
}

/** Returns an audit as Markdown: the summary, then a table for each severity. */
export function auditMarkdown(report: AuditReport): string {
  const rows = findingRows(report);
  const tables = SEVERITIES.flatMap((severity) => {
    const own = rows.filter(({ finding }) => finding.severity === severity);
    if (own.length === 0) return [];
    const cells = own.map(({ token, finding }) => [
      codeSpan(token.id),
      finding.rule,
      escaped(finding.message),
    ]);
    return ["", `### ${severity}`, "", markdownTable(["token", "rule", "what"], cells)];
  });
  return [summaryText(report.summary), ...tables].join("\n");
}
