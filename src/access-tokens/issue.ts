import { recoverInput, type CheckedToken } from "../check/inputs.js";
import { problem, refuse } from "../check/problems.js";
import { callOptions } from "../check/settings.js";
import { readCall } from "../check/values.js";
import { S2ApiError } from "../errors.js";
import type { IfOutcomeUnknown } from "../options.js";
import { withCall, type Call } from "../transport/call.js";
import { notLoaded } from "../transport/failure.js";
import { send } from "../transport/request.js";
import { waitForNext } from "../transport/retry.js";
import type { IssueGuard, RecoverInput } from "../types.js";
import { askGuards } from "./before.js";
import { IssuedAccessToken, RecoveredAccessToken } from "./issued.js";
import { lookUpWithin } from "./list.js";
import { S2IssueOutcomeUnknownError } from "./outcome-unknown.js";
import { revokeToken } from "./revoke.js";
import { toWire } from "../check/wire/token.js";
import { readIssueResponse } from "./wire.js";

/** The caller's options for issuing a token. */
export interface IssueWishes {
  readonly mode: IfOutcomeUnknown;
  /** Asked again for every new id. */
  readonly guards: readonly IssueGuard[];
}

/**
 * Issues a token. Once an attempt may have created it and its secret did not arrive, this ends only in success or in
 * `S2IssueOutcomeUnknownError`: the call issues again only after a listing has shown that the token is not there.
 */
export async function issueToken(
  call: Call,
  token: CheckedToken,
  wishes: IssueWishes,
): Promise<IssuedAccessToken> {
  const body = toWire(token.id, token.scope, token.autoPrefixStreams, token.expiresAtText);
  for (;;) {
    try {
      const accessToken = await send(call, "issue_access_token", { body }, (answer) =>
        answer.as(readIssueResponse),
      );
      const expiresAt = token.expiresAtMillis === undefined ? undefined : new Date(token.expiresAtMillis);
      return new IssuedAccessToken({ id: token.id, accessToken, expiresAt });
    } catch (error) {
      if (call.effect === "none") throw withClock(call, token, error);
      const reason = await reasonToStop(call, token.id, error, wishes.mode);
      if (reason === undefined) continue;
      throw new S2IssueOutcomeUnknownError(
        token.id,
        `A token with this id may have been issued, but its secret did not arrive; ${reason}. Revoke the id, or recover().`,
        { ...call.facts, cause: call.ended === undefined ? error : call.ended.reason },
        (input) => recover(call, token, wishes, input),
      );
    }
  }
}

/** Returns undefined if the token is known not to exist and there is time for another attempt; else the reason to stop. */
async function reasonToStop(
  call: Call,
  id: string,
  error: unknown,
  mode: IfOutcomeUnknown,
): Promise<string | undefined> {
  if (call.ended === undefined && mode === "throw") return "checking is turned off";
  try {
    if (!(await waitForNext(call, error))) return "no further attempt was made";
    const there = await lookUpWithin(call, id);
    return there === undefined ? undefined : "a token with this id exists";
  } catch {
    return "the check failed";
  }
}

async function recover(
  lost: Call,
  token: CheckedToken,
  wishes: IssueWishes,
  input: RecoverInput,
): Promise<RecoveredAccessToken> {
  const [{ newId, signal }] = readCall("recover", [recoverInput, input], [callOptions, {}]);
  if (newId === token.id) {
    const rest = "must differ from the lost id: a revoked secret can work for ten more minutes.";
    refuse([problem("newId", "same_id", rest)], "recover");
  }
  const { settings } = lost;
  refuse(askGuards(wishes.guards, { ...token, id: newId }, settings.now()), "recover");
  // Loaded when first needed, since few tokens are lost; before anything is sent, so that failing costs nothing.
  const { replaceLost } = await import("./recover.js").catch(notLoaded("recover"));
  const parts = await withCall(settings, "recover", { ...lost.start, signal, within: undefined }, (call) =>
    replaceLost(token, newId, {
      issue: (id) => issueToken(call, { ...token, id }, wishes),
      find: (id) => lookUpWithin(call, id),
      revoke: (id) => withCall(settings, "revoke", call.part, (part) => revokeToken(part, id, true)),
    }),
  );
  return new RecoveredAccessToken(parts);
}

/**
 * Adds the clock difference to a refusal it explains: the expiry is past for S2 but not for us, or the other way round.
 */
function withClock(
  { clockAhead = 0, settings }: Call,
  { expiresAtMillis = Infinity }: CheckedToken,
  error: unknown,
): unknown {
  if (!(error instanceof S2ApiError) || (error.status !== 422 && error.status !== 400)) return error;
  const apart = Math.abs(clockAhead) / 60_000;
  // Within a minute, or refused for something else, as far as the server's clock can tell.
  if (apart <= 1 || expiresAtMillis > settings.now() + clockAhead) return error;
  const off = `${Math.round(apart)} min ${clockAhead > 0 ? "ahead" : "behind"}`;
  const message = `${error.message} (The server's clock is ${off}.)`;
  return new S2ApiError(error.status, error.code, message, error);
}
