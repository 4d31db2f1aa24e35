import { brandError } from "../brand.js";
import { S2Error, type S2ErrorDetails } from "../errors.js";
import type { RecoverInput } from "../types.js";
import type { RecoveredAccessToken } from "./issued.js";

type Recover = (input: RecoverInput) => Promise<RecoveredAccessToken>;

/** What `recover` does for each error. Not a private field, which published declarations would carry. */
const recoveries = /* @__PURE__ */ new WeakMap<object, Recover>();

/**
 * A token may have been issued, but its secret did not arrive. A live token of this `id` may exist that nobody holds:
 * revoke it, or call `recover`. `cause` is what went wrong, or the caller's own reason to abort.
 */
export class S2IssueOutcomeUnknownError extends S2Error {
  static {
    brandError(this, "S2IssueOutcomeUnknownError");
  }
  /** The id that was asked for. */
  readonly id: string;

  /** @internal */
  constructor(id: string, message: string, details: S2ErrorDetails, recover: Recover) {
    super("outcome_unknown", message, { ...details, effect: "unknown" });
    this.id = id;
    recoveries.set(this, recover);
  }

  /**
   * Only for ids that no other process mints: a token of the old id that looks the same is taken for the lost one, and
   * revoked.
   *
   * Issues the same scope under `newId` first. Then, if a token of the old id is there with exactly this scope,
   * prefixing and expiry (to the millisecond; an expiry left out matches any), revokes it. A failed revocation is told in
   * `orphan` and never costs the new secret.
   *
   * Rejects as `issue` does, nothing revoked: with `S2ArgumentError` when `newId` is the old id or is not an id, and with
   * this error, for `newId`, when that outcome is unknown too.
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
