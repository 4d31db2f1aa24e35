import { describe, expect, test } from "vitest";
import { durationText, spanText } from "../../src/scope/sentences.js";

describe("a span of time", () => {
  test.each([
    { millis: 86_400_000, exact: "1 day", short: "1 day" },
    { millis: 15 * 60_000, exact: "15 minutes", short: "15 minutes" },
    { millis: 3_600_000 * 1.5, exact: "90 minutes", short: "1.5 hours" },
    { millis: 250, exact: "250 milliseconds", short: "0.3 seconds" },
    { millis: 0, exact: "0 days", short: "0 seconds" },
  ])("of $millis ms is $exact, or $short", ({ millis, exact, short }) => {
    expect([durationText(millis), spanText(millis)]).toEqual([exact, short]);
  });
});
