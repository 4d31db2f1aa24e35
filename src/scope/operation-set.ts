import { OPERATIONS, type Operation } from "../../generated/constants.js";

/**
 * Some of S2's operations: one bit for each, in S2's order. An audit asks many questions of every token and most of them
 * find nothing; asked of bits they cost next to nothing, and names are only looked up for what is found.
 */
export type OperationSet = number;

/** The operations of these names; a name that this version does not know has no bit. */
export function operationSet(names: readonly string[]): OperationSet {
  let set: OperationSet = 0;
  for (const name of names) set |= BITS.get(name) ?? 0;
  return set;
}

/** The operations of a set, in S2's order. */
export function operationsIn(set: OperationSet): Operation[] {
  const names: Operation[] = [];
  for (let index = 0; set >>> index !== 0; index++) {
    const name = OPERATIONS[index];
    if (name !== undefined && (set & (1 << index)) !== 0) names.push(name);
  }
  return names;
}

const BITS: ReadonlyMap<string, OperationSet> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ OPERATIONS.map((name, index) => [name, 1 << index]),
);

/** Every operation that this version knows. */
export const EVERY_OPERATION: OperationSet = /* @__PURE__ */ operationSet(OPERATIONS);
