import type { AccessTokenScope, Operation } from "../../types.js";
import { hasUnreadableNames, namedOperations } from "../grants.js";
import { operationsIn, type FlagSets, type OperationSet } from "../holdings.js";
import type { Fix, LintView } from "./view.js";

/**
 * Returns the scope without some operations. A flag that holds one of them is replaced by the names of the others it
 * surely holds. Undefined if nothing would be left that can succeed.
 */
export function without(view: LintView, unwanted: OperationSet): Fix | undefined {
  const holders = view.held.flags.filter(
    ({ sourced, contested }) => ((sourced | contested) & unwanted) !== 0,
  );
  return spelledOut(view, holders, unwanted);
}

/**
 * Returns the scope with its flags replaced by the names of the operations they surely hold, less the unwanted ones.
 * Undefined if nothing would be left that can succeed, or if `ops` holds something that this version cannot read.
 */
export function spelledOut(
  view: LintView,
  gone: readonly FlagSets[],
  unwanted: OperationSet,
): Fix | undefined {
  const { scope, held, futile, unknown } = view;
  let spelled: OperationSet = 0;
  for (const { sourced } of gone) spelled |= sourced;
  let left = (held.named | spelled) & ~unwanted;
  for (const flag of held.flags) if (!gone.includes(flag)) left |= flag.sourced | flag.contested;
  if (hasUnreadableNames(scope) || ((left & ~futile) === 0 && unknown.length === 0)) return undefined;
  const dropped: readonly string[] = operationsIn(held.named & unwanted);
  const kept = [...new Set(namedIn(scope))].filter((name) => !dropped.includes(name));
  const ops = [...kept, ...operationsIn(spelled & ~held.named & ~unwanted)];
  const opGroups = { ...scope.opGroups };
  for (const { group, access } of gone) {
    const flags = opGroups[group];
    opGroups[group] = access === "read" ? { ...flags, read: false } : { ...flags, write: false };
  }
  return { changesMeaning: true, change: { scope: { ...scope, opGroups, ops } } };
}

/**
 * Returns the scope with operations added by name. Undefined if `ops` holds something that this version cannot read.
 */
export function withNamed({ scope }: LintView, operations: readonly Operation[]): Fix | undefined {
  if (hasUnreadableNames(scope)) return undefined;
  return { changesMeaning: true, change: { scope: { ...scope, ops: [...namedIn(scope), ...operations] } } };
}

/** Names that came with a scope are as known or unknown as they were. */
function namedIn(scope: AccessTokenScope): NonNullable<AccessTokenScope["ops"]> {
  return namedOperations(scope) as NonNullable<AccessTokenScope["ops"]>;
}
