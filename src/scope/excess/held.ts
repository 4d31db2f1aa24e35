import { OPERATIONS } from "../../../generated/constants.js";
import type { AccessTokenScope, Operation, UnknownOperation } from "../../types.js";
import { grantsOf, heldReadably, isGranted, type Grant, type Names } from "../grants.js";
import { factsOf, type OperationFacts, type OperationTable } from "../groups.js";
import { unknownOperations } from "../permitted.js";

/** The two scopes, and what they name. */
export interface Pair {
  readonly child: AccessTokenScope;
  readonly parent: AccessTokenScope;
  readonly childNames: Names;
  readonly parentNames: Names;
  readonly table: OperationTable;
}

/** An operation of the child, and whether the parent lacks it. */
export interface HeldOperation {
  readonly operation: Operation | UnknownOperation;
  readonly facts: OperationFacts | undefined;
  /** True if the child surely has it. */
  readonly sure: boolean;
  readonly gap: "none" | "certain" | "uncertain";
}

/** Lists the operations that the child has, or may have. */
export function heldOperations({ child, parent, childNames, parentNames, table }: Pair): HeldOperation[] {
  const operations: HeldOperation[] = [];
  const { unreadable } = parentNames;
  for (const operation of [...OPERATIONS, ...unknownOperations(child)]) {
    const facts = factsOf(table, operation);
    const answer = heldReadably(child, operation, facts, childNames);
    if (answer === "no") continue;
    const sure = answer === "yes";
    const parents = heldReadably(parent, operation, facts, parentNames);
    const contained =
      parents === "yes" ||
      (!sure && grantsOf(child, operation, facts, childNames).every((grant) => hasGrant(parent, grant)));
    const gap = contained ? "none" : sure && parents === "no" && !unreadable ? "certain" : "uncertain";
    operations.push({ operation, facts, sure, gap });
  }
  return operations;
}

/**
 * Reports whether a scope has a grant. If both hold a disputed operation through one flag, any reading is true of both.
 */
function hasGrant(scope: AccessTokenScope, grant: Grant): boolean {
  return grant.through === "opGroups" && isGranted(scope, grant.group, grant.access);
}
