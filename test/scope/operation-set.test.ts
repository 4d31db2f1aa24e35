import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../generated/constants.js";
import { EVERY_OPERATION, operationSet, operationsIn } from "../../src/scope/operation-set.js";

describe("a set of operations", () => {
  it("has a bit of its own for each, and the sign to spare", () => {
    // A number has room for 31: what S2 adds beyond that needs another representation.
    expect(operationsIn(EVERY_OPERATION)).toEqual(OPERATIONS);
    expect(EVERY_OPERATION).toBeGreaterThan(0);
    for (const name of OPERATIONS) expect(operationsIn(operationSet([name]))).toEqual([name]);
  });

  it.each([
    { given: [], want: [] },
    { given: ["compact-stream", "constructor"], want: [] },
    { given: ["read", "list-basins", "append", "read"], want: ["list-basins", "append", "read"] },
    { given: ["set-default-location"], want: ["set-default-location"] },
  ])("gives $want for $given", ({ given, want }) => {
    expect(operationsIn(operationSet(given))).toEqual(want);
  });
});
