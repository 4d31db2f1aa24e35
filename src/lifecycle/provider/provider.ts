import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import { lifetimeMillis } from "../../check/lifetimes.js";
import { kindOf, mustBe, refuse } from "../../check/problems.js";
import type { ArgumentIssue } from "../../errors.js";
import type { IssueGuard } from "../../types.js";
import type { Timing } from "../clock.js";
import type { UnnamedToken } from "../bulk/issue-many.js";
import { Provider } from "./sessions.js";
import type { TokenStore } from "./store.js";
import type { TokenCalls } from "../tokens.js";

/** What a key's tokens are like: their scope, and an `idPrefix` of their own that ends in a separator. */
export type TokenTemplate = Omit<UnnamedToken, "expiresAt" | "expiresAtText" | "expiresIn">;

/** Options of `tokenProvider`. */
export interface TokenProviderOptions extends Timing {
  /** Describes the tokens of a key. No other key's `idPrefix` may begin with that of this one. */
  readonly token: (key: string) => TokenTemplate;
  /** How long each token lives: milliseconds, or text like `1h`. */
  readonly expiresIn: number | string;
  /** How long before its end a token is not given out any more (default 30 s, at most a tenth of its life). */
  readonly mustRenewBefore?: number | string | undefined;
  /** How many keys are kept in memory (default 10 000); the one not asked for the longest goes first. */
  readonly maxEntries?: number | undefined;
  /** How many tokens are issued at once (default 16). */
  readonly concurrency?: number | undefined;
  /** Where processes share tokens. Its entries hold secrets. One that fails or takes 250 ms is passed over. */
  readonly store?: TokenStore | undefined;
  /** Each sees every token before it is issued and may refuse it. */
  readonly before?: readonly IssueGuard[] | undefined;
  /** Sees what happens, never a secret. What it throws is ignored. */
  readonly observe?: ((event: ProviderEvent) => unknown) | undefined;
}

/**
 * What a token provider tells its `observe` function. `lost`: a token may have been issued whose secret did not arrive; it
 * is revoked, now or later. `failed`: no new token could be had; `served`: an old one that still works was given out.
 */
export type ProviderEvent =
  | { readonly type: "issued" | "adopted" | "lost"; readonly key: string; readonly id: string }
  | {
      readonly type: "failed";
      readonly key: string;
      readonly code: string;
      readonly retryAt: Date;
      readonly served: boolean;
    }
  | { readonly type: "revoked"; readonly id: string; readonly status: string }
  | { readonly type: "store-failed"; readonly operation: "get" | "set" | "delete" };

/** What was revoked. */
export interface RevokedTokens {
  /** How many tokens. */
  readonly count: number;
  /** When S2 accepts none of them any more: revocation takes up to ten minutes to bite. */
  readonly effectiveBy: Date;
}

/** Always a valid token per key. */
export interface TokenProvider {
  /**
   * Resolves to a token of this key that works: the one in memory, one that another process put into the store, or a new
   * one. However many ask at once, one is issued. From 70 to 80 % of its life a new one is fetched beside; in its last
   * seconds callers wait for it. A caller's signal ends its own waiting alone.
   *
   * Rejects as `issue` does, and with `S2TokenUnavailableError`, which says when it will try again, while a key backs off.
   */
  get(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<IssuedAccessToken>;
  /** Says that S2 refused this token (401). It is dropped, and revoked for good measure, if it is still the one given out. */
  rejected(token: { readonly id: string }): void;
  /**
   * Revokes every token of a key, whoever issued it, the one being issued included: lists what begins with its `idPrefix`.
   * Rejects with `S2RevocationError` if some are left. Other processes may give theirs out until they renew it.
   */
  revoke(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<RevokedTokens>;
  /** Does so for all ids that begin with a prefix, which ends in a separator. */
  revokeAll(prefix: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<RevokedTokens>;
  /** Ends renewals: issues nothing more, awaits what is under way, and tries once more to revoke what was lost. */
  close(): Promise<void>;
}

/**
 * Makes a provider of short-lived tokens, one per key (a user, a session, a tenant), that are issued when they are first
 * asked for and renewed while they are in use. No timers: nothing happens but in a call.
 *
 * Keys are data: any text. A lost answer never costs a secret, and leaves at most three live tokens a key.
 *
 * @throws S2ArgumentError for options that make no sense; a template is checked when it is used.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const sessions = tokenProvider(client.accessTokens, {
 *   token: (user) => ({
 *     idPrefix: streamPrefix("session", user),
 *     ...tenant({ segments: ["users", user], basins: exact("production") }),
 *   }),
 *   expiresIn: "1h",
 * });
 * const { accessToken, expiresAt } = await sessions.get("1234");
 * await sessions.revoke("1234"); // logout: effective within ten minutes
 * ```
 */
export function tokenProvider(tokens: TokenCalls, options: TokenProviderOptions): TokenProvider {
  const issues: ArgumentIssue[] = [];
  const life = lifetimeMillis(options.expiresIn, "expiresIn", issues) ?? 0;
  const { mustRenewBefore, maxEntries = 10_000, concurrency = 16, token } = options;
  const before =
    mustRenewBefore === undefined ? 30_000 : lifetimeMillis(mustRenewBefore, "mustRenewBefore", issues);
  for (const [path, count] of [
    ["maxEntries", maxEntries],
    ["concurrency", concurrency],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 1) {
      issues.push(mustBe(path, "out_of_range", "a whole number of at least 1", kindOf(count)));
    }
  }
  if (typeof token !== "function") issues.push(mustBe("token", "wrong_type", "a function", kindOf(token)));
  refuse(issues);
  const mustRenew = Math.min(before ?? 0, life / 10);
  return new Provider(tokens, { ...options, life, mustRenew, maxEntries, concurrency });
}
