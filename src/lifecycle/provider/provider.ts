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

/** The template of a key's tokens: their scope, and an `idPrefix` of their own that ends in a separator. */
export type TokenTemplate = Omit<UnnamedToken, "expiresAt" | "expiresAtText" | "expiresIn">;

/** Options of `tokenProvider`. */
export interface TokenProviderOptions extends Timing {
  /** Describes the tokens of a key. No other key's `idPrefix` may begin with that of this one. */
  readonly token: (key: string) => TokenTemplate;
  /** The lifetime of each token: milliseconds, or text like `1h`. */
  readonly expiresIn: number | string;
  /** The time before its expiry when a token is last handed out (default 30 s, at most a tenth of its lifetime). */
  readonly mustRenewBefore?: number | string | undefined;
  /** The most keys kept in memory (default 10 000); the least recently used goes first. */
  readonly maxEntries?: number | undefined;
  /** The most tokens issued at once (default 16). */
  readonly concurrency?: number | undefined;
  /** A store shared by processes. Its entries hold secrets. One that fails or takes 250 ms is skipped. */
  readonly store?: TokenStore | undefined;
  /** Guards that see every token before it is issued and may refuse it. */
  readonly before?: readonly IssueGuard[] | undefined;
  /** Receives events, never a secret. Anything it throws is ignored. */
  readonly observe?: ((event: ProviderEvent) => unknown) | undefined;
}

/**
 * An event that a token provider passes to `observe`. `lost`: a token may have been issued whose secret did not arrive;
 * it is revoked, now or later. `failed`: no new token was available; `served`: an old one that still works was handed
 * out.
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

/** The outcome of a revocation. */
export interface RevokedTokens {
  /** The number of tokens revoked. */
  readonly count: number;
  /** The time from which S2 accepts none of them: revocation takes up to ten minutes to take effect. */
  readonly effectiveBy: Date;
}

/** A source of tokens, with always a valid one per key. */
export interface TokenProvider {
  /**
   * Resolves to a working token for this key: the one in memory, one that another process put into the store, or a new
   * one. Concurrent calls share one issuance. At 70 to 80 % of a token's lifetime a new one is fetched in the
   * background; in its last seconds callers wait for that. A caller's signal ends only its own wait.
   *
   * Rejects as `issue` does, and with `S2TokenUnavailableError`, which says when it will try again, while a key backs
   * off.
   */
  get(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<IssuedAccessToken>;
  /** Reports that S2 refused this token (401). If it is still the current one, drops it, and revokes it to be safe. */
  rejected(token: { readonly id: string }): void;
  /**
   * Revokes every token of a key, whoever issued it, including one being issued: lists the ids that begin with its
   * `idPrefix`. Rejects with `S2RevocationError` if some are left. Other processes may hand theirs out until they renew
   * it.
   */
  revoke(key: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<RevokedTokens>;
  /** Revokes, in the same way, every token whose id begins with a prefix, which must end in a separator. */
  revokeAll(prefix: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<RevokedTokens>;
  /** Stops renewals: issues nothing more, awaits what is in progress, and tries once more to revoke lost tokens. */
  close(): Promise<void>;
}

/**
 * Creates a provider of short-lived tokens, one per key (a user, a session, a tenant), issued on first use and renewed
 * while in use. It sets no timers: nothing happens outside a call.
 *
 * A key is any string. A lost response never costs a secret, and leaves at most three live tokens per key.
 *
 * @throws S2ArgumentError for invalid options; a template is checked when it is used.
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
