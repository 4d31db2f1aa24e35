import { kindOf, mustBe, refuse } from "../check/problems.js";
import { alternatives } from "../check/values.js";
import type { ArgumentIssue } from "../errors.js";
import type { IssueGuard, TokenToIssue } from "../types.js";
import { excess } from "../scope/excess/excess.js";
import type { Excess, ExcessPart } from "../scope/excess/item.js";
import { readTable, type GroupOptions } from "../scope/groups.js";
import { linter, SEVERITIES, type Finding, type LintOptions } from "../scope/lint/lint.js";
import type { Severity } from "../scope/lint/view.js";
import { readSubject, type ScopedToken, type ScopeOrToken } from "../scope/subject.js";

/** Options of `refuseFindings`: those of `lint`, except the clock, which is the client's. */
export type RefuseFindingsOptions = Omit<LintOptions, "now">;

/** A finding of `lint` as an issue of an `S2ArgumentError`; its code is the rule. */
export interface FindingIssue extends ArgumentIssue {
  readonly finding: Finding;
}

/** An excess over the parent as an issue of an `S2ArgumentError`, its witness included. */
export interface ExcessIssue extends ArgumentIssue {
  readonly excess: Excess;
}

/**
 * Returns a guard for `issue` that refuses tokens with findings of this severity (default `error`) or worse, by the
 * client's clock.
 *
 * @throws S2ArgumentError for a severity that does not exist, and for invalid options.
 * @example
 * ```ts
 * await client.accessTokens.issue(input, { before: [refuseFindings("warning", { ignore: ["never-expires"] })] });
 * ```
 */
export function refuseFindings(
  severity: Severity = "error",
  options: RefuseFindingsOptions = {},
): IssueGuard {
  const least = SEVERITIES.indexOf(severity);
  if (least < 0) refuse([mustBe("severity", "wrong_type", alternatives(SEVERITIES), kindOf(severity))]);
  // Invalid options fail here rather than when the guard runs.
  linter(options);
  return (token, now): FindingIssue[] =>
    linter({ ...options, now })(asToken(token))
      .filter((finding) => SEVERITIES.indexOf(finding.severity) <= least)
      .map((finding) => ({ path: finding.path, code: finding.rule, message: finding.message, finding }));
}

/**
 * Returns a guard for `issue` that refuses tokens with anything beyond a parent, uncertain excess included. Give the
 * issuing token as the parent to learn in advance what S2 would refuse; its `accessTokens` must cover the new id.
 *
 * @throws S2ArgumentError if the parent has no scope, and for invalid options.
 * @example
 * ```ts
 * await client.accessTokens.issue(input, { before: [refuseExcess(parent)] });
 * ```
 */
export function refuseExcess(parent: ScopeOrToken, options?: GroupOptions): IssueGuard {
  readSubject(parent, "parent");
  readTable(options);
  return (token): ExcessIssue[] =>
    excess(asToken(token), parent, options).map((item) => ({
      path: WHOLE.has(item.part) ? item.part : `scope.${item.part}`,
      code: `excess_${item.kind}`,
      message: item.sentence,
      excess: item,
    }));
}

/** The parts that are not parts of the scope. */
const WHOLE: ReadonlySet<ExcessPart> = /* @__PURE__ */ new Set<ExcessPart>(["id", "expiresAt", "scope"]);

/** Reads a token about to be issued, where null means the issuer's expiry, not never. */
function asToken({ expiresAt, ...token }: TokenToIssue): ScopedToken {
  return { ...token, expiresAt: expiresAt ?? undefined };
}
