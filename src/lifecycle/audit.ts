import { isRecord } from "../check/keys.js";
import { DAY_MILLIS } from "../check/limits.js";
import { kindOf, mustBe, refuse } from "../check/problems.js";
import { readTime } from "../check/times.js";
import { linter, type Finding, type LintOptions, type LintRule } from "../scope/lint/lint.js";
import type { Severity } from "../scope/lint/view.js";
import type { ScopedToken } from "../scope/subject.js";
import type { AccessTokenInfo } from "../types.js";

/** A token and its findings, if any. */
export interface AuditedToken<T = AccessTokenInfo> {
  readonly token: T;
  readonly findings: readonly Finding[];
}

/** The days on which tokens stop working. */
export interface AuditExpiries {
  /** The number of tokens that never expire. */
  readonly never: number;
  /** The number of tokens without a known expiry: it is their issuer's, or cannot be read. */
  readonly unsaid: number;
  /** The number of tokens by UTC day of expiry (`2030-01-31`), earliest first, including past days. */
  readonly days: readonly { readonly day: string; readonly tokens: number }[];
}

/** The totals of an audit so far. */
export interface AuditSummary {
  /** True if the walk has reached the end of the listing. */
  readonly complete: boolean;
  /** The number of tokens seen. */
  readonly tokens: number;
  /** The number of tokens with at least one finding. */
  readonly flagged: number;
  /** The number of findings of each severity. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** The number of findings of each rule that found anything. */
  readonly rules: Readonly<Partial<Record<LintRule, number>>>;
  readonly expiries: AuditExpiries;
}

/** An audit: the tokens with their findings, one by one, and a summary. */
export interface Audit<T = AccessTokenInfo> extends AsyncIterable<AuditedToken<T>> {
  /** The summary of the current walk, or the last one. */
  readonly summary: AuditSummary;
}

/**
 * Lints each token of a listing, or of any other iterable, one at a time. Requests nothing before iteration starts;
 * each iteration walks the tokens again with a summary of its own. A function given as `now` is called for each token.
 *
 * Fails as the listing does. Throws S2ArgumentError immediately for invalid options or anything that is not iterable.
 *
 * @see https://s2.dev/docs/api/access-tokens/list
 * @example
 * ```ts
 * const report = audit(client.accessTokens.listAll({ prefix: "user-" }), { maxLifetimeDays: 30 });
 * for await (const { token, findings } of report) {
 *   for (const { severity, rule } of findings) console.log(severity, token.id, rule);
 * }
 * console.log(report.summary);
 * ```
 */
export function audit<T extends ScopedToken>(
  tokens: AsyncIterable<T> | Iterable<T>,
  rules: LintOptions = {},
): Audit<T> {
  if (!isIterable(tokens)) {
    const rule = "an iterable of tokens, such as client.accessTokens.listAll()";
    refuse([mustBe("tokens", "wrong_type", rule, kindOf(tokens))]);
  }
  const check = linter(rules);
  let count = newCount();
  return {
    async *[Symbol.asyncIterator]() {
      const own = (count = newCount());
      for await (const token of tokens) {
        const findings = check(token);
        add(own, token, findings);
        yield { token, findings };
      }
      own.complete = true;
    },
    get summary() {
      return summaryOf(count);
    },
  };
}

function isIterable(tokens: unknown): boolean {
  if (!isRecord(tokens) && !Array.isArray(tokens)) return false;
  return Symbol.asyncIterator in tokens || Symbol.iterator in tokens;
}

interface Count {
  complete: boolean;
  tokens: number;
  flagged: number;
  readonly severities: Record<Severity, number>;
  readonly rules: Partial<Record<LintRule, number>>;
  never: number;
  unsaid: number;
  /** The counts by days since 1970. */
  readonly days: Map<number, number>;
}

function newCount(): Count {
  return {
    complete: false,
    tokens: 0,
    flagged: 0,
    severities: { error: 0, warning: 0, info: 0 },
    rules: {},
    never: 0,
    unsaid: 0,
    days: new Map(),
  };
}

function add(count: Count, token: ScopedToken, findings: readonly Finding[]): void {
  count.tokens += 1;
  if (findings.length > 0) count.flagged += 1;
  for (const { rule, severity } of findings) {
    count.severities[severity] += 1;
    count.rules[rule] = (count.rules[rule] ?? 0) + 1;
  }
  // A value that is not a token has a finding that says so.
  const until = readTime(Object(token).expiresAt);
  if (until === null) count.never += 1;
  else if (until === undefined || Number.isNaN(until)) count.unsaid += 1;
  else {
    const day = Math.floor(until / DAY_MILLIS);
    count.days.set(day, (count.days.get(day) ?? 0) + 1);
  }
}

function summaryOf({ severities, rules, never, unsaid, days, ...rest }: Count): AuditSummary {
  const inOrder = [...days].sort(([a], [b]) => a - b);
  return {
    ...rest,
    severities: { ...severities },
    rules: { ...rules },
    expiries: {
      never,
      unsaid,
      days: inOrder.map(([day, tokens]) => ({
        day: new Date(day * DAY_MILLIS).toISOString().slice(0, 10),
        tokens,
      })),
    },
  };
}
