import type { Operation, OperationGroup, OperationRow } from "../../generated/constants.js";
import type { FullScope, NameSet } from "./scope-body.js";

/** Kinds of resources that an operation can name. */
export type ResourceKind = OperationRow["resources"][number];

/** What each operation is held by and what it names: S2's table, or a user's own reading of it. */
export type OperationTable = {
  readonly [O in Operation]: {
    readonly group: OperationGroup;
    readonly access: "read" | "write";
    readonly resources: readonly ResourceKind[];
  };
};

/** The resources that one request names. */
export type Names = { readonly [K in ResourceKind]?: string | undefined };

/** Why a scope does not permit a request. */
export type Denial =
  | { readonly kind: "operation-not-granted"; readonly operation: Operation }
  | {
      readonly kind: "resource-not-covered";
      readonly operation: Operation;
      readonly resource: ResourceKind;
      readonly name: string;
      readonly set: NameSet;
    }
  | BeyondIssuer;

/** What a token to issue has beyond the token that issues it. */
export type BeyondIssuer =
  | { readonly kind: "operation-beyond-issuer"; readonly operation: Operation }
  | {
      readonly kind: "set-beyond-issuer";
      readonly resource: ResourceKind;
      readonly set: NameSet;
      readonly issuerSet: NameSet;
    };

/** Anything with a scope: a token, or one to issue. */
export interface Scoped {
  readonly scope: FullScope;
}

/** Whether a token grants an operation, on its own or through a group. */
export function grants({ scope }: Scoped, operation: Operation, table: OperationTable): boolean {
  const { group, access } = table[operation];
  return scope.ops.includes(operation) || scope.op_groups[group][access];
}

/** Whether a set covers a name. */
export function covers(set: NameSet, name: string): boolean {
  if (set === null) return false;
  return "exact" in set ? set.exact !== "" && set.exact === name : name.startsWith(set.prefix);
}

/** The set of a token's scope for a kind of resource. */
export function setFor({ scope }: Scoped, kind: ResourceKind): NameSet {
  return { basin: scope.basins, stream: scope.streams, "access-token": scope.access_tokens }[kind];
}

/** Why a token does not permit an operation on what a request names; undefined where it does. */
export function refusalOf(
  token: Scoped,
  operation: Operation,
  names: Names,
  table: OperationTable,
): Denial | undefined {
  if (!grants(token, operation, table)) return { kind: "operation-not-granted", operation };
  for (const resource of table[operation].resources) {
    const name = names[resource] ?? "";
    const set = setFor(token, resource);
    if (!covers(set, name)) return { kind: "resource-not-covered", operation, resource, name, set };
  }
  return undefined;
}
