/** Joins words: `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

const MOST_WORDS = 12;

/** Joins a few words and counts the rest. */
export function listSome(words: readonly string[]): string {
  if (words.length <= MOST_WORDS) return list(words);
  return list([...words.slice(0, MOST_WORDS), `${words.length - MOST_WORDS} more`]);
}

/** Formats a number of things: `1 day`, `2 days`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

const SECOND = ["second", 1000] as const;
const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], SECOND] as const;

/** Formats a span of time in the largest unit that it is a whole number of: `15 minutes`. */
export function durationText(millis: number): string {
  const [noun, unit] = UNITS.find(([, size]) => millis % size === 0) ?? (["millisecond", 1] as const);
  return count(millis / unit, noun);
}

/** Words a span of time, to a tenth, in the largest unit that leaves no small number: `1.5 hours`, `9 days`. */
export function spanText(millis: number): string {
  const tenths = (unit: number): number => Math.round((millis / unit) * 10) / 10;
  const [noun, unit] = UNITS.find(([, size]) => tenths(size) >= 1) ?? SECOND;
  return count(tenths(unit), noun);
}

/**
 * Formats a time to the second, or as precisely as it is given: `2030-01-31 12:00:00 UTC`, `2030-01-31 12:00:00.000001
 * UTC`. `finer` holds the digits beyond milliseconds.
 */
export function timeText(millis: number, finer = ""): string {
  const [seconds = "", fraction = ""] = new Date(millis)
    .toISOString()
    .replace("T", " ")
    .slice(0, -1)
    .split(".");
  const digits = `${fraction}${finer}`;
  return `${/[1-9]/.test(digits) ? `${seconds}.${digits}` : seconds} UTC`;
}
