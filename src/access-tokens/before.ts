import type { ArgumentIssue } from "../errors.js";
import type { CheckedToken } from "../check/inputs.js";
import { isRecord } from "../check/keys.js";
import { kindOf, problem } from "../check/problems.js";
import type { IssueGuard, TokenToIssue } from "../types.js";

/**
 * Asks each guard of the option `before` and returns all their issues. Errors that a guard throws reach the caller
 * unchanged.
 */
export function askGuards(
  guards: readonly IssueGuard[],
  { id, scope, autoPrefixStreams, expiresAtMillis, expiresAtText }: CheckedToken,
  now: number,
): ArgumentIssue[] {
  return guards.flatMap((guard, index) => {
    const expiresAt = expiresAtMillis === undefined ? null : new Date(expiresAtMillis);
    const token: TokenToIssue = {
      id,
      scope,
      autoPrefixStreams: autoPrefixStreams ?? false,
      expiresAt,
      expiresAtText: expiresAtText ?? null,
    };
    return readVerdict(guard(Object.freeze(token), now), `before[${index}]`);
  });
}

/** Reads what a guard returned, which in JavaScript may be anything. An unreadable answer counts as a refusal. */
function readVerdict(verdict: unknown, path: string): readonly ArgumentIssue[] {
  if (verdict === undefined || verdict === null) return [];
  if (Array.isArray(verdict) && verdict.every(isIssue)) return verdict;
  // Nobody else handles its rejection.
  if (verdict instanceof Promise) verdict.catch(() => undefined);
  const rest = `must return a list of issues or nothing, at once, got ${kindOf(verdict)}.`;
  return [problem(path, "wrong_type", rest)];
}

function isIssue(value: unknown): value is ArgumentIssue {
  return isRecord(value) && ["path", "code", "message"].every((key) => typeof value[key] === "string");
}
