import type { ArgumentIssue } from "../errors.js";
import { join } from "./keys.js";
import { mustBe, numberOrKind, problem } from "./problems.js";
import type { Reader } from "./values.js";

const DAY_MILLIS = 86_400_000;

/** The units of a lifetime written as text, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MILLIS,
  w: 7 * DAY_MILLIS,
};

/** Ten years of which three may be leap years: anything longer means "never", or a mistaken unit. */
const MOST_MILLIS = 3653 * DAY_MILLIS;

const LIFETIME = 'milliseconds or text like "90s", "15m", "1h", "30d" or "2w"';

/**
 * Reads a lifetime, milliseconds or text, as milliseconds. A bare number below a minute looks like seconds and is
 * refused.
 */
export const lifetimeMillis: Reader<number> = (value, path, issues) => {
  const code = "invalid_lifetime";
  const millis = typeof value === "string" ? textMillis(value) : value;
  if (typeof millis !== "number" || Number.isNaN(millis)) {
    const got = typeof value === "string" ? "other text" : numberOrKind(value);
    issues.push(mustBe(path, code, LIFETIME, got));
  } else if (millis <= 0) {
    issues.push(problem(path, code, "must be more than 0."));
  } else if (millis > MOST_MILLIS) {
    issues.push(problem(path, code, "must be at most ten years; leave it out for the issuer's expiry."));
  } else if (typeof value === "number" && millis < 60_000) {
    issues.push(
      problem(path, "lifetime_in_seconds", 'looks like seconds: give milliseconds, or text like "90s".'),
    );
  } else return Math.trunc(millis);
  return undefined;
};

/** Returns the problem of a token that is given a lifetime beside an expiry, a null one included. */
export function secondExpiryIssues(
  { expiresAt, expiresIn }: { readonly expiresAt?: unknown; readonly expiresIn?: unknown },
  path: string,
): ArgumentIssue[] {
  if (expiresAt === undefined || expiresIn === undefined) return [];
  return [problem(join(path, "expiresIn"), "two_expiries", "must not be given beside expiresAt.")];
}

/** Returns the milliseconds of text such as `1h 30m`; NaN for other text. */
function textMillis(text: string): number {
  if (!/^(\d{1,9}[smhdw] ?)+$/.test(`${text} `) || /\s$/.test(text)) return NaN;
  let millis = 0;
  for (const [, count, unit = ""] of text.matchAll(/(\d+)([smhdw])/g))
    millis += Number(count) * (UNITS[unit] ?? NaN);
  return millis;
}
