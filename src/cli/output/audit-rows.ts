import type { AccessTokenInfo, AuditedToken, AuditSummary, Finding } from "../../index.js";

/** A token of an audit. */
export type Audited = AuditedToken;

/** A finished audit, the input of every report. */
export interface AuditReport {
  readonly tokens: readonly Audited[];
  readonly summary: AuditSummary;
  readonly now: number;
}

/** A finding beside the token it is about. */
export interface FindingRow {
  readonly token: AccessTokenInfo;
  readonly finding: Finding;
}

/** The severities, most severe first. */
export const SEVERITIES = ["error", "warning", "info"] as const satisfies readonly Finding["severity"][];

/** Returns every finding, most severe first; in the order of ids within a severity. */
export function findingRows({ tokens }: Pick<AuditReport, "tokens">): readonly FindingRow[] {
  const rows = tokens.flatMap(({ token, findings }) => findings.map((finding) => ({ token, finding })));
  return SEVERITIES.flatMap((severity) => rows.filter(({ finding }) => finding.severity === severity));
}

/** Returns an audit in a sentence: `12 tokens, 3 with findings: 1 error, 4 warnings, 0 infos.` */
export function summaryText({ tokens, flagged, severities }: AuditSummary): string {
  const counts = SEVERITIES.map((severity) => plural(severities[severity], severity));
  return `${plural(tokens, "token")}, ${flagged} with findings: ${counts.join(", ")}.`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
