import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import type { IssueGuard, TokenToIssue } from "../types.js";
import { excess, type Excess } from "./contain.js";
import type { GroupOptions } from "./groups.js";
import { lint, SEVERITIES, type Finding, type LintOptions } from "./lint/lint.js";
import type { Severity } from "./lint/view.js";
import { quote } from "./sentences.js";
import { readSubject, type ScopedToken, type ScopeOrToken } from "./subject.js";

/** How findings are judged; the time is the client's. */
export type RefuseFindingsOptions = Omit<LintOptions, "now">;

/** A finding of `lint` as an issue of an `S2ArgumentError`; its code is the rule. */
export interface FindingIssue extends ArgumentIssue {
  readonly finding: Finding;
}

/** Something beyond the parent as an issue of an `S2ArgumentError`, its witness included. */
export interface ExcessIssue extends ArgumentIssue {
  readonly excess: Excess;
}

/**
 * A guard for `issue` that refuses tokens with findings of this severity (default `error`) or worse. Time is the client's.
 *
 * @throws S2ArgumentError for a severity that does not exist; other options are checked when the guard runs.
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
  if (least < 0) {
    const message = `A severity is ${SEVERITIES.map(quote).join(", ")}.`;
    throw new S2ArgumentError([{ path: "severity", code: "wrong_type", message }]);
  }
  return (token, now): FindingIssue[] =>
    lint(asToken(token), { ...options, now })
      .filter((finding) => SEVERITIES.indexOf(finding.severity) <= least)
      .map((finding) => ({ path: finding.path, code: finding.rule, message: finding.message, finding }));
}

/**
 * A guard for `issue` that refuses tokens with anything beyond a parent, uncertain excess included. Give the token that
 * issues as the parent to learn before S2 does what it would refuse; its `accessTokens` must cover the new id.
 *
 * @throws S2ArgumentError if the parent has no scope.
 * @example
 * ```ts
 * await client.accessTokens.issue(input, { before: [refuseExcess(parent)] });
 * ```
 */
export function refuseExcess(parent: ScopeOrToken, options: GroupOptions = {}): IssueGuard {
  readSubject(parent, "parent");
  return (token): ExcessIssue[] =>
    excess(asToken(token), parent, options).map((item) => ({
      path: item.part === "id" || item.part === "expiresAt" ? item.part : `scope.${item.part}`,
      code: `excess_${item.kind}`,
      message: item.sentence,
      excess: item,
    }));
}

/** To a token about to be issued null means the issuer's expiry, not never. */
function asToken({ id, scope, autoPrefixStreams, expiresAt }: TokenToIssue): ScopedToken {
  return { id, scope, autoPrefixStreams, expiresAt: expiresAt ?? undefined };
}
