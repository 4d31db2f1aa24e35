import { OPERATION_GROUPS, OPERATIONS, type OperationGroup } from "../../generated/constants.js";
import { isRecord } from "../check/keys.js";
import { sameData } from "../check/own.js";
import { mustBe } from "../check/problems.js";
import { S2ArgumentError } from "../errors.js";
import type { AccessTokenScope, ListedScope, ResourceSet } from "../types.js";
import { FLAGS, hasUnreadableNames, isGranted } from "./grants.js";
import { readSet, RESOURCE_KINDS, RESOURCES } from "./resources.js";
import { readSubject, type ScopeOrToken } from "./subject.js";

/** One thing that differs between two scopes. */
export type ScopeChange = OperationChange | GroupChange | SetChange | UnreadableChange;

/** An operation added to or removed from `ops`. */
export interface OperationChange {
  readonly part: "ops";
  readonly change: "added" | "removed";
  readonly operation: string;
}

/** A flag of `opGroups` set or cleared. */
export interface GroupChange {
  readonly part: "opGroups";
  readonly change: "added" | "removed";
  readonly group: OperationGroup;
  readonly access: "read" | "write";
}

/** A changed resource set; null covers nothing. */
export interface SetChange {
  readonly part: "basins" | "streams" | "accessTokens";
  readonly change: "changed";
  readonly before: ResourceSet | null;
  readonly after: ResourceSet | null;
}

/** A difference in something that this version cannot read. */
export interface UnreadableChange {
  readonly part: string;
  readonly change: "unreadable";
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Puts a scope into the form in which S2 lists it: absent sets null (a set that matches nothing, `{ exact: "" }`, too),
 * all six flags, `ops` without duplicates in S2's order. Anything this version cannot read stays as it came; operations
 * that it does not know follow the others, sorted.
 *
 * @throws S2ArgumentError if there is no scope.
 * @see https://s2.dev/docs/api/access-tokens/list
 */
export function canonical(scope: ScopeOrToken): ListedScope {
  return canonicalScope(readSubject(scope, "scope").scope);
}

/** Does the same for scopes already read. */
export function canonicalScope(scope: AccessTokenScope): ListedScope {
  const { basins, streams, accessTokens, opGroups, ops, ...further } = scope;
  const normal = {
    basins: canonicalSet(basins),
    streams: canonicalSet(streams),
    accessTokens: canonicalSet(accessTokens),
    opGroups: canonicalGroups(opGroups),
    ops: canonicalOperations(ops),
    ...further,
  };
  // Unreadable parts stay as they came, as they do in a listing.
  return normal as ListedScope;
}

/**
 * Reports whether two scopes say the same, by their canonical forms: whatever S2 lists for one it lists for the other.
 *
 * Scopes that permit the same through other grants differ: a group also covers operations that S2 adds to it later.
 *
 * @throws S2ArgumentError if one of them is not a scope, or holds an unknown part nested more than 64 levels deep.
 */
export function sameScope(a: ScopeOrToken, b: ScopeOrToken): boolean {
  return same(canonicalScope(readSubject(a, "a").scope), canonicalScope(readSubject(b, "b").scope));
}

/**
 * Lists what has changed from scope `before` to scope `after`; empty exactly if `sameScope` holds.
 *
 * @throws S2ArgumentError as `sameScope` does.
 * @example
 * ```ts
 * diffScopes({ ops: ["read"] }, { ops: ["append"] });
 * // [{ part: "ops", change: "added", operation: "append" }, { part: "ops", change: "removed", operation: "read" }]
 * ```
 */
export function diffScopes(before: ScopeOrToken, after: ScopeOrToken): readonly ScopeChange[] {
  return changesBetween(readSubject(before, "before").scope, readSubject(after, "after").scope);
}

/** Does the same for scopes already read. */
export function changesBetween(before: AccessTokenScope, after: AccessTokenScope): readonly ScopeChange[] {
  const [a, b] = [canonicalScope(before), canonicalScope(after)];
  const sets = RESOURCE_KINDS.map((resource) => RESOURCES[resource].set)
    .filter((part) => !same(a[part], b[part]))
    .map((part) => ({ part, change: "changed" as const, before: a[part], after: b[part] }));
  return [...sets, ...groupChanges(a, b), ...operationChanges(a, b), ...furtherChanges(a, b)];
}

function groupChanges(a: ListedScope, b: ListedScope): ScopeChange[] {
  const flags = FLAGS.filter(
    ({ group, access }) => isGranted(a, group, access) !== isGranted(b, group, access),
  );
  if (flags.length === 0 && !same(a.opGroups, b.opGroups)) return [unreadable("opGroups", a, b)];
  return flags.map(({ group, access }) => {
    return { part: "opGroups", change: isGranted(b, group, access) ? "added" : "removed", group, access };
  });
}

function operationChanges(a: ListedScope, b: ListedScope): ScopeChange[] {
  if (hasUnreadableNames(a) || hasUnreadableNames(b))
    return same(a.ops, b.ops) ? [] : [unreadable("ops", a, b)];
  const had = new Set<string>(a.ops);
  const has = new Set<string>(b.ops);
  return inOrder([...had, ...has])
    .filter((operation) => had.has(operation) !== has.has(operation))
    .map((operation) => ({ part: "ops", change: has.has(operation) ? "added" : "removed", operation }));
}

/** Lists changes in keys that this version does not know. */
function furtherChanges(a: ListedScope, b: ListedScope): ScopeChange[] {
  const known = Object.keys(canonicalScope({}));
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((key) => !known.includes(key))
    .sort()
    .map((key) => unreadable(key, a, b))
    .filter(({ before, after }) => !same(before, after));
}

function unreadable(part: string, a: object, b: object): UnreadableChange {
  const before: Readonly<Record<string, unknown>> = { ...a };
  const after: Readonly<Record<string, unknown>> = { ...b };
  return { part, change: "unreadable", before: before[part], after: after[part] };
}

function canonicalSet(given: unknown): unknown {
  const set = readSet(given);
  switch (set.kind) {
    case "none":
      return null;
    case "exact":
      return { exact: set.name };
    case "prefix":
      return { prefix: set.prefix };
    case "unreadable":
      return given;
  }
}

function canonicalGroups(groups: unknown): unknown {
  if (groups !== undefined && groups !== null && !isRecord(groups)) return groups;
  const known = OPERATION_GROUPS.map((group) => [group, canonicalFlags(groups?.[group] ?? {})] as const);
  const further = Object.entries(groups ?? {}).filter(([key]) => !known.some(([group]) => group === key));
  return Object.fromEntries([...known, ...further]);
}

function canonicalFlags(flags: unknown): unknown {
  return isRecord(flags) ? { ...flags, read: flags["read"] ?? false, write: flags["write"] ?? false } : flags;
}

function canonicalOperations(ops: unknown): unknown {
  if (ops === undefined || ops === null) return [];
  return isStrings(ops) ? inOrder(ops) : ops;
}

function inOrder(names: readonly string[]): string[] {
  const given = new Set(names);
  const known = OPERATIONS.filter((name) => given.delete(name));
  return [...known, ...[...given].sort()];
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/**
 * Compares as JSON, in any order of keys; absent, undefined and null are the same.
 *
 * @throws S2ArgumentError for data that is too deep, too large or circular.
 */
export function same(a: unknown, b: unknown): boolean {
  return sameData(a, b, (rule) => {
    throw new S2ArgumentError([mustBe("scope", "too_large", rule, "more")]);
  });
}
