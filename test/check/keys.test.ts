import { describe, expect, it } from "vitest";
import { cut, isRecord, join, nearest, suggestion } from "../../src/check/keys.js";

describe("nearest", () => {
  const known = ["read", "requestTimeoutMillis", "pageSize", "opGroups"];
  it.each([
    ["raed", "read"],
    ["op_groups", "opGroups"],
    ["request-timeout-millis", "requestTimeoutMillis"],
    ["requestTimeout", "requestTimeoutMillis"],
    ["re", undefined],
    ["pagesize", "pageSize"],
    ["", undefined],
    ["something else", undefined],
  ])("finds for %j: %j", (given, want) => expect(nearest(given, known)).toBe(want));
});

describe("suggestion", () => {
  const many = Array.from({ length: 9 }, (_, index) => `k${index}`);
  it.each([
    ["read", ["read"], "; use read instead"],
    [undefined, ["a", "b"], "; there is a, b"],
    [undefined, many, ""],
  ])("for %j", (meant, known, want) => expect(suggestion(meant, known)).toBe(want));
});

describe("the other functions", () => {
  it("tell objects from other values", () => {
    expect([{}, [], null, "a", () => 0].map((value) => isRecord(value))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
  it("join paths", () => expect([join("", "a"), join("a", "b"), join("a", "")]).toEqual(["a", "a.b", "a"]));
  it("cut long words", () => {
    expect(cut("a".repeat(40))).toHaveLength(40);
    expect(cut("a".repeat(41))).toBe(`${"a".repeat(40)}…`);
  });
});
