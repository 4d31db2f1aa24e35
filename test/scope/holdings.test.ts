import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../generated/constants.js";
import { held } from "../../src/scope/grants.js";
import { factsOf, SOURCED_TABLE, withGroups } from "../../src/scope/groups.js";
import {
  bitsOf,
  EVERY_OPERATION,
  holdingsOf,
  operationSet,
  operationsIn,
  tableSets,
} from "../../src/scope/holdings.js";
import { RESOURCE_KINDS } from "../../src/scope/resources.js";
import type { AccessTokenScope } from "../../src/types.js";
import { anyScope } from "./world.js";
import { seeded } from "../seeded.js";

const known = withGroups({ "get-stream-config": { group: "basin", access: "read" }, append: [] });

it.each([
  { name: "S2's sources", table: SOURCED_TABLE },
  { name: "a caller who knows better", table: known },
])("holdings agree with the answer for each operation, by $name", ({ table }) => {
  const random = seeded(20_261_122);
  const unreadable: AccessTokenScope[] = [
    // Wrong on purpose.
    { ops: ["read", 7] as unknown as ["read"], opGroups: { stream: { read: true } } },
    { opGroups: { records: { read: true } } as AccessTokenScope["opGroups"] },
  ];
  for (const scope of [...unreadable, ...Array.from({ length: 2000 }, () => anyScope(random))]) {
    const holdings = holdingsOf(scope, tableSets(table));
    for (const answer of ["yes", "unknown"] as const) {
      const want = OPERATIONS.filter(
        (operation) => held(scope, operation, factsOf(table, operation)) === answer,
      );
      expect(operationsIn(holdings[answer]), JSON.stringify(scope)).toEqual(want);
    }
  }
});

it("the table by group agrees with the table by operation", () => {
  const { naming, writes } = tableSets(SOURCED_TABLE);
  for (const operation of OPERATIONS) {
    const { resources, access } = SOURCED_TABLE[operation];
    const bit = operationSet([operation]);
    expect(RESOURCE_KINDS.filter((kind) => (naming[kind] & bit) !== 0).toSorted()).toEqual(
      resources.toSorted(),
    );
    expect((writes & bit) !== 0).toBe(access === "write");
  }
});

describe("a set of operations", () => {
  it("gives each operation a bit and leaves the sign bit free", () => {
    expect(operationsIn(EVERY_OPERATION)).toEqual(OPERATIONS);
    expect(EVERY_OPERATION).toBeGreaterThan(0);
    for (const name of OPERATIONS) expect(operationsIn(operationSet([name]))).toEqual([name]);
  });

  it("names the operations beyond its size", () => {
    const names = Array.from({ length: 33 }, (_, index) => `operation-${index + 1}`);
    expect(bitsOf(names.slice(0, 31)).size).toBe(31);
    expect(() => bitsOf(names)).toThrow(/holds 31 operations; .+ operation-32, operation-33\.$/);
  });

  it.each([
    { given: [], want: [] },
    { given: ["compact-stream", "constructor"], want: [] },
    { given: ["read", "list-basins", "append", "read"], want: ["list-basins", "append", "read"] },
    { given: ["set-default-location"], want: ["set-default-location"] },
  ])("reads $given as $want", ({ given, want }) => {
    expect(operationsIn(operationSet(given))).toEqual(want);
  });
});
