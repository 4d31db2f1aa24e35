import { readTime } from "../../../check/times.js";
import { summary } from "../../../scope/explain/explain.js";
import { lint, type Finding } from "../../../scope/lint/lint.js";
import { permittedOperations } from "../../../scope/permitted.js";
import type { ScopedToken } from "../../../scope/subject.js";

/** One token of the table. */
export interface Row {
  readonly id: string;
  readonly token: ScopedToken;
  /** In milliseconds since 1970; null for one that never expires. */
  readonly expiresAt: number | null;
}

/** The analysis of a token. */
export interface Analysis {
  /** A short summary of its permissions. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** Operations that it permits, or may permit. */
  readonly operations: ReadonlySet<string>;
}

export function rowOf(token: ScopedToken): Row {
  return { id: token.id ?? "", token, expiresAt: readTime(token.expiresAt) ?? null };
}

const analysed = new WeakMap<Row, Analysis>();

/** Analyses a token; each only once. */
export function analysisOf(row: Row): Analysis {
  let analysis = analysed.get(row);
  if (analysis === undefined) {
    const operations = permittedOperations(row.token)
      .filter(({ answer }) => answer !== "no")
      .map(({ operation }) => operation);
    analysis = {
      summary: summary(row.token),
      findings: lint(row.token),
      operations: new Set(operations),
    };
    analysed.set(row, analysis);
  }
  return analysis;
}

/** The filters of the table; an empty string filters nothing. */
export interface Filter {
  readonly text: string;
  readonly operation: string;
  readonly rule: string;
  /** Milliseconds from now; `never` for tokens that never expire. */
  readonly within: number | "never" | undefined;
  readonly now: number;
}

/** Returns the rows that pass a filter. Only operation and rule need analysis; the rest is fast at any size. */
export function matching(
  rows: readonly Row[],
  { text, operation, rule, within, now }: Filter,
): readonly Row[] {
  const lower = text.toLowerCase();
  return rows.filter(
    (row) =>
      (lower === "" || row.id.toLowerCase().includes(lower)) &&
      expiresWithin(row, within, now) &&
      (operation === "" || analysisOf(row).operations.has(operation)) &&
      (rule === "" || analysisOf(row).findings.some((finding) => finding.rule === rule)),
  );
}

function expiresWithin({ expiresAt }: Row, within: Filter["within"], now: number): boolean {
  if (within === undefined) return true;
  if (within === "never") return expiresAt === null;
  return expiresAt !== null && expiresAt <= now + within;
}
