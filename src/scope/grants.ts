import { OPERATION_GROUPS, type OperationGroup } from "../../generated/constants.js";
import { isRecord } from "../check/keys.js";
import type { AccessTokenScope } from "../types.js";
import { factsOf, type OperationFacts, type OperationTable } from "./groups.js";
import type { Answer } from "./resources.js";

/** What a scope holds an operation through: its name in `ops`, or a flag of an operation group. */
export type Grant =
  | { readonly through: "ops" }
  | { readonly through: "opGroups"; readonly group: OperationGroup; readonly access: "read" | "write" };

/** A flag of an operation group. */
export interface Flag {
  readonly group: OperationGroup;
  readonly access: "read" | "write";
}

/** How a flag is called in a sentence: `stream read`. */
export function flagName({ group, access }: Flag): string {
  return `${group} ${access}`;
}

/** The six flags of a scope. */
export const FLAGS: readonly Flag[] = /* @__PURE__ */ OPERATION_GROUPS.flatMap((group) => [
  { group, access: "read" },
  { group, access: "write" },
]);

/** Whether a scope's operations include this one, resources aside. */
export function held(scope: AccessTokenScope, operation: string, table: OperationTable): Answer {
  const answer = heldReadably(scope, operation, factsOf(table, operation));
  return answer === "no" && hasUnreadableGrant(scope) ? "unknown" : answer;
}

/** The same, where it has been ruled out that the scope grants what this version cannot read. */
export function heldReadably(
  scope: AccessTokenScope,
  operation: string,
  facts: OperationFacts | undefined,
): Answer {
  if (isNamed(scope, operation)) return "yes";
  if (facts === undefined) return grantsSomeGroup(scope) ? "unknown" : "no";
  for (const { group, access } of facts.placements) {
    if (isGranted(scope, group, access)) return facts.certainty === "sourced" ? "yes" : "unknown";
  }
  return "no";
}

/** What holds an operation, or may. Of one that this version does not know, only its own name tells. */
export function grantsOf(
  scope: AccessTokenScope,
  operation: string,
  facts: OperationFacts | undefined,
): Grant[] {
  const named = isNamed(scope, operation);
  const placements = facts?.placements ?? (named ? [] : FLAGS);
  const groups = placements.filter(({ group, access }) => isGranted(scope, group, access));
  const through = groups.map(({ group, access }): Grant => ({ through: "opGroups", group, access }));
  return named ? [{ through: "ops" }, ...through] : through;
}

/** The operations that a scope names, as far as they can be read. */
export function namedOperations(scope: AccessTokenScope): readonly string[] {
  const ops: unknown = scope.ops;
  return Array.isArray(ops) ? ops.filter((op): op is string => typeof op === "string") : [];
}

/** Whether a flag of an operation group is set. */
export function isGranted(scope: AccessTokenScope, group: OperationGroup, access: "read" | "write"): boolean {
  return scope.opGroups?.[group]?.[access] === true;
}

/** Whether any flag of any group is set. */
export function grantsSomeGroup(scope: AccessTokenScope): boolean {
  return FLAGS.some(({ group, access }) => isGranted(scope, group, access));
}

/** Whether `ops` or `opGroups` holds something that this version cannot read, and so may grant anything. */
export function hasUnreadableGrant(scope: AccessTokenScope): boolean {
  const { ops, opGroups }: { ops?: unknown; opGroups?: unknown } = scope;
  if (
    ops !== undefined &&
    ops !== null &&
    !(Array.isArray(ops) && ops.every((op) => typeof op === "string"))
  ) {
    return true;
  }
  if (opGroups === undefined || opGroups === null) return false;
  if (!isRecord(opGroups)) return true;
  return Object.entries(opGroups).some(([group, flags]) => isUnreadableGroup(group, flags));
}

const groupNames: readonly string[] = OPERATION_GROUPS;

function isUnreadableGroup(group: string, flags: unknown): boolean {
  if (flags === undefined || flags === null) return false;
  if (!isRecord(flags)) return true;
  const known = groupNames.includes(group);
  return Object.entries(flags).some(([access, value]) => {
    if (value === undefined || value === false) return false;
    return value !== true || !known || (access !== "read" && access !== "write");
  });
}

function isNamed(scope: AccessTokenScope, operation: string): boolean {
  const ops: unknown = scope.ops;
  return Array.isArray(ops) && ops.includes(operation);
}
