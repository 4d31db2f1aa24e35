import { expect, it } from "vitest";
import { OPERATIONS } from "../../generated/constants.js";
import { held } from "../../src/scope/grants.js";
import { SOURCED_TABLE, withGroups } from "../../src/scope/groups.js";
import { holdingsOf, tableSets } from "../../src/scope/holdings.js";
import { operationSet, operationsIn } from "../../src/scope/operation-set.js";
import { RESOURCE_KINDS } from "../../src/scope/resources.js";
import type { AccessTokenScope } from "../../src/types.js";
import { anyScope, seeded } from "./world.js";

const known = withGroups({ "get-stream-config": { group: "basin", access: "read" }, append: [] });

it.each([
  { name: "S2's sources", given: undefined, table: SOURCED_TABLE },
  { name: "someone who knows", given: known, table: known },
])("what a scope holds is said of all operations as of each, by $name", ({ given, table }) => {
  const random = seeded(20_261_122);
  const unreadable: AccessTokenScope[] = [
    // Wrong on purpose.
    { ops: ["read", 7] as unknown as ["read"], opGroups: { stream: { read: true } } },
    { opGroups: { records: { read: true } } as AccessTokenScope["opGroups"] },
  ];
  for (const scope of [...unreadable, ...Array.from({ length: 2000 }, () => anyScope(random))]) {
    const holdings = holdingsOf(scope, tableSets(given));
    for (const answer of ["yes", "unknown"] as const) {
      const want = OPERATIONS.filter((operation) => held(scope, operation, table) === answer);
      expect(operationsIn(holdings[answer]), JSON.stringify(scope)).toEqual(want);
    }
  }
});

it("a table turned over says what it says of each operation", () => {
  const { naming, writes } = tableSets(undefined);
  for (const operation of OPERATIONS) {
    const { resources, access } = SOURCED_TABLE[operation];
    const bit = operationSet([operation]);
    expect(RESOURCE_KINDS.filter((kind) => (naming[kind] & bit) !== 0).toSorted()).toEqual(
      resources.toSorted(),
    );
    expect((writes & bit) !== 0).toBe(access === "write");
  }
});
