import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseRfc3339 } from "../../src/check/times.js";

const READ: readonly (readonly [given: string, want: string])[] = [
  ["2027-01-01T00:00:00Z", "2027-01-01T00:00:00.000Z"],
  ["2027-12-31T23:59:59.25Z", "2027-12-31T23:59:59.250Z"],
  ["2027-12-31T23:59:59.123999999Z", "2027-12-31T23:59:59.123Z"],
  ["2027-01-01T00:00:00.1+01:00", "2026-12-31T23:00:00.100Z"],
  ["2027-01-01T00:00:00-00:30", "2027-01-01T00:30:00.000Z"],
  ["2027-01-01t00:00:00z", "2027-01-01T00:00:00.000Z"],
  ["2028-02-29T12:00:00Z", "2028-02-29T12:00:00.000Z"],
  ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
  ["2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.500Z"],
];

test.each(READ)("reads %s as %s", (given, want) => {
  expect(new Date(parseRfc3339(given)).toISOString()).toBe(want);
});

const REFUSED: readonly string[] = [
  "",
  "Z",
  "2027-01-01",
  "2027-01-01T00:00:00",
  "2027-01-01T00:00:00.Z",
  "2027-01-01T00:00:00.1xZ",
  "2027-01-01T00:00:00,5Z",
  "2027-00-01T00:00:00Z",
  "2027-13-01T00:00:00Z",
  "2027-01-00T00:00:00Z",
  "2027-01-32T00:00:00Z",
  "2027-02-29T00:00:00Z",
  "2027-02-30T00:00:00Z",
  "2027-04-31T00:00:00Z",
  "2027-01-01T24:00:00Z",
  "2027-01-01T00:60:00Z",
  "2027-01-01T00:00:61Z",
  "2027-01-01T00:00:00+24:00",
  "2027-01-01T00:00:00+01:60",
  "2027-01-01 00:00:00Z",
  "2o27-01-01T00:00:00Z",
  "2027-01-01T00:00:00.1234Z ",
];

test.each(REFUSED)("does not read %j", (given) => {
  expect(parseRfc3339(given)).toBeNaN();
});

test("reads back every instant of four-digit years, with and without milliseconds", () => {
  const moments = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moments, (moment) => {
      const text = moment.toISOString();
      expect(parseRfc3339(text)).toBe(moment.getTime());
      expect(parseRfc3339(text.replace("Z", "+00:00"))).toBe(moment.getTime());
      expect(parseRfc3339(`${text.slice(0, 19)}Z`)).toBe(Math.floor(moment.getTime() / 1000) * 1000);
    }),
    { seed: 7, numRuns: 500 },
  );
});

test("knows the last day of every month", () => {
  for (const year of [0, 4, 99, 100, 400, 1900, 1970, 2000, 2027, 2028, 2100, 9999]) {
    for (let month = 1; month <= 12; month += 1) {
      const last = new Date(0);
      last.setUTCFullYear(year, month, 0);
      const text = last.toISOString();
      expect(parseRfc3339(text)).toBe(last.getTime());
      const next = `${text.slice(0, 8)}${last.getUTCDate() + 1}${text.slice(10)}`;
      expect(parseRfc3339(next), next).toBeNaN();
    }
  }
});

test("reads no text with another character in any place", () => {
  const text = "2027-11-21T12:34:56.789+10:11";
  for (const character of ["x", "/", ":", " ", "", "\n", "٣"]) {
    for (let index = 0; index < text.length; index += 1) {
      if (text[index] === character) continue;
      const given = text.slice(0, index) + character + text.slice(index + 1);
      // A fraction may have any number of digits.
      if (character === "" && index > 19 && index < 23) continue;
      expect(parseRfc3339(given), given).toBeNaN();
    }
  }
});
