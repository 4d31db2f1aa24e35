import { DAY_MILLIS, MOST_LIFETIME_MILLIS } from "./limits.js";
import { addIssue, below, expected, numberOrKind, type Place } from "./problems.js";
import type { Reader } from "./values.js";

/** The units of a lifetime written as text, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MILLIS,
  w: 7 * DAY_MILLIS,
};

const LIFETIME = 'milliseconds or text like "90s", "15m", "1h", "30d" or "2w"';

/**
 * Reads a lifetime, milliseconds or text, as milliseconds. A bare number below a minute looks like seconds and is
 * refused.
 */
export const lifetimeMillis: Reader<number> = (value, at) => {
  const code = "invalid_lifetime";
  const millis = typeof value === "string" ? textMillis(value) : value;
  if (typeof millis !== "number" || Number.isNaN(millis))
    return expected(at, LIFETIME, typeof value === "string" ? "other text" : numberOrKind(value), code);
  if (millis <= 0) return addIssue(at, code, "must be more than 0.");
  if (millis > MOST_LIFETIME_MILLIS)
    return addIssue(at, code, "must be at most ten years; leave it out for the issuer's expiry.");
  if (typeof value === "number" && millis < 60_000)
    return addIssue(at, "lifetime_in_seconds", 'looks like seconds: give milliseconds, or text like "90s".');
  return Math.trunc(millis);
};

/** Adds the issue of a token that is given a lifetime beside an expiry, a null one included, if it is one. */
export function addSecondExpiryIssue(
  { expiresAt, expiresIn }: { readonly expiresAt?: unknown; readonly expiresIn?: unknown },
  at: Place,
): void {
  if (expiresAt !== undefined && expiresIn !== undefined)
    addIssue(below(at, "expiresIn"), "two_expiries", "must not be given beside expiresAt.");
}

/** Returns the milliseconds of text such as `1h 30m`; NaN for other text. */
function textMillis(text: string): number {
  if (!/^(\d{1,9}[smhdw] ?)+$/.test(`${text} `) || /\s$/.test(text)) return NaN;
  let millis = 0;
  for (const [, count, unit = ""] of text.matchAll(/(\d+)([smhdw])/g))
    millis += Number(count) * (UNITS[unit] ?? NaN);
  return millis;
}
