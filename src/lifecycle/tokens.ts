import type { IssuedAccessToken } from "../access-tokens/issued.js";
import type { IfOutcomeUnknown, RetryOptions } from "../options.js";
import type { AccessTokenInfo, IssueAccessTokenInput, IssueGuard, Revocation } from "../types.js";

/** Options that a lifecycle function passes to each call: it retries calls itself, and must see every refusal. */
export interface SingleCallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryOptions | undefined;
}

/** The calls of a token's lifecycle: `client.accessTokens`, or anything else with these three methods. */
export interface TokenCalls {
  /** Walks the tokens whose id begins with a prefix, in byte order. */
  listAll(
    input: { readonly prefix?: string | undefined; readonly pageSize?: number | undefined },
    options: SingleCallOptions & { readonly prefetch?: boolean | undefined },
  ): AsyncIterable<AccessTokenInfo>;
  /** Issues a token. */
  issue(
    input: IssueAccessTokenInput,
    options: SingleCallOptions & {
      readonly ifOutcomeUnknown?: IfOutcomeUnknown | undefined;
      readonly before?: readonly IssueGuard[] | undefined;
    },
  ): Promise<IssuedAccessToken>;
  /** Revokes a token. */
  revoke(
    input: { readonly id: string },
    options: SingleCallOptions & { readonly missingOk?: boolean | undefined },
  ): Promise<Revocation>;
}

/** One request per call: the limiter must see every 429, and retries what may be retried. */
export const ONCE = { retry: { maxAttempts: 1 } } as const;

/** Looks up one token: in byte order it is the first whose id begins with its own. */
export async function lookUp(
  tokens: TokenCalls,
  id: string,
  options: SingleCallOptions = ONCE,
): Promise<AccessTokenInfo | undefined> {
  for await (const token of tokens.listAll({ prefix: id, pageSize: 1 }, { ...options, prefetch: false })) {
    return token.id === id ? token : undefined;
  }
  return undefined;
}
