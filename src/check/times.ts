import { isDate } from "./problems.js";

/**
 * Returns the time that RFC 3339 text names, in milliseconds since 1970, finer fractions cut off; NaN for any other
 * text. Not `Date.parse`: it accepts much else, takes the 31st of February for a day in March, and rejects leap
 * seconds.
 *
 * Read by character, since a regular expression takes half the time of a page of expiries. A missing digit is NaN,
 * which fails every comparison.
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
  const isTime =
    isPunctuated(text) &&
    day >= 1 &&
    day <= daysOf(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 60 &&
    end !== 20;
  if (!isTime) return NaN;
  // Date.UTC maps the years 0 to 99 to the 20th century.
  const local = Date.UTC(year + 400, month - 1, day, hour, minute, second, millis) - FOUR_CENTURIES;
  return local - offsetMillis(text, end);
}

const FOUR_CENTURIES = 146_097 * 86_400_000;

/** Days that a month has in every year. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysOf(year: number, month: number): number {
  const isLong = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLong ? 29 : (DAYS[month - 1] ?? NaN);
}

function isPunctuated(text: string): boolean {
  const isDate = text[4] === "-" && text[7] === "-";
  return isDate && (text[10] === "T" || text[10] === "t") && text[13] === ":" && text[16] === ":";
}

function offsetMillis(text: string, at: number): number {
  if (at === text.length - 1) return text[at] === "Z" || text[at] === "z" ? 0 : NaN;
  const [, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(text.slice(at)) ?? [];
  return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function pair(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - 48;
  return value >= 0 && value <= 9 ? value : NaN;
}

const YEAR_0 = -62_167_219_200_000;
const YEAR_10000 = 253_402_300_800_000;

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
