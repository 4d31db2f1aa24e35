import { expect, test } from "vitest";
import { relative, span } from "../../../src/cli/output/time.js";

const DAY = 86_400_000;

test.each([
  { millis: -1, want: "0 s" },
  { millis: 999, want: "0 s" },
  { millis: 59_999, want: "59 s" },
  { millis: 12.9 * DAY, want: "12 d" },
  { millis: 700 * DAY, want: "700 d" },
  { millis: 731 * DAY, want: "2 y" },
])("a span of $millis ms is $want", ({ millis, want }) => expect(span(millis)).toBe(want));

test.each([
  { millis: 30 * DAY - 1000, want: "in 30 d" },
  { millis: -3 * 3_600_000, want: "3 h ago" },
  { millis: 500, want: "now" },
])("$millis ms from now is $want", ({ millis, want }) => expect(relative(millis, 0)).toBe(want));
