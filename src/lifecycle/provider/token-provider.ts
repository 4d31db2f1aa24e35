import { lifetimeMillis } from "../../check/lifetimes.js";
import { below, expected, kindOf, place, refuse } from "../../check/problems.js";
import type { TokenCalls } from "../tokens.js";
import type { TokenProvider, TokenProviderOptions } from "./provider.js";
import { Provider } from "./sessions.js";

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
  const whole = place();
  const life = lifetimeMillis(options.expiresIn, below(whole, "expiresIn")) ?? 0;
  const { mustRenewBefore, maxEntries = 10_000, concurrency = 16, token } = options;
  const before =
    mustRenewBefore === undefined ? 30_000 : lifetimeMillis(mustRenewBefore, below(whole, "mustRenewBefore"));
  for (const [path, count] of [
    ["maxEntries", maxEntries],
    ["concurrency", concurrency],
  ] as const) {
    if (!Number.isSafeInteger(count) || count < 1)
      expected(below(whole, path), "a whole number of at least 1", kindOf(count), "out_of_range");
  }
  if (typeof token !== "function") expected(below(whole, "token"), "a function", kindOf(token));
  refuse(whole.issues);
  const mustRenew = Math.min(before ?? 0, life / 10);
  return new Provider(tokens, { ...options, life, mustRenew, maxEntries, concurrency });
}
