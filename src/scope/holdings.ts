import { OPERATIONS, type Operation } from "../../generated/constants.js";
import type { AccessTokenScope } from "../types.js";
import { FLAGS, hasUnreadableGrant, isGranted, namedOperations, type Flag } from "./grants.js";
import { SOURCED_TABLE, type OperationFacts, type OperationTable } from "./groups.js";
import { RESOURCE_KINDS, type Resource } from "./resources.js";

/**
 * Some of S2's operations: one bit for each, in S2's order. An audit asks many questions about every token, most of
 * which find nothing; with bits they cost next to nothing, and names are looked up only for findings.
 */
export type OperationSet = number;

/** The bits of a number that bitwise operators leave without a sign. */
const MOST_OPERATIONS = 31;

/** Gives each operation a bit. Throws where there are more operations than bits, rather than have two share one. */
export function bitsOf(operations: readonly string[]): ReadonlyMap<string, OperationSet> {
  const beyond = operations.slice(MOST_OPERATIONS);
  if (beyond.length > 0) {
    throw new RangeError(
      `An OperationSet holds ${MOST_OPERATIONS} operations; there is no bit for ${beyond.join(", ")}.`,
    );
  }
  return new Map(operations.map((name, index) => [name, 1 << index]));
}

const BITS = /* @__PURE__ */ bitsOf(OPERATIONS);

/** Returns the operations of these names; a name that this version does not know has no bit. */
export function operationSet(names: readonly string[]): OperationSet {
  let set: OperationSet = 0;
  for (const name of names) set |= BITS.get(name) ?? 0;
  return set;
}

/** Lists the operations of a set, in S2's order. */
export function operationsIn(set: OperationSet): Operation[] {
  return OPERATIONS.filter((_, index) => (set & (1 << index)) !== 0);
}

/** Every operation that this version knows. */
export const EVERY_OPERATION: OperationSet = /* @__PURE__ */ operationSet(OPERATIONS);

/** A flag of a scope, and the operations that come with it. */
export interface FlagSets extends Flag {
  /** Operations that it surely holds. */
  readonly sourced: OperationSet;
  /** Operations that it may hold: S2's sources disagree, or do not say. */
  readonly contested: OperationSet;
}

/** A table of operations, inverted: the operations that have a flag or a resource in common. */
export interface TableSets {
  /** In the order of `FLAGS`. */
  readonly flags: readonly FlagSets[];
  readonly writes: OperationSet;
  /** Operations by what they name. */
  readonly naming: Readonly<Record<Resource, OperationSet>>;
}

/** The grants of a scope, combined: for every operation the answer that `held` gives for one. */
export interface Holdings {
  /** Held by name, as far as this version knows the names. */
  readonly named: OperationSet;
  /** Surely held through a flag. */
  readonly sourced: OperationSet;
  /** Perhaps held through a flag. */
  readonly contested: OperationSet;
  /** Held for certain, one way or the other. */
  readonly yes: OperationSet;
  /** Held by some reading, and not for certain. */
  readonly unknown: OperationSet;
  /** The flags that are set. */
  readonly flags: readonly FlagSets[];
  /** True if it grants something that this version cannot read, and so may hold anything. */
  readonly unreadable: boolean;
}

/** Inverts a table. */
export function tableSets(table: OperationTable): TableSets {
  if (table !== SOURCED_TABLE) return turnedOver(table);
  // Inverted once, since nearly every question is about S2's sources; not on import, which it would slow down.
  return (sourcedSets ??= turnedOver(SOURCED_TABLE));
}

/** Combines what a scope holds through names and flags. */
export function holdingsOf(scope: AccessTokenScope, table: TableSets): Holdings {
  const flags = table.flags.filter(({ group, access }) => isGranted(scope, group, access));
  let [sourced, contested]: [OperationSet, OperationSet] = [0, 0];
  for (const flag of flags) {
    sourced |= flag.sourced;
    contested |= flag.contested;
  }
  const named = operationSet(namedOperations(scope));
  const unreadable = hasUnreadableGrant(scope);
  const yes = named | sourced;
  const unknown = (unreadable ? EVERY_OPERATION : contested) & ~yes;
  return { named, sourced, contested, yes, unknown, flags, unreadable };
}

function turnedOver(table: OperationTable): TableSets {
  const all = (test: (facts: OperationFacts) => boolean): OperationSet =>
    operationSet(OPERATIONS.filter((operation) => test(table[operation])));
  const flags = FLAGS.map(({ group, access }) => {
    const placed = all(({ placements }) =>
      placements.some((at) => at.group === group && at.access === access),
    );
    const sourced = placed & all(({ certainty }) => certainty === "sourced");
    return { group, access, sourced, contested: placed & ~sourced };
  });
  const naming = { basin: 0, stream: 0, "access-token": 0 };
  for (const kind of RESOURCE_KINDS) naming[kind] = all(({ resources }) => resources.includes(kind));
  return { flags, writes: all(({ access }) => access === "write"), naming };
}

let sourcedSets: TableSets | undefined;
