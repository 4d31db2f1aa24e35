import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import type { IssueGuard } from "../../types.js";
import type { Timing } from "../clock.js";
import type { TokenTemplate } from "./kind.js";
import type { TokenStore } from "./store.js";

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
