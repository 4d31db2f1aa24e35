import { brandError } from "../../brand.js";
import { S2Error } from "../../errors.js";

/** Thrown when a token provider has no token for a key and is backing off: see `retryAt` and `cause`. */
export class S2TokenUnavailableError extends S2Error {
  static {
    brandError(this, "S2TokenUnavailableError");
  }
  /** The time of the provider's next try; undefined if it was closed or the tokens are being revoked. */
  readonly retryAt: Date | undefined;

  /** @internal */
  constructor(
    message: string,
    retryAt: Date | undefined,
    retryAfterMillis: number | undefined,
    cause?: unknown,
  ) {
    super("token_unavailable", message, { retryable: retryAt !== undefined, retryAfterMillis, cause });
    this.retryAt = retryAt;
  }
}

/** Thrown when some tokens could not be revoked: those in `left` still work. `cause` is the first failure. */
export class S2RevocationError extends S2Error {
  static {
    brandError(this, "S2RevocationError");
  }
  /** Ids that were not, or may not have been, revoked. */
  readonly left: readonly string[];

  /** @internal */
  constructor(left: readonly string[], cause: unknown) {
    const count = left.length === 1 ? "1 token was" : `${left.length} tokens were`;
    super("revocation", `${count} not revoked, and may still work.`, {
      retryable: true,
      effect: "unknown",
      cause,
    });
    this.left = left;
  }
}
