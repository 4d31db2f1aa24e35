import { worst } from "../compare/rules.js";
import type { Report } from "./report.js";

/** Returns the report for a terminal: one finding per line, the gravest first. */
export function toText(report: Report): string {
  const { verdict, semver } = report;
  const lines = [
    `requests: ${verdict.wireRequest}, responses: ${verdict.wireResponse}, TypeScript: ${verdict.ts}`,
    `suggested release: ${semver.suggested} (${semver.reason})`,
  ];
  for (const level of ["break", "warn", "ok", "docs", "none"] as const) {
    for (const { id, wire, ts, where, message, usedBy } of report.findings) {
      if (worst([wire, ts]) !== level) continue;
      const who = [...new Set(usedBy.map(({ operation }) => operation))].join(", ");
      lines.push(`${level.padEnd(5)} ${id}  ${where.new ?? where.old ?? ""}  ${message} [${who}]`);
    }
  }
  for (const { operation, reason } of report.notJudged) lines.push(`not judged: ${operation}: ${reason}`);
  for (const { message, reason, until } of report.accepted) {
    lines.push(`accepted until ${until}: ${message} (${reason})`);
  }
  for (const note of report.coverage.notes) lines.push(`note: ${note}`);
  return `${lines.map((line) => line.replaceAll(/\p{Cc}/gu, " ")).join("\n")}\n`;
}
