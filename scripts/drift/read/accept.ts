import { isRecord, readYaml, SpecError } from "../../spec/yaml.js";
import type { AcceptedFinding, Finding } from "../tell/report.js";

/** One known finding that may pass. */
export interface Acceptance {
  readonly fingerprint: string;
  readonly reason: string;
  /** Last day on which it counts, as `2027-01-31`. */
  readonly until: string;
}

/**
 * Reads a list of accepted findings.
 *
 * @throws {SpecError} when an entry lacks its fingerprint, its reason or its day.
 */
export function readAccepted(text: string, file: string): readonly Acceptance[] {
  const { value, lineOf } = readYaml(text, file);
  if (!Array.isArray(value)) {
    throw new SpecError([`${file}:1: must be a list of { fingerprint, reason, until }`]);
  }
  return value.map((entry: unknown, index) => {
    const { fingerprint, reason, until } = isRecord(entry) ? entry : {};
    if (isText(fingerprint) && isText(reason) && isText(until) && /^\d{4}-\d\d-\d\d$/.test(until)) {
      return { fingerprint, reason, until };
    }
    const line = `${file}:${lineOf(`#/${index}`)}`;
    const wanted = 'must have a fingerprint, a reason and "until", a day such as 2027-01-31';
    throw new SpecError([`${line}: an entry ${wanted}`]);
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/**
 * Separates the accepted findings from the others.
 *
 * @throws {SpecError} when an entry matches nothing any more, or its last day has passed.
 */
export function applyAccepted(
  findings: readonly Finding[],
  entries: readonly Acceptance[],
  today: string,
): { readonly open: readonly Finding[]; readonly accepted: readonly AcceptedFinding[] } {
  const known = new Set(findings.map(({ fingerprint }) => fingerprint));
  const stale = entries.flatMap(({ fingerprint, reason, until }) => {
    const name = `accepted finding ${fingerprint} (${reason})`;
    if (!known.has(fingerprint)) return [`${name} matches nothing: remove it`];
    return until < today ? [`${name} was accepted until ${until}: decide again`] : [];
  });
  if (stale.length > 0) throw new SpecError(stale);
  const byPrint = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  return {
    open: findings.filter(({ fingerprint }) => !byPrint.has(fingerprint)),
    accepted: findings.flatMap((finding) => {
      const entry = byPrint.get(finding.fingerprint);
      return entry ? [{ ...finding, ...entry }] : [];
    }),
  };
}
