import { brandError } from "../brand.js";
import { S2Error, type S2ErrorDetails } from "../errors.js";
import type { RecoverInput } from "../types.js";
import type { RecoveredAccessToken } from "./issued.js";

type Recover = (input: RecoverInput) => Promise<RecoveredAccessToken>;

/** The `recover` function of each error. Not a private field, which published declarations would carry. */
const recoveries = /* @__PURE__ */ new WeakMap<object, Recover>();

/**
 * Thrown when a token may have been issued but its secret did not arrive. A live token with this `id` may exist that
 * nobody holds: revoke it, or call `recover`. `cause` is the failure, or the caller's own reason to abort.
 */
export class S2IssueOutcomeUnknownError extends S2Error {
  static {
    brandError(this, "S2IssueOutcomeUnknownError");
  }
  /** The requested id. */
  readonly id: string;

  /** @internal */
  constructor(id: string, message: string, details: S2ErrorDetails, recover: Recover) {
    super("outcome_unknown", message, { ...details, effect: "unknown" });
    this.id = id;
    recoveries.set(this, recover);
  }

  /**
   * Issues the same scope under `newId`, then revokes the token with the old id if it exists with exactly this scope,
   * prefixing and expiry (to the millisecond; an omitted expiry matches any). A failed revocation is reported in
   * `orphan` and never costs the new secret.
   *
   * Only for ids that no other process issues: an identical token under the old id is taken for the lost one, and
   * revoked.
   *
   * Rejects as `issue` does, nothing revoked: with `S2ArgumentError` if `newId` is the old id or is not an id, and with
   * this error, for `newId`, if that outcome is unknown too.
   *
   * @example
   * ```ts
   * try {
   *   token = await client.accessTokens.issue({ id, scope });
   * } catch (error) {
   *   if (!(error instanceof S2IssueOutcomeUnknownError)) throw error;
   *   token = await error.recover({ newId: `${id}-2` });
   * }
   * ```
   */
  async recover(input: RecoverInput): Promise<RecoveredAccessToken> {
    const recover = recoveries.get(this);
    if (recover === undefined) throw new TypeError("recover must be called on the error itself.");
    return recover(input);
  }
}
