import { OPERATIONS } from "../../generated/constants.js";
import type { AccessTokenScope, Operation } from "../types.js";
import { canonical } from "./canonical.js";
import { FLAGS, isGranted, namedOperations } from "./grants.js";
import type { OperationTable } from "./groups.js";
import type { Fix } from "./lint-view.js";

type Flag = (typeof FLAGS)[number];

/**
 * The scope without some operations. A flag that holds one of them gives way to the names of what it surely holds
 * otherwise. Undefined where nothing would be left.
 */
export function without(
  scope: AccessTokenScope,
  unwanted: readonly Operation[],
  table: OperationTable,
): Fix | undefined {
  const flags = FLAGS.filter((flag) => unwanted.some((operation) => places(table, operation, flag)));
  return spelledOut(scope, flags, unwanted, table);
}

/** The scope with flags replaced by the names of what they surely hold. Undefined where nothing would be left. */
export function spelledOut(
  scope: AccessTokenScope,
  flags: readonly Flag[],
  unwanted: readonly Operation[],
  table: OperationTable,
): Fix | undefined {
  const gone = flags.filter(({ group, access }) => isGranted(scope, group, access));
  const named = OPERATIONS.filter(
    (operation) =>
      table[operation].certainty === "sourced" && gone.some((flag) => places(table, operation, flag)),
  );
  const ops = [...namedOperations(scope), ...named].filter((name) => !unwanted.some((one) => one === name));
  const { opGroups } = canonical(scope);
  const kept = { ...opGroups };
  for (const { group, access } of gone) kept[group] = { ...kept[group], [access]: false };
  // Names that came with the scope are as known or unknown as they were.
  const left = canonical({ ...scope, opGroups: kept, ops: ops as Operation[] });
  const grantsNothing =
    ops.length === 0 && !FLAGS.some(({ group, access }) => isGranted(left, group, access));
  return grantsNothing ? undefined : { changesMeaning: true, change: { scope: left } };
}

/** The scope with operations added by name. */
export function withNamed(scope: AccessTokenScope, operations: readonly Operation[]): AccessTokenScope {
  // Names that came with the scope are as known or unknown as they were.
  return canonical({ ...scope, ops: [...namedOperations(scope), ...operations] as Operation[] });
}

function places(table: OperationTable, operation: Operation, { group, access }: Flag): boolean {
  return table[operation].placements.some((at) => at.group === group && at.access === access);
}
