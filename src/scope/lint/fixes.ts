import type { AccessTokenScope, Operation } from "../../types.js";
import { namedOperations } from "../grants.js";
import type { FlagSets } from "../holdings.js";
import type { Fix, LintView } from "./view.js";
import { operationsIn, type OperationSet } from "../operation-set.js";

/**
 * The scope without some operations. A flag that holds one of them gives way to the names of what it surely holds
 * otherwise. Undefined where nothing would be left.
 */
export function without(view: LintView, unwanted: OperationSet): Fix | undefined {
  const holders = view.held.flags.filter(
    ({ sourced, contested }) => ((sourced | contested) & unwanted) !== 0,
  );
  return spelledOut(view, holders, unwanted);
}

/**
 * The scope with flags that are set replaced by the names of what they surely hold, and without what is unwanted.
 * Undefined where nothing would be left.
 */
export function spelledOut(
  { scope, held }: LintView,
  gone: readonly FlagSets[],
  unwanted: OperationSet,
): Fix | undefined {
  let spelled: OperationSet = 0;
  for (const { sourced } of gone) spelled |= sourced;
  const dropped: readonly string[] = operationsIn(held.named & unwanted);
  const kept = [...new Set(namedIn(scope))].filter((name) => !dropped.includes(name));
  const ops = [...kept, ...operationsIn(spelled & ~held.named & ~unwanted)];
  if (ops.length === 0 && gone.length === held.flags.length) return undefined;
  const opGroups = { ...scope.opGroups };
  for (const { group, access } of gone) {
    const flags = opGroups[group];
    opGroups[group] = access === "read" ? { ...flags, read: false } : { ...flags, write: false };
  }
  return { changesMeaning: true, change: { scope: { ...scope, opGroups, ops } } };
}

/** The scope with operations added by name. */
export function withNamed(scope: AccessTokenScope, operations: readonly Operation[]): AccessTokenScope {
  return { ...scope, ops: [...namedIn(scope), ...operations] };
}

/** Names that came with a scope are as known or unknown as they were. */
function namedIn(scope: AccessTokenScope): NonNullable<AccessTokenScope["ops"]> {
  return namedOperations(scope) as NonNullable<AccessTokenScope["ops"]>;
}
