import { S2NotFoundError, S2PermissionError } from "../errors.js";
import type { Call } from "../transport/call.js";
import { send } from "../transport/request.js";
import type { Revocation } from "../types.js";
import { lookUpWithin } from "./list.js";

/** Revokes a token; one that is already gone may count as success. */
export async function revokeToken(call: Call, id: string, missingOk: boolean): Promise<Revocation> {
  try {
    return await send(call, "revoke_access_token", { path: { id } }, () => "revoked" as const);
  } catch (error) {
    // Any other 404 comes from a wrong address or a proxy and says nothing about the token.
    const missing = error instanceof S2NotFoundError && error.code === "access_token_not_found";
    if (missing && (missingOk || call.effect === "unknown") && !(await isThere(call, id))) return "gone";
    throw error;
  }
}

/**
 * Reports whether a token that S2 calls missing exists after all. S2 gives a dead bearer the same answer, and then the
 * token may live on; a bearer that is permitted or denied a listing is not dead.
 */
async function isThere(call: Call, id: string): Promise<boolean> {
  try {
    return (await lookUpWithin(call, id)) !== undefined;
  } catch (error) {
    if (error instanceof S2PermissionError) return false;
    throw error;
  }
}
