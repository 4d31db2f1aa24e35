import { S2ArgumentError, S2AuthenticationError, S2ConflictError, S2Error } from "../../errors.js";

/** Reports whether an error means that the service has no room at the moment. */
export function isCongestion(error: unknown): boolean {
  return error instanceof S2Error && "status" in error && (error.status === 429 || error.status === 503);
}

/** Reports whether an error means that every call with this bearer will fail. */
export function isDeadBearer(error: unknown): boolean {
  return error instanceof S2AuthenticationError;
}

/** Returns the milliseconds that the service asked to wait, or 0. */
export function retryAfter(error: unknown): number {
  return (error instanceof S2Error ? error.retryAfterMillis : undefined) ?? 0;
}

/** Reports whether an error means that a token with this id exists. */
export function isConflict(error: unknown): boolean {
  return error instanceof S2ConflictError && error.code === "resource_already_exists";
}

/** Classifies a failure without effect: this input was `refused`, or any other would have `failed` too. */
export function statusOf(error: unknown): "refused" | "failed" {
  if (error instanceof S2ArgumentError || isConflict(error)) return "refused";
  if (!(error instanceof S2Error) || error.retryable || !("status" in error)) return "failed";
  const { status } = error;
  const ofThisOne = status === 400 || status === 403 || status === 409 || status === 422;
  return ofThisOne && error.code !== "quota_exhausted" ? "refused" : "failed";
}
