import { expect, test } from "vitest";
import { changeSentence } from "../../../src/lifecycle/plan/words.js";
import type { ScopeChange } from "../../../src/scope/canonical.js";

test.each<{ change: ScopeChange; want: string }>([
  { change: { change: "added", part: "ops", operation: "read" }, want: 'may now "read"' },
  {
    change: { change: "removed", part: "opGroups", group: "basin", access: "write" },
    want: "may no longer use basin write",
  },
  {
    change: { change: "changed", part: "basins", before: null, after: { exact: "a" } },
    want: 'basins: only "a" instead of none',
  },
  {
    change: { change: "changed", part: "accessTokens", before: { prefix: "" }, after: { prefix: "t/" } },
    want: 'access tokens: those that begin with "t/" instead of all',
  },
  {
    change: { change: "unreadable", part: "quotas", before: 1, after: 2 },
    want: '"quotas" differs in a way that this version cannot read',
  },
])("$want", ({ change, want }) => expect(changeSentence(change)).toBe(want));
