import type { CheckedToken } from "../check/inputs.js";
import { sameData } from "../check/own.js";
import { canonicalScope } from "../scope/canonical.js";
import type { AccessTokenInfo } from "../types.js";
import type { IssuedAccessToken, RecoveredAccessToken } from "./issued.js";

/** The calls needed to replace a lost token. */
export interface RecoverySteps {
  /** Issues the same token under another id. */
  issue(newId: string): Promise<IssuedAccessToken>;
  /** Looks up the lost token. */
  find(id: string): Promise<AccessTokenInfo | undefined>;
  /** Revokes it. */
  revoke(id: string): Promise<unknown>;
}

/** The new token, and the fate of the lost one. */
type RecoveredParts = ConstructorParameters<typeof RecoveredAccessToken>[0];

/**
 * Issues a token in place of one whose secret was lost, then revokes the lost one if it exists and is exactly what was
 * requested. Rejects as issuing does; whatever happens to the old token, the new secret is kept.
 */
export async function replaceLost(
  lost: CheckedToken,
  newId: string,
  steps: RecoverySteps,
): Promise<RecoveredParts> {
  const { id, accessToken, expiresAt } = await steps.issue(newId);
  let orphan: RecoveredAccessToken["orphan"];
  try {
    orphan = await removeOrphan(lost, steps);
  } catch {
    orphan = "unknown";
  }
  return { id, accessToken, expiresAt, orphan };
}

async function removeOrphan(
  lost: CheckedToken,
  steps: RecoverySteps,
): Promise<RecoveredAccessToken["orphan"]> {
  const found = await steps.find(lost.id);
  if (found === undefined) return "absent";
  if (!isSameToken(found, lost)) return "different";
  await steps.revoke(lost.id);
  return "revoked";
}

/** Reports whether a listed token is exactly the one requested. Throws if its scope is too large to compare. */
function isSameToken(found: AccessTokenInfo, token: CheckedToken): boolean {
  // Both have been read: sameScope would bring the reader of foreign scopes into every bundle.
  const [there, wanted] = [canonicalScope(found.scope), canonicalScope(token.scope)];
  return (
    sameData(there, wanted, tooLarge) &&
    found.autoPrefixStreams === (token.autoPrefixStreams ?? false) &&
    (token.expiresAtMillis === undefined || found.expiresAt?.getTime() === token.expiresAtMillis)
  );
}

function tooLarge(rule: string): never {
  throw new RangeError(`The scope must be ${rule}.`);
}
