import { expect, test } from "vitest";
import { changeSentence, spanText } from "../../../src/lifecycle/plan/words.js";
import type { ScopeChange } from "../../../src/scope/canonical.js";

test.each<{ change: ScopeChange; want: string }>([
  { change: { change: "added", part: "ops", operation: "read" }, want: 'may now "read"' },
  {
    change: { change: "removed", part: "opGroups", group: "basin", access: "write" },
    want: "may no longer write as the basin group does",
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
    want: '"quotas" differs, which this version cannot read',
  },
])("$want", ({ change, want }) => expect(changeSentence(change)).toBe(want));

test.each([
  { millis: 86_400_000, want: "1 day" },
  { millis: 15 * 60_000, want: "15 minutes" },
  { millis: 3_600_000 * 1.5, want: "1.5 hours" },
  { millis: 250, want: "0.3 seconds" },
  { millis: 0, want: "0 seconds" },
])("$millis ms: $want", ({ millis, want }) => expect(spanText(millis)).toBe(want));
