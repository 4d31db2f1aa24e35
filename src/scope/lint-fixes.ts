import type { AccessTokenScope, Operation } from "../types.js";
import { FLAGS, grantsSomeGroup, isGranted, namedOperations } from "./grants.js";
import type { OperationFacts } from "./groups.js";
import type { Fix, LintView } from "./lint-view.js";

type Flag = (typeof FLAGS)[number];

/**
 * The scope without some operations. A flag that holds one of them gives way to the names of what it surely holds
 * otherwise. Undefined where nothing would be left.
 */
export function without(view: LintView, unwanted: readonly Operation[]): Fix | undefined {
  const holders = view.held.filter(({ operation }) => unwanted.includes(operation));
  const flags = FLAGS.filter((flag) => holders.some(({ facts }) => isPlaced(facts, flag)));
  return spelledOut(view, flags, unwanted);
}

/** The scope with flags replaced by the names of what they surely hold. Undefined where nothing would be left. */
export function spelledOut(
  { scope, held }: LintView,
  flags: readonly Flag[],
  unwanted: readonly Operation[],
): Fix | undefined {
  const gone = flags.filter(({ group, access }) => isGranted(scope, group, access));
  const ops = new Set(namedIn(scope));
  for (const { operation, facts } of held) {
    if (facts.certainty === "sourced" && gone.some((flag) => isPlaced(facts, flag))) ops.add(operation);
  }
  for (const operation of unwanted) ops.delete(operation);
  const opGroups = { ...scope.opGroups };
  for (const { group, access } of gone) opGroups[group] = { ...opGroups[group], [access]: false };
  const left = { ...scope, opGroups, ops: [...ops] };
  const grantsNothing = ops.size === 0 && !grantsSomeGroup(left);
  return grantsNothing ? undefined : { changesMeaning: true, change: { scope: left } };
}

/** The scope with operations added by name. */
export function withNamed(scope: AccessTokenScope, operations: readonly Operation[]): AccessTokenScope {
  return { ...scope, ops: [...namedIn(scope), ...operations] };
}

/** Names that came with a scope are as known or unknown as they were. */
function namedIn(scope: AccessTokenScope): NonNullable<AccessTokenScope["ops"]> {
  return namedOperations(scope) as NonNullable<AccessTokenScope["ops"]>;
}

function isPlaced({ placements }: OperationFacts, { group, access }: Flag): boolean {
  return placements.some((at) => at.group === group && at.access === access);
}
