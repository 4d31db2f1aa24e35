import { describe, expect, it } from "vitest";
import { canonical, diffScopes, sameScope } from "../../src/scope/canonical.js";
import { unknownParts, unknownPartsOf } from "../../src/check/scopes.js";
import type { AccessTokenScope } from "../../src/types.js";

const off = { read: false, write: false };
const empty = {
  basins: null,
  streams: null,
  accessTokens: null,
  opGroups: { account: off, basin: off, stream: off },
  ops: [],
};

const forms: readonly { name: string; given: unknown; want: object }[] = [
  { name: "nothing", given: {}, want: empty },
  { name: "nulls", given: { basins: null, opGroups: null, ops: null }, want: empty },
  { name: "an exact empty name is null", given: { basins: { exact: "" } }, want: empty },
  {
    name: "sets",
    given: { basins: { exact: "a", prefix: undefined }, streams: { prefix: "" } },
    want: { ...empty, basins: { exact: "a" }, streams: { prefix: "" } },
  },
  {
    name: "flags",
    given: { opGroups: { stream: { read: true }, basin: null } },
    want: { ...empty, opGroups: { account: off, basin: off, stream: { read: true, write: false } } },
  },
  {
    name: "ops: once each, in S2's order, unknown ones last",
    given: { ops: ["zap", "read", "append", "read", "list-basins", "compact"] },
    want: { ...empty, ops: ["list-basins", "append", "read", "compact", "zap"] },
  },
  {
    name: "unreadable parts unchanged",
    given: {
      basins: { suffix: "x" },
      opGroups: { records: { read: true } },
      ops: [1],
      locations: { exact: "eu" },
    },
    want: {
      ...empty,
      basins: { suffix: "x" },
      opGroups: { ...empty.opGroups, records: { read: true } },
      ops: [1],
      locations: { exact: "eu" },
    },
  },
];

describe("canonical", () => {
  it.each(forms)("$name", ({ given, want }) => {
    // Some are wrong on purpose.
    const scope = given as AccessTokenScope;
    expect(canonical(scope)).toEqual(want);
    expect(canonical(canonical(scope))).toEqual(want);
    expect(sameScope(scope, canonical(scope))).toBe(true);
    expect(diffScopes(scope, canonical(scope))).toEqual([]);
  });

  it("keeps the marker of a listed scope", () => {
    const listed = { ops: [], [unknownParts]: ["new_field"] };
    expect(unknownPartsOf(canonical(listed))).toEqual(["new_field"]);
  });
});

describe("diffScopes", () => {
  it("reports the changes part by part", () => {
    const before: AccessTokenScope = {
      basins: { prefix: "" },
      ops: ["read", "trim"],
      opGroups: { basin: { read: true } },
    };
    const after: AccessTokenScope = {
      streams: { prefix: "a/" },
      ops: ["trim", "append"],
      opGroups: { basin: { write: true } },
    };
    expect(diffScopes(before, after)).toEqual([
      { part: "basins", change: "changed", before: { prefix: "" }, after: null },
      { part: "streams", change: "changed", before: null, after: { prefix: "a/" } },
      { part: "opGroups", change: "removed", group: "basin", access: "read" },
      { part: "opGroups", change: "added", group: "basin", access: "write" },
      { part: "ops", change: "added", operation: "append" },
      { part: "ops", change: "removed", operation: "read" },
    ]);
  });

  it.each([
    ["opGroups", { opGroups: { records: { read: true } } }],
    ["ops", { ops: [1] }],
    ["locations", { locations: "eu" }],
  ])("reports a change of %s even if unreadable", (part, scope) => {
    // Wrong on purpose.
    const given = scope as AccessTokenScope;
    expect(sameScope({}, given)).toBe(false);
    expect(diffScopes({}, given)).toMatchObject([{ part, change: "unreadable" }]);
    expect(diffScopes(given, given)).toEqual([]);
  });
});
