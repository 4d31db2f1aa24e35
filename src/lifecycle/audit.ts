import type { AccessTokenInfo } from "../types.js";
import { linter, type Finding, type LintOptions, type LintRule } from "../scope/lint/lint.js";
import type { Severity } from "../scope/lint/view.js";

/** Where an audit gets its tokens: `client.accessTokens`, or anything else that walks a listing. */
export interface TokenSource {
  /** Walks every token, as a client's `accessTokens.listAll` does. */
  listAll(
    input: { readonly prefix?: string | undefined; readonly startAfter?: string | undefined },
    options: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<AccessTokenInfo>;
}

/** What to audit, and what to hold it to. */
export interface AuditOptions extends LintOptions {
  /** Only ids that begin with this text. */
  readonly prefix?: string | undefined;
  /** Only ids that sort after this one: the last id of an audit that was broken off. */
  readonly startAfter?: string | undefined;
  /** Ends the walk. */
  readonly signal?: AbortSignal | undefined;
}

/** A token and what is to be said of it; no findings for a tight one. */
export interface AuditedToken {
  readonly token: AccessTokenInfo;
  readonly findings: readonly Finding[];
}

/** What an audit has found so far, in numbers. */
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
}

/** An audit: its tokens, one by one, and a summary. */
export interface Audit extends AsyncIterable<AuditedToken> {
  /** Of the walk under way, or the last one. */
  readonly summary: AuditSummary;
}

/**
 * Walks a listing and lints each token, one page in memory at a time. Nothing is requested before the first token is
 * asked for; each iteration starts anew, its summary too. A function for `now` is asked again for each token.
 *
 * Fails as the listing does, and with S2ArgumentError, at once, for options that make no sense.
 *
 * @see https://s2.dev/docs/api/access-tokens/list
 * @example
 * ```ts
 * const report = audit(client.accessTokens, { prefix: "user-", now: Date.now });
 * for await (const { token, findings } of report) {
 *   for (const { severity, rule } of findings) console.log(severity, token.id, rule);
 * }
 * console.log(report.summary);
 * ```
 */
export function audit(source: TokenSource, options: AuditOptions): Audit {
  const { prefix, startAfter, signal, ...rules } = options;
  const check = linter(rules);
  // A first try on nothing, so that a wrong clock fails here and not in the middle of a walk.
  check({});
  const listing = source.listAll({ prefix, startAfter }, { signal });
  let count = newCount();
  return {
    async *[Symbol.asyncIterator]() {
      const own = (count = newCount());
      for await (const token of listing) {
        const findings = check(token);
        add(own, findings);
        yield { token, findings };
      }
      own.complete = true;
    },
    get summary() {
      return structuredClone(count);
    },
  };
}

type Count = { -readonly [K in keyof AuditSummary]: AuditSummary[K] } & {
  severities: Record<Severity, number>;
  rules: Partial<Record<LintRule, number>>;
};

function newCount(): Count {
  return { complete: false, tokens: 0, flagged: 0, severities: { error: 0, warning: 0, info: 0 }, rules: {} };
}

function add(count: Count, findings: readonly Finding[]): void {
  count.tokens += 1;
  if (findings.length > 0) count.flagged += 1;
  for (const { rule, severity } of findings) {
    count.severities[severity] += 1;
    count.rules[rule] = (count.rules[rule] ?? 0) + 1;
  }
}
