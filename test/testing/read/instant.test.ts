import { expect, it, test } from "vitest";
import { hasCome, instantOf, isLater, parseInstant } from "../../../src/testing/read/instant.js";

it.each<{ given: string; text?: string; millis?: number; nanos?: number }>([
  { given: "2027-01-01T00:00:00Z", text: "2027-01-01T00:00:00Z", millis: Date.UTC(2027, 0, 1) },
  { given: "2027-01-01t00:00:00z", text: "2027-01-01T00:00:00Z" },
  { given: "2027-01-01T02:00:00+02:00", text: "2027-01-01T00:00:00Z" },
  { given: "2026-12-31T19:30:00-04:30", text: "2027-01-01T00:00:00Z" },
  { given: "2027-01-01T00:00:00.500Z", text: "2027-01-01T00:00:00.5Z", millis: Date.UTC(2027, 0, 1) + 500 },
  { given: "2027-01-01T00:00:00.000Z", text: "2027-01-01T00:00:00Z" },
  { given: "2027-01-01T00:00:00.123456789Z", text: "2027-01-01T00:00:00.123456789Z", nanos: 456_789 },
  { given: "2027-01-01T00:00:00.1234567891Z", text: "2027-01-01T00:00:00.123456789Z" },
  { given: "0001-01-01T00:00:00Z", text: "0001-01-01T00:00:00Z" },
  { given: "2028-02-29T00:00:00Z", text: "2028-02-29T00:00:00Z" },
  { given: "2027-02-29T00:00:00Z" },
  { given: "2027-13-01T00:00:00Z" },
  { given: "2027-01-01T24:00:00Z" },
  { given: "2027-01-01T00:00:60Z" },
  { given: "2027-01-01T00:00:00+24:00" },
  { given: "0000-01-01T00:00:00+01:00" },
  { given: "9999-12-31T23:59:59-01:00" },
  { given: "2027-01-01 00:00:00Z" },
  { given: "2027-01-01T00:00:00" },
  { given: "2027-01-01T00:00:00.Z" },
  { given: "2027-01-01" },
  { given: "" },
])("reads $given", ({ given, text, millis, nanos }) => {
  const instant = parseInstant(given);
  expect(instant?.text).toBe(text);
  if (millis !== undefined) expect(instant?.millis).toBe(millis);
  if (nanos !== undefined) expect(instant?.nanos).toBe(nanos);
});

test("writes the instant of a clock reading as S2 does", () => {
  expect(instantOf(Date.UTC(2027, 0, 1)).text).toBe("2027-01-01T00:00:00Z");
  expect(instantOf(Date.UTC(2027, 0, 1) + 120).text).toBe("2027-01-01T00:00:00.12Z");
});

test("distinguishes instants below a millisecond", () => {
  const [first, second] = ["2027-01-01T00:00:00.0000001Z", "2027-01-01T00:00:00.0000002Z"].map(parseInstant);
  if (first === undefined || second === undefined) throw new Error("both are RFC 3339");
  expect([isLater(second, first), isLater(first, second), isLater(first, first)]).toEqual([
    true,
    false,
    false,
  ]);
  expect([hasCome(first, first.millis), hasCome(first, first.millis + 1)]).toEqual([false, true]);
});
