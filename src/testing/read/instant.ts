/** A moment to the nanosecond, as S2 stores expiries. */
export interface Instant {
  /** Whole milliseconds since 1970. */
  readonly millis: number;
  /** The rest in nanoseconds, 0 to 999 999. */
  readonly nanos: number;
  /** RFC 3339 in UTC, without trailing zeros in the fraction. */
  readonly text: string;
}

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

const NANOS_PER_MILLI = 1_000_000;

/** Reports whether a moment has come, given the current time in milliseconds. */
export function hasCome({ millis, nanos }: Instant, now: number): boolean {
  return now > millis || (now === millis && nanos === 0);
}

/** Reports whether the first of two moments is the later one. */
export function isLater(first: Instant, second: Instant): boolean {
  return first.millis === second.millis ? first.nanos > second.nanos : first.millis > second.millis;
}

/** Parses RFC 3339; returns undefined for anything else, including days a month does not have. */
export function parseInstant(text: string): Instant | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, date = "", time = "", fraction = "", sign, hours = "0", minutes = "0"] = match;
  const local = Date.parse(`${date}T${time}Z`);
  // Date.parse reads 30 February as 2 March.
  if (Number.isNaN(local) || secondsText(local) !== `${date}T${time}`) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offsetMillis = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  const utc = local - offsetMillis;
  const digits = fraction.slice(0, 9).replace(/0+$/, "");
  const year = new Date(utc).getUTCFullYear();
  if (year < 0 || year > 9999) return undefined;
  const nanos = Number(digits.padEnd(9, "0"));
  return {
    millis: utc + Math.floor(nanos / NANOS_PER_MILLI),
    nanos: nanos % NANOS_PER_MILLI,
    text: `${secondsText(utc)}${digits === "" ? "" : `.${digits}`}Z`,
  };
}

/** Returns the moment of a time in milliseconds. */
export function instantOf(millis: number): Instant {
  const whole = Math.floor(millis);
  return { millis: whole, nanos: 0, text: new Date(whole).toISOString().replace(/\.?0*Z$/, "Z") };
}

function secondsText(millis: number): string {
  return new Date(millis).toISOString().slice(0, 19);
}
