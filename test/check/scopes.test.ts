import { describe, expect, it } from "vitest";
import { place } from "../../src/check/problems.js";
import { addAutoPrefixIssue, scopeIssues, unknownParts } from "../../src/check/scopes.js";

const found = (scope: unknown) => scopeIssues(scope, "scope").map(({ path, code }) => `${path} ${code}`);

describe("scopeIssues", () => {
  it.each<[string, unknown, string[]]>([
    ["operations", { ops: ["read", "append"] }, []],
    ["groups", { opGroups: { stream: { read: true }, basin: null, account: {} } }, []],
    [
      "all sets",
      { basins: { exact: "my-basin" }, streams: { prefix: "" }, accessTokens: null, ops: ["read"] },
      [],
    ],
    ["a set that matches nothing", { basins: { exact: "" }, ops: ["read"] }, []],
    ["undefined parts", { basins: undefined, opGroups: undefined, ops: ["read"], nothing: undefined }, []],
    ["null", null, ["scope wrong_type"]],
    ["an array", [], ["scope wrong_type"]],
    ["nothing permitted", {}, ["scope empty_permissions"]],
    ["only false flags", { ops: [], opGroups: { stream: { read: false } } }, ["scope empty_permissions"]],
    ["null groups", { ops: null, opGroups: null }, ["scope empty_permissions"]],
    ["a wire name", { op_groups: {}, ops: ["read"] }, ["scope.op_groups unknown_key"]],
    ["an inherited name", { toString: 1, ops: ["read"] }, ["scope.toString unknown_key"]],
    [
      "both keys",
      { basins: { exact: "my-basin", prefix: "" }, ops: ["read"] },
      ["scope.basins both_of_exact_and_prefix"],
    ],
    ["neither key", { basins: {}, ops: ["read"] }, ["scope.basins neither_of_exact_and_prefix"]],
    ["a bad basin", { basins: { exact: "UPPER-CASE" }, ops: ["read"] }, ["scope.basins.exact invalid_name"]],
    ["a bad prefix", { streams: { prefix: "\ud800" }, ops: ["read"] }, ["scope.streams.prefix invalid_name"]],
    ["a number as a name", { streams: { exact: 4 }, ops: ["read"] }, ["scope.streams.exact wrong_type"]],
    ["a string as set", { streams: "all", ops: ["read"] }, ["scope.streams wrong_type"]],
    ["an unknown operation", { ops: ["read", "raed"] }, ["scope.ops[1] unknown_operation"]],
    ["a number as operation", { ops: [1] }, ["scope.ops[0] wrong_type"]],
    ["a hole", { ops: Array(1) }, ["scope.ops[0] wrong_type"]],
    ["a string as operations", { ops: "read" }, ["scope.ops wrong_type"]],
    ["a list of groups", { opGroups: ["stream"] }, ["scope.opGroups wrong_type"]],
    ["an unknown group", { opGroups: { streams: { read: true } } }, ["scope.opGroups.streams unknown_key"]],
    [
      "a flag that is not a boolean",
      { opGroups: { stream: { read: 1 } } },
      ["scope.opGroups.stream.read wrong_type"],
    ],
    ["a group that is not an object", { opGroups: { stream: true } }, ["scope.opGroups.stream wrong_type"]],
    [
      "all at once",
      { basins: {}, streams: { exact: ".." }, ops: ["x"], other: 1 },
      [
        "scope.other unknown_key",
        "scope.basins neither_of_exact_and_prefix",
        "scope.streams.exact invalid_name",
        "scope.ops[0] unknown_operation",
      ],
    ],
  ])("%s", (_name, scope, want) => expect(found(scope)).toEqual(want));

  it("suggests the operation that was meant", () => {
    const [issue] = scopeIssues({ ops: ["list-stream"] }, "");
    expect(issue).toEqual({
      path: "ops[0]",
      code: "unknown_operation",
      message: 'ops[0] must be an operation of S2, got "list-stream"; use list-streams instead.',
    });
  });

  it("accepts the unknown parts that a listing marked, and no others", () => {
    const listed = {
      basins: { regex: "x" },
      opGroups: { tokens: { read: true } },
      ops: ["new-op"],
      tags: [1],
      [unknownParts]: ["basins", "opGroups.tokens", "ops.new-op", "tags"],
    };
    expect(found(listed)).toEqual([]);
    expect(found({ ...listed, ops: ["new-op", "newer-op"], tag: 1 })).toEqual([
      "scope.tag unknown_key",
      "scope.ops[1] unknown_operation",
    ]);
    expect(found({ ...listed, ops: [], opGroups: {} })).toEqual([]);
  });
});

describe("addAutoPrefixIssue", () => {
  it.each<[unknown, unknown, number]>([
    [undefined, {}, 0],
    [false, {}, 0],
    [true, { streams: { prefix: "" } }, 0],
    [true, { streams: { exact: "a" } }, 1],
    [true, {}, 1],
    [true, undefined, 1],
    [true, { streams: { regex: "a" }, [unknownParts]: ["streams"] }, 0],
  ])("%j with %j: %i", (autoPrefix, scope, count) => {
    const at = place("autoPrefixStreams");
    addAutoPrefixIssue(autoPrefix, scope, at);
    expect(at.issues).toHaveLength(count);
  });
});
