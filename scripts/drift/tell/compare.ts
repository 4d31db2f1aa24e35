import { judge } from "../compare/judge.js";
import type { EngineOptions } from "../compare/collect.js";
import { applyAccepted } from "../read/accept.js";
import type { Acceptance } from "../read/accept.js";
import type { Source } from "../read/sources.js";
import type { Report } from "./report.js";
import { suggestBump, verdictOf } from "./verdict.js";

/** Options of a comparison. */
export interface CompareOptions extends EngineOptions {
  /** The version of the package, which decides what a break raises. */
  readonly version: string;
  readonly accept: readonly Acceptance[];
  /** The day, as `2027-01-31`: entries whose last day has passed no longer count. */
  readonly today: string;
}

/**
 * Compares two sides and reports what changed for users.
 *
 * @throws {SpecError} when they cannot be judged.
 */
export function compare(base: Source, head: Source, options: CompareOptions): Report {
  const { operations, coverage, findings, notJudged } = judge(base.side, head.side, options);
  const { open, accepted } = applyAccepted(findings, options.accept, options.today);
  return {
    reportVersion: 2,
    base: base.name,
    head: head.name,
    scope: { tags: options.tags, operations },
    coverage,
    verdict: verdictOf(open),
    // Accepted findings still affect users, so the version counts them.
    semver: suggestBump(findings, options.version),
    findings: open,
    notJudged,
    accepted,
  };
}
