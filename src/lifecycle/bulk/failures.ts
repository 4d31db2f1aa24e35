import { S2ArgumentError, S2AuthenticationError, S2ConflictError, S2Error } from "../../errors.js";

/** Reports whether an error says that the service has no room at the moment. */
export function isCongestion(error: unknown): boolean {
  return error instanceof S2Error && "status" in error && (error.status === 429 || error.status === 503);
}

/** Reports whether an error says that no call of this bearer will be answered. */
export function isDeadBearer(error: unknown): boolean {
  return error instanceof S2AuthenticationError;
}

/** Milliseconds the service asked to wait, 0 where it did not. */
export function retryAfter(error: unknown): number {
  return (error instanceof S2Error ? error.retryAfterMillis : undefined) ?? 0;
}

/** Reports whether an error says that a token of this id is there. */
export function isConflict(error: unknown): boolean {
  return error instanceof S2ConflictError && error.code === "resource_already_exists";
}

/** What a failure without effect means: that this one is refused, or that none would have done better. */
export function statusOf(error: unknown): "refused" | "failed" {
  if (error instanceof S2ArgumentError || isConflict(error)) return "refused";
  if (!(error instanceof S2Error) || error.retryable || !("status" in error)) return "failed";
  const { status } = error;
  const ofThisOne = status === 400 || status === 403 || status === 409 || status === 422;
  return ofThisOne && error.code !== "quota_exhausted" ? "refused" : "failed";
}
