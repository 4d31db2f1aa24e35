import { statusOf } from "./failures.js";
import { revoker, type Revoked } from "./revoke-one.js";
import { run, type Run, type RunOptions, type Work } from "./run.js";
import type { TokenCalls } from "../tokens.js";

/** An input of `revokeMany`: an id, or anything that has one, such as a listed token. */
export type TokenToRevoke = string | { readonly id: string };

/** The result of one input of `revokeMany`. */
export interface RevokeResult<I> extends Revoked {
  readonly input: I;
  /** The index of the input in the run, from 0. */
  readonly index: number;
  readonly id: string;
}

/** The time for which a 204 or a listing proves that the bearer is alive, so that a 404 is about the token. */
const PROOF_MILLIS = 60_000;

/**
 * Revokes many tokens, as many at once as the service takes (1 to 64), and yields one result per input, as they finish.
 * Runs, waits, retries and ends as `issueMany` does; nothing is taken back. A listing can be its input.
 *
 * A revoked secret can still be accepted for up to ten minutes. A missing token is `gone` only if the bearer is known
 * to be alive: by a revocation or listing within the last minute, or else by a listing of one token.
 *
 * @see https://s2.dev/docs/api/access-tokens/revoke
 * @example
 * ```ts
 * const run = revokeMany(client.accessTokens, client.accessTokens.listAll({ prefix: "user/1234/" }));
 * for await (const { status, id, error } of run) if (error !== undefined) console.error(id, status);
 * console.log(run.summary.counts);
 * ```
 */
export function revokeMany<I extends TokenToRevoke>(
  tokens: TokenCalls,
  ids: Iterable<I> | AsyncIterable<I>,
  options: RunOptions = {},
): Run<RevokeResult<I>> {
  return run(tokens, ids, revoking(tokens), options);
}

function revoking<I extends TokenToRevoke>(tokens: TokenCalls): Work<I, RevokeResult<I>> {
  const revoke = revoker(tokens, PROOF_MILLIS);
  const idOf = (input: TokenToRevoke): string => (typeof input === "string" ? input : input.id);
  return {
    statuses: ["revoked", "gone", "refused", "failed", "unknown"],
    good: ["revoked"],
    bad: ["failed", "unknown"],
    async perform(input, index, lane, signal) {
      const id = idOf(input);
      return { ...(await revoke(id, lane, signal)), input, index, id };
    },
    untouched: (input, index, error) => ({ status: statusOf(error), error, input, index, id: idOf(input) }),
    takeBack: async ({ status, id }) => (status === "unknown" || status === "failed" ? [id] : []),
  };
}
