import { RecoveredAccessToken } from "../access-tokens/issued.js";
import { replaceLost } from "../access-tokens/recover.js";
import { recoverInput, tokenReader } from "../check/inputs.js";
import { addIssue, below, place, refuse } from "../check/problems.js";
import type { IssueAccessTokenInput } from "../types.js";
import { lookUp, type TokenCalls } from "./tokens.js";

/** Options of `recoverToken`. */
export interface RecoverOptions {
  /** An id never used before: S2's revocation of the old one takes up to ten minutes to take effect. */
  readonly newId: string;
  /** Aborts the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does what `S2IssueOutcomeUnknownError.recover` does, for a restarted job that has only the input and the lost id. Use
 * it only for ids that no other process issues: an identical token with the old id is taken for the lost one.
 *
 * Issues the input under `newId` first. Then revokes the token with the old id if it has exactly this scope, prefixing
 * and expiry; an expiry left out, or given as `expiresIn`, which counts from now, matches any. A failed revocation is
 * reported in `orphan` and never costs the new secret. Rejects as `issue` does, with nothing revoked.
 *
 * @see https://s2.dev/docs/api/access-tokens/issue
 * @example
 * ```ts
 * const { accessToken, orphan } = await recoverToken(client.accessTokens, input, { newId: `${input.id}-2` });
 * ```
 */
export async function recoverToken(
  tokens: TokenCalls,
  input: IssueAccessTokenInput,
  options: RecoverOptions,
): Promise<RecoveredAccessToken> {
  const whole = place();
  const given = below(whole, "options");
  const lost = tokenReader(Date.now())(input, whole);
  const read = recoverInput(options, given);
  if (read?.newId !== undefined && read.newId === lost?.id) {
    const rest = "must differ from the old id: a revoked secret can still work.";
    addIssue(below(given, "newId"), "same_id", rest);
  }
  refuse(whole.issues, "recover");
  // Without issues, both were parsed.
  const { newId, signal } = read as RecoverOptions;
  const token = lost as NonNullable<typeof lost>;
  const asked = input.expiresIn === undefined ? token : { ...token, expiresAtMillis: undefined };
  const parts = await replaceLost(asked, newId, {
    issue: (id) => tokens.issue({ ...input, id }, { signal }),
    find: (id) => lookUp(tokens, id, { signal }),
    revoke: (id) => tokens.revoke({ id }, { signal, missingOk: true }),
  });
  return new RecoveredAccessToken(parts);
}
