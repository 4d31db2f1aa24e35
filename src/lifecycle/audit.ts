import { isRecord } from "../check/keys.js";
import { kindOf, mustBe, refuse } from "../check/problems.js";
import { readTime } from "../check/times.js";
import { linter, type Finding, type LintOptions, type LintRule } from "../scope/lint/lint.js";
import type { Severity } from "../scope/lint/view.js";
import type { ScopedToken } from "../scope/subject.js";
import type { AccessTokenInfo } from "../types.js";

/** A token and its findings; none for a tight one. */
export interface AuditedToken<T = AccessTokenInfo> {
  readonly token: T;
  readonly findings: readonly Finding[];
}

/** The days on which tokens stop working. */
export interface AuditExpiries {
  /** Tokens that never expire. */
  readonly never: number;
  /** Tokens that do not say when: they take their issuer's expiry, or theirs cannot be read. */
  readonly unsaid: number;
  /** Tokens by the day of their expiry in UTC (`2030-01-31`), the earliest first, those that are over included. */
  readonly days: readonly { readonly day: string; readonly tokens: number }[];
}

/** The numbers that an audit has found so far. */
export interface AuditSummary {
  /** Whether the walk has reached the end of the listing. */
  readonly complete: boolean;
  /** Tokens seen. */
  readonly tokens: number;
  /** Tokens with at least one finding. */
  readonly flagged: number;
  /** Findings of each severity. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** Findings of each rule that found anything. */
  readonly rules: Readonly<Partial<Record<LintRule, number>>>;
  readonly expiries: AuditExpiries;
}

/** An audit: its tokens, one by one, and a summary. */
export interface Audit<T = AccessTokenInfo> extends AsyncIterable<AuditedToken<T>> {
  /** Of the walk under way, or the last one. */
  readonly summary: AuditSummary;
}

/**
 * Lints each token of a listing, or of any other iterable, one at a time. Nothing is requested before the first token is
 * asked for; each iteration walks the tokens again and starts a summary of its own. A function for `now` is asked again
 * for each token.
 *
 * Fails as the listing does, and with S2ArgumentError, at once, for what is no iterable and for options that make no sense.
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

const DAY_MILLIS = 86_400_000;

interface Count {
  complete: boolean;
  tokens: number;
  flagged: number;
  readonly severities: Record<Severity, number>;
  readonly rules: Partial<Record<LintRule, number>>;
  never: number;
  unsaid: number;
  /** By the number of the day since 1970. */
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
  // What is no token at all has a finding that says so.
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
