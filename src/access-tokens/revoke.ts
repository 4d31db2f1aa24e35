import { S2NotFoundError } from "../errors.js";
import { finishCall, type Call } from "../transport/call.js";
import type { Transport } from "../transport/request.js";
import type { Revocation } from "../types.js";

/** Revokes a token: what is asked for is that it be gone. */
export function sendRevoke(
  transport: Transport,
  call: Call,
  id: string,
  missingOk: boolean,
): Promise<Revocation> {
  return finishCall(call, revokeOrFindGone(transport, call, id, missingOk));
}

async function revokeOrFindGone(
  transport: Transport,
  call: Call,
  id: string,
  missingOk: boolean,
): Promise<Revocation> {
  try {
    return await transport.revoke(call, id);
  } catch (error) {
    // Any other 404 comes from a wrong address or a proxy and says nothing of the token.
    const missing = error instanceof S2NotFoundError && error.code === "access_token_not_found";
    if (missing && (missingOk || call.effect === "unknown")) return "gone";
    throw error;
  }
}
