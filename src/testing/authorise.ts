import {
  OPERATIONS,
  type Operation,
  type OperationGroup,
  type OperationRow,
} from "../../generated/constants.js";

/** The set of names a scope covers, as on the wire; null covers none. */
export type NameSet = { readonly exact: string } | { readonly prefix: string } | null;

/** Read and write access to one operation group. */
export interface Access {
  readonly read: boolean;
  readonly write: boolean;
}

/** A scope as the account keeps and lists it, with no field left out. */
export interface FullScope {
  readonly access_tokens: NameSet;
  readonly basins: NameSet;
  readonly streams: NameSet;
  readonly op_groups: Readonly<Record<OperationGroup, Access>>;
  /** Without duplicates, in S2's order. */
  readonly ops: readonly Operation[];
}

/** A kind of resource that an operation can name. */
export type ResourceKind = OperationRow["resources"][number];

/** The group that holds each operation and the resources it names: S2's table, or a user's reading of it. */
export type OperationTable = {
  readonly [O in Operation]: {
    readonly group: OperationGroup;
    readonly access: "read" | "write";
    readonly resources: readonly ResourceKind[];
  };
};

/** The resources that a request names. */
export type Names = { readonly [K in ResourceKind]?: string | undefined };

/** The reason a scope does not permit a request. */
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

/** A permission of a token to issue that its issuer does not have. */
export type BeyondIssuer =
  | { readonly kind: "operation-beyond-issuer"; readonly operation: Operation }
  | {
      readonly kind: "set-beyond-issuer";
      readonly resource: ResourceKind;
      readonly set: NameSet;
      readonly issuerSet: NameSet;
    };

/** Anything with a scope: a token, or a request for one. */
export interface Scoped {
  readonly scope: FullScope;
}

/** Reports whether a token grants an operation, by name or through a group. */
export function grants({ scope }: Scoped, operation: Operation, table: OperationTable): boolean {
  const { group, access } = table[operation];
  return scope.ops.includes(operation) || scope.op_groups[group][access];
}

/** Reports whether a set covers a name. */
export function covers(set: NameSet, name: string): boolean {
  if (set === null) return false;
  return "exact" in set ? set.exact !== "" && set.exact === name : name.startsWith(set.prefix);
}

/** Returns the set of names that a token's scope has for a kind of resource. */
export function setFor({ scope }: Scoped, kind: ResourceKind): NameSet {
  return { basin: scope.basins, stream: scope.streams, "access-token": scope.access_tokens }[kind];
}

/** Returns why a token does not permit an operation on the resources named; undefined if it does. */
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

/** Every kind of resource. */
export const KINDS = ["basin", "stream", "access-token"] as const satisfies readonly ResourceKind[];

/**
 * Returns a permission that a token would have and its issuer does not; undefined if there is none.
 *
 * Operations are compared after expanding groups; name sets are compared even if no operation uses them.
 */
export function beyondIssuer(child: Scoped, issuer: Scoped, table: OperationTable): BeyondIssuer | undefined {
  const operation = OPERATIONS.find((one) => grants(child, one, table) && !grants(issuer, one, table));
  if (operation !== undefined) return { kind: "operation-beyond-issuer", operation };
  for (const resource of KINDS) {
    const set = setFor(child, resource);
    const issuerSet = setFor(issuer, resource);
    if (!contains(issuerSet, set)) return { kind: "set-beyond-issuer", resource, set, issuerSet };
  }
  return undefined;
}

function contains(outer: NameSet, inner: NameSet): boolean {
  if (inner === null) return true;
  if ("exact" in inner) return inner.exact === "" || covers(outer, inner.exact);
  return outer !== null && "prefix" in outer && inner.prefix.startsWith(outer.prefix);
}

const NOUN = { basin: "basin", stream: "stream", "access-token": "access token" } as const;

/** Describes a denial in a sentence that names the token whose scope caused it. */
export function describeDenial(denial: Denial, caller: string): string {
  const holder = JSON.stringify(caller);
  switch (denial.kind) {
    case "operation-not-granted":
      return `${denial.operation}: not granted by ${holder}.`;
    case "resource-not-covered":
      return `${denial.operation}: ${NOUN[denial.resource]} ${JSON.stringify(denial.name)} is not covered by ${holder}, which covers ${describeSet(denial.set)}.`;
    case "operation-beyond-issuer":
      return `issue-access-token: ${denial.operation} is beyond what ${holder} may do.`;
    case "set-beyond-issuer":
      return `issue-access-token: ${NOUN[denial.resource]}s of ${describeSet(denial.set)} are beyond ${holder}, which covers ${describeSet(denial.issuerSet)}.`;
  }
}

function describeSet(set: NameSet): string {
  if (set === null) return "none";
  if ("exact" in set) return set.exact === "" ? "none" : `exactly ${JSON.stringify(set.exact)}`;
  return set.prefix === "" ? "all" : `the prefix ${JSON.stringify(set.prefix)}`;
}

/** Describes in a sentence which part of a token's scope grants an operation. */
export function describeGrant({ scope }: Scoped, operation: Operation, table: OperationTable): string {
  const { group, access } = table[operation];
  const by = scope.ops.includes(operation) ? "ops" : `op_groups.${group}.${access}`;
  return `${operation}: granted by ${by}.`;
}
