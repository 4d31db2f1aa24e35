import { S2Error } from "../../errors.js";
import { carry } from "./carry.js";
import { statusOf } from "./failures.js";
import type { Lane } from "./limiter.js";
import { lookUp, ONCE, type TokenCalls } from "../tokens.js";

/** The outcome of revoking one token. */
export interface Revoked {
  /**
   * `gone`: there was no such token. `refused`: S2 or a check rejected the call. `failed`: it was not revoked.
   * `unknown`: it may have been.
   */
  readonly status: "revoked" | "gone" | "refused" | "failed" | "unknown";
  /** The reason it was not revoked. */
  readonly error?: unknown;
}

/** Revokes one token. */
export type Revoke = (id: string, lane: Lane, signal?: AbortSignal) => Promise<Revoked>;

/**
 * Returns a function that revokes tokens. S2 may answer a dead bearer with the 404 of a missing token, so a token
 * counts as gone only after a listing for it, or within `proofMillis` of a successful revocation or listing. Tokens
 * that existed a moment ago are looked up each time.
 */
export function revoker(tokens: TokenCalls, proofMillis = 0): Revoke {
  let provenAt = -Infinity;
  return async (id, lane, signal) => {
    const { now } = lane.clock;
    const tried = await carry(lane, "always", () => tokens.revoke({ id }, ONCE), signal);
    if (tried.ok) {
      provenAt = now();
      return { status: tried.value };
    }
    const { error, unsure } = tried;
    if (!isMissing(error)) return { status: unsure ? "unknown" : statusOf(error), error };
    const age = now() - provenAt;
    if (age >= 0 && age < proofMillis) return { status: "gone" };
    const looked = await carry(lane, "always", () => lookUp(tokens, id), signal);
    // Only a live bearer is denied a listing; that alone does not prove that a token known to exist is gone.
    if (!looked.ok && !(proofMillis > 0 && isDenied(looked.error))) {
      return { status: unsure ? "unknown" : "failed", error: looked.error };
    }
    provenAt = now();
    return looked.ok && looked.value !== undefined ? { status: "failed", error } : { status: "gone" };
  };
}

/** Reports whether a token to revoke no longer exists. */
export function isGone({ status }: Revoked): boolean {
  return status === "revoked" || status === "gone";
}

function isMissing(error: unknown): boolean {
  return error instanceof S2Error && error.code === "access_token_not_found" && error.operation === "revoke";
}

function isDenied(error: unknown): boolean {
  return error instanceof S2Error && "status" in error && error.status === 403;
}
