import { DAYS_TO_1970, YEAR_0, YEAR_10000 } from "./limits.js";
import { isDate } from "./problems.js";

/**
 * Returns the time that RFC 3339 text names, in milliseconds since 1970, finer fractions cut off; NaN for any other
 * text. Not `Date.parse`: it accepts much else, takes the 31st of February for a day in March, and rejects leap
 * seconds.
 *
 * One expression tells whether it is one; its digits are read by character, since to capture them takes half the time of
 * a page of expiries.
 */
export function parseRfc3339(text: string): number {
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  let millis = 0;
  let end = 19;
  if (text[end] === ".") {
    for (let weight = 100; digit(text, ++end) >= 0; weight = Math.floor(weight / 10))
      millis += digit(text, end) * weight;
  }
  const before = daysBefore(year, month);
  if (!LOCAL_TIME.test(text) || day > daysBefore(year, month + 1) - before || end === 20) return NaN;
  const days = before + day - 1 - DAYS_TO_1970;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millis - offsetMillis(text, end);
}

/**
 * Returns the days from the 1st of March of the year 0 to a month of 1 to 13; years begin in March here, which puts the
 * leap day last. Reckoned, since `Date.UTC` takes half as long as all the reading.
 */
function daysBefore(year: number, month: number): number {
  const since = month <= 2 ? year - 1 : year;
  const days = Math.floor(since * 365.25) - Math.floor(since / 100) + Math.floor(since / 400);
  return days + Math.floor((((month + 9) % 12) * 153 + 2) / 5);
}

/** All but the fraction and the offset; the days of a month are counted. */
const LOCAL_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)/i;

function offsetMillis(text: string, at: number): number {
  if (at === text.length - 1) return text[at] === "Z" || text[at] === "z" ? 0 : NaN;
  const [, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(text.slice(at)) ?? [];
  return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Reads two digits. */
function pair(text: string, index: number): number {
  return text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 528;
}

function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - 48;
  return value >= 0 && value <= 9 ? value : NaN;
}

/** The rule for a time, in a message. */
export const TIME = "a Date, milliseconds since 1970 or RFC 3339 text like 2030-01-31T12:00:00Z";

/**
 * Reads a time as callers may give it: a `Date` of any realm, milliseconds since 1970, RFC 3339 text. Returns
 * milliseconds, finer fractions cut off; null and undefined as they are; NaN for anything that is not a time RFC 3339
 * can write.
 */
export function readTime(time: unknown): number | null | undefined {
  if (time === null || time === undefined) return time;
  const millis = typeof time === "string" ? parseRfc3339(time) : Math.trunc(numberOf(time));
  return millis >= YEAR_0 && millis < YEAR_10000 ? millis : NaN;
}

/**
 * Returns the digits of a time in RFC 3339 text beyond its milliseconds, without trailing zeros: those that
 * `parseRfc3339` cuts off. Two such times of one millisecond compare as these digits do.
 */
export function finerThanMillis(text: string): string {
  // No longer than a time to the millisecond, as nearly every time is.
  if (text.length <= 24) return "";
  return /\.\d{3}(\d*?)0*(?:[Zz]|[+-]\d\d:\d\d)$/.exec(text)?.[1] ?? "";
}

function numberOf(time: unknown): number {
  if (typeof time === "number") return time;
  return isDate(time) ? Date.prototype.getTime.call(time) : NaN;
}
