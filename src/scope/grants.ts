import { OPERATION_GROUPS, type OperationGroup } from "../../generated/constants.js";
import { isRecord } from "../check/keys.js";
import type { AccessTokenScope } from "../types.js";
import type { OperationFacts } from "./groups.js";
import type { Answer } from "./resources.js";

/** A way in which a scope holds an operation: its name in `ops`, or a flag of an operation group. */
export type Grant =
  | { readonly through: "ops" }
  | { readonly through: "opGroups"; readonly group: OperationGroup; readonly access: "read" | "write" };

/** A flag of an operation group. */
export interface Flag {
  readonly group: OperationGroup;
  readonly access: "read" | "write";
}

/** Describes a flag for a sentence: `stream read`. */
export function flagName({ group, access }: Flag): string {
  return `${group} ${access}`;
}

/** Describes a grant for a sentence: `ops`, or its flag. */
export function describeGrant(grant: Grant): string {
  return grant.through === "ops" ? "ops" : flagName(grant);
}

/** The six flags of a scope. */
export const FLAGS: readonly Flag[] = /* @__PURE__ */ OPERATION_GROUPS.flatMap((group) => [
  { group, access: "read" },
  { group, access: "write" },
]);

/** The grants of a scope, prepared for questions about operations. */
export interface Names {
  /** Reports whether the scope names an operation. */
  has(operation: string): boolean;
  /** True if it grants something that this version cannot read. */
  readonly unreadable: boolean;
}

/** Prepares a scope for one question. */
export function namesFor(scope: AccessTokenScope): Names {
  const ops: unknown = scope.ops;
  return {
    has: (operation) => Array.isArray(ops) && ops.includes(operation),
    get unreadable() {
      return hasUnreadableGrant(scope);
    },
  };
}

/** Prepares a scope for a question about every operation: it may name tens of thousands, so it is scanned only once. */
export function nameSet(scope: AccessTokenScope): Names {
  const names = new Set(namedOperations(scope));
  return { has: (operation) => names.has(operation), unreadable: hasUnreadableGrant(scope) };
}

/** Reports whether a scope's operations include this one, resources aside. */
export function held(
  scope: AccessTokenScope,
  operation: string,
  facts: OperationFacts | undefined,
  names: Names = namesFor(scope),
): Answer {
  const answer = heldReadably(scope, operation, facts, names);
  return answer === "no" && names.unreadable ? "unknown" : answer;
}

/** Reports the same for a scope known to grant nothing that this version cannot read. */
export function heldReadably(
  scope: AccessTokenScope,
  operation: string,
  facts: OperationFacts | undefined,
  names: Names,
): Answer {
  if (names.has(operation)) return "yes";
  if (facts === undefined) return grantsSomeGroup(scope) ? "unknown" : "no";
  for (const { group, access } of facts.placements) {
    if (isGranted(scope, group, access)) return facts.certainty === "sourced" ? "yes" : "unknown";
  }
  return "no";
}

/** Lists the grants that hold an operation, or may. One that this version does not know is only held by name. */
export function grantsOf(
  scope: AccessTokenScope,
  operation: string,
  facts: OperationFacts | undefined,
  names: Names,
): Grant[] {
  const named = names.has(operation);
  const placements = facts?.placements ?? (named ? [] : FLAGS);
  const groups = placements.filter(({ group, access }) => isGranted(scope, group, access));
  const through = groups.map(({ group, access }): Grant => ({ through: "opGroups", group, access }));
  return named ? [{ through: "ops" }, ...through] : through;
}

/** Lists the operations that a scope names, as far as they can be read. */
export function namedOperations(scope: AccessTokenScope): readonly string[] {
  const ops: unknown = scope.ops;
  return Array.isArray(ops) ? ops.filter((op): op is string => typeof op === "string") : [];
}

/** Reports whether a flag of an operation group is set. */
export function isGranted(scope: AccessTokenScope, group: OperationGroup, access: "read" | "write"): boolean {
  return scope.opGroups?.[group]?.[access] === true;
}

/** Reports whether any flag of any group is set. */
export function grantsSomeGroup(scope: AccessTokenScope): boolean {
  return FLAGS.some(({ group, access }) => isGranted(scope, group, access));
}

/** Reports whether `ops` holds something that this version cannot read. */
export function hasUnreadableNames({ ops }: { readonly ops?: unknown }): boolean {
  if (ops === undefined || ops === null) return false;
  return !(Array.isArray(ops) && ops.every((op) => typeof op === "string"));
}

/** Reports whether `ops` or `opGroups` holds something that this version cannot read, and so may grant anything. */
export function hasUnreadableGrant(scope: AccessTokenScope): boolean {
  if (hasUnreadableNames(scope)) return true;
  const opGroups: unknown = scope.opGroups;
  if (opGroups === undefined || opGroups === null) return false;
  if (!isRecord(opGroups)) return true;
  for (const group in opGroups) if (isUnreadableGroup(group, opGroups[group])) return true;
  return false;
}

const groupNames: readonly string[] = OPERATION_GROUPS;

function isUnreadableGroup(group: string, flags: unknown): boolean {
  if (flags === undefined || flags === null) return false;
  if (!isRecord(flags)) return true;
  const known = groupNames.includes(group);
  for (const access in flags) {
    const value = flags[access];
    if (value === undefined || value === null || value === false) continue;
    if (value !== true || !known || (access !== "read" && access !== "write")) return true;
  }
  return false;
}
