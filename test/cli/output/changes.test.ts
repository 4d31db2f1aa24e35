import { expect, test } from "vitest";
import { changeText } from "../../../src/cli/output/changes.js";
import { setText } from "../../../src/cli/output/sets.js";
import type { ScopeChange } from "../../../src/index.js";

test.each<{ change: ScopeChange; want: string }>([
  { change: { change: "added", part: "ops", operation: "read" }, want: "+ ops read" },
  {
    change: { change: "removed", part: "opGroups", group: "stream", access: "write" },
    want: "- opGroups stream write",
  },
  {
    change: { change: "changed", part: "basins", before: null, after: { prefix: "a/" } },
    want: "~ basins none -> a/*",
  },
  {
    change: { change: "changed", part: "streams", before: { exact: "x" }, after: null },
    want: "~ streams x -> none",
  },
  {
    change: { change: "unreadable", part: "quotas", before: 1, after: 2 },
    want: "? quotas differs in a part that this version cannot read",
  },
])("a change: $want", ({ change, want }) => expect(changeText(change)).toBe(want));

test.each([
  { set: undefined, want: "" },
  { set: "a", want: "?" },
  { set: { suffix: "a" }, want: "?" },
  { set: { prefix: "" }, want: "all" },
  { set: { exact: "a\u0007" }, want: "a\\u0007" },
])("a set: $set", ({ set, want }) => expect(setText(set)).toBe(want));
