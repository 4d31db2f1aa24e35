import { readDuration } from "../input/duration.js";

/** A flag that takes any text. The placeholder names its kind, for help and completion. */
export function text(placeholder: string, brief: string) {
  return { kind: "parsed", parse: String, optional: true, placeholder, brief } as const;
}

/** A boolean flag. */
export function toggle(brief: string) {
  return { kind: "boolean", optional: true, withNegated: false, brief } as const;
}

/** A flag that takes one of several words. */
export function choice<const T extends string>(values: readonly T[], brief: string) {
  return { kind: "enum", values, optional: true, brief } as const;
}

/** A flag that may be repeated, or take several comma-separated values. */
export function texts(placeholder: string, brief: string) {
  return { kind: "parsed", parse: String, optional: true, variadic: ",", placeholder, brief } as const;
}

/** A flag that takes a whole number within bounds. */
export function whole(least: number, most: number, placeholder: string, brief: string) {
  const parse = (given: string): number => {
    const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new RangeError(`a whole number from ${least} to ${most}`);
  };
  return { kind: "parsed", parse, optional: true, placeholder, brief } as const;
}

/** A flag that takes a duration, parsed into milliseconds. */
export function duration(brief: string) {
  const parse = (given: string): number => {
    const millis = readDuration(given);
    if (millis !== undefined) return millis;
    throw new RangeError("a number with a unit, like 500ms, 30s, 15m, 12h, 7d or 2w");
  };
  return { kind: "parsed", parse, optional: true, placeholder: "TIME", brief } as const;
}

/** An operand that takes any text. */
export function operand(placeholder: string, brief: string) {
  return { parse: String, placeholder, brief } as const;
}
