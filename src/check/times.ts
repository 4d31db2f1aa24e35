import { isDate } from "./problems.js";

const RFC3339 =
  /^(\d{4}-\d\d-(\d\d))(T([01]\d|2[0-3]):[0-5]\d:)([0-5]\d|60)(?:(\.\d{1,3})\d*)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Returns the time that RFC 3339 text names, in milliseconds since 1970, finer fractions cut off; NaN for any other
 * text. Not `Date.parse`: it accepts much else, takes the 31st of February for a day in March, and rejects leap
 * seconds.
 */
export function parseRfc3339(text: string): number {
  return parseUsual(text) ?? parseAny(text.toUpperCase());
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

/** Days that a month has in every year. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Reads `2027-01-01T00:00:00Z`, with or without a fraction: the form of expiries in a listing, without a regular
 * expression, which would take half the time of a page. Undefined for anything unusual, which takes the slow path.
 */
function parseUsual(text: string): number | undefined {
  const last = text.length - 1;
  const punctuated =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(last) === 90;
  if (!punctuated) return undefined;
  const millis = last === 19 ? 0 : millisFrom(text, last);
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  // Written so that NaN is unusual too.
  const usual =
    year >= 100 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (DAYS[month - 1] ?? NaN) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    millis >= 0;
  return usual ? Date.UTC(year, month - 1, day, hour, minute, second, millis) : undefined;
}

/**
 * Returns the milliseconds of a fraction that begins with the dot at 19 and ends before `end`; finer digits are cut
 * off.
 */
function millisFrom(text: string, end: number): number {
  if (text.charCodeAt(19) !== 46 || end < 21) return NaN;
  let millis = 0;
  for (let index = 20, weight = 100; index < end; index += 1, weight = Math.floor(weight / 10)) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    millis += digit * weight;
  }
  return millis;
}

function pair(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

function parseAny(text: string): number {
  const [whole, date = "", day, time = "", , second = "", fraction = "", zone = ""] =
    RFC3339.exec(text) ?? [];
  // Only a day that exists in its month comes back unchanged.
  if (whole === undefined || new Date(`${date}T00:00Z`).getUTCDate() !== Number(day)) return NaN;
  return second === "60"
    ? Date.parse(`${date}${time}59${fraction}${zone}`) + 1000
    : Date.parse(date + time + second + fraction + zone);
}
