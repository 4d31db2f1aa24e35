import { callOptions } from "../check/settings.js";
import { problem, refuse } from "../check/problems.js";
import { readCall } from "../check/values.js";
import { askGuards } from "./before.js";
import { recoverInput, type CheckedToken } from "../check/inputs.js";
import { IssuedAccessToken, RecoveredAccessToken } from "./issued.js";
import { lookUp } from "./list.js";
import { S2IssueOutcomeUnknownError } from "./outcome-unknown.js";
import type { IfOutcomeUnknown } from "../options.js";
import { sameScope } from "../scope/canonical.js";
import { finishCall, openCall, type Call } from "../transport/call.js";
import { sendRevoke } from "./revoke.js";
import type { Transport } from "../transport/request.js";
import { waitForNext } from "../transport/retry.js";
import type { AccessTokenInfo, IssueGuard, RecoverInput } from "../types.js";
import { readIssueResponse, toWire } from "./wire.js";

/**
 * Issues a token. Once an attempt may have created it and its secret did not arrive, this ends only in success or in
 * `S2IssueOutcomeUnknownError`: the call issues again only after a listing has shown that the token is not there.
 */
async function issueToken(
  transport: Transport,
  call: Call,
  token: CheckedToken,
  mode: IfOutcomeUnknown,
  guards: readonly IssueGuard[],
): Promise<string> {
  const body = toWire(token.id, token.scope, token.autoPrefixStreams, token.expiresAtText);
  for (;;) {
    try {
      return await transport.issue(call, body, readIssueResponse);
    } catch (error) {
      if (call.effect === "none") throw error;
      const finding = await whyNotAgain(transport, call, token.id, error, mode);
      if (finding === undefined) continue;
      const { operation, attempts } = call;
      throw new S2IssueOutcomeUnknownError(
        token.id,
        `A token of this id may have been issued, but its secret did not arrive; ${finding}. Revoke the id, or recover().`,
        { operation, attempts, cause: call.ended === undefined ? error : call.ended.reason },
        (input) => recover(transport, call, token, mode, guards, input),
      );
    }
  }
}

/** Undefined if the token is known not to be there and there is time for another attempt; else what was found. */
async function whyNotAgain(
  transport: Transport,
  call: Call,
  id: string,
  error: unknown,
  mode: IfOutcomeUnknown,
): Promise<string | undefined> {
  if (call.ended === undefined && mode === "throw") return "no check was asked for";
  try {
    if (call.ended !== undefined || !(await waitForNext(call, error))) return "no further attempt was made";
    const there = await lookUp(transport, alongside(transport, call, "get"), id);
    return there === undefined ? undefined : "a token of this id is there";
  } catch {
    return "looking for it failed";
  }
}

/** A call that belongs to another: its signal, its timeouts, and no more time than it has left. */
function alongside(transport: Transport, call: Call, operation: "get" | "revoke"): Call {
  return openCall(transport.settings, operation, call, call.deadline);
}

async function recover(
  transport: Transport,
  lost: Call,
  token: CheckedToken,
  mode: IfOutcomeUnknown,
  guards: readonly IssueGuard[],
  input: RecoverInput,
): Promise<RecoveredAccessToken> {
  const [{ newId, signal }] = readCall("recover", [recoverInput, input], [callOptions, {}]);
  if (newId === token.id) {
    const rest = "must differ from the lost id: a revoked secret can work for ten more minutes.";
    refuse([problem("newId", "same_id", rest)], "recover");
  }
  refuse(askGuards(guards, { ...token, id: newId }, transport.settings.now()), "recover");
  const { requestTimeoutMillis, totalTimeoutMillis } = lost;
  const call = openCall(transport.settings, "recover", { signal, requestTimeoutMillis, totalTimeoutMillis });
  return finishCall(call, replace(transport, call, token, newId, mode, guards));
}

async function replace(
  transport: Transport,
  call: Call,
  token: CheckedToken,
  newId: string,
  mode: IfOutcomeUnknown,
  guards: readonly IssueGuard[],
): Promise<RecoveredAccessToken> {
  const secret = await issueToken(transport, call, { ...token, id: newId }, mode, guards);
  let orphan: RecoveredAccessToken["orphan"];
  try {
    orphan = await removeOrphan(transport, call, token);
  } catch {
    // Whatever became of the old token, the new secret is not given up for it.
    orphan = "unknown";
  }
  return new RecoveredAccessToken({ ...issuedParts(token, secret), id: newId, orphan });
}

async function removeOrphan(
  transport: Transport,
  call: Call,
  token: CheckedToken,
): Promise<RecoveredAccessToken["orphan"]> {
  const found = await lookUp(transport, alongside(transport, call, "get"), token.id);
  if (found === undefined) return "absent";
  if (!isSameToken(found, token)) return "different";
  await sendRevoke(transport, alongside(transport, call, "revoke"), token.id, true);
  return "revoked";
}

function isSameToken(found: AccessTokenInfo, token: CheckedToken): boolean {
  return (
    sameScope(found.scope, token.scope) &&
    found.autoPrefixStreams === (token.autoPrefixStreams ?? false) &&
    (token.expiresAtMillis === undefined || found.expiresAt?.getTime() === token.expiresAtMillis)
  );
}

/** The issued token as the caller gets it. */
export async function issueForCaller(
  transport: Transport,
  call: Call,
  token: CheckedToken,
  mode: IfOutcomeUnknown,
  guards: readonly IssueGuard[],
): Promise<IssuedAccessToken> {
  const accessToken = await finishCall(call, issueToken(transport, call, token, mode, guards));
  return new IssuedAccessToken(issuedParts(token, accessToken));
}

function issuedParts({ id, expiresAtMillis }: CheckedToken, accessToken: string) {
  const expiresAt = expiresAtMillis === undefined ? undefined : new Date(expiresAtMillis);
  return { id, accessToken, expiresAt };
}
