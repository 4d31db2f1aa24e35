import type { ArgumentIssue, S2Call } from "../errors.js";
import { cut, isRecord, join, nearest, suggestion } from "./keys.js";
import { MOST_ITEMS } from "./limits.js";
import {
  addIssue,
  below,
  expected,
  kindOf,
  numberOrKind,
  pathOf,
  place,
  refuse,
  type Place,
} from "./problems.js";
import { quoted } from "./text.js";

/**
 * Reads a value from outside once: adds every issue and returns a frozen copy, the only thing used afterwards. The copy
 * has its declared type only if no issue was added; undefined if there is nothing to copy. Readers compose, as inputs
 * do.
 */
export type Reader<T> = (value: unknown, at: Place) => T | undefined;

/** A reader for each key of an object, optional ones included. */
export type Fields<T> = { readonly [K in keyof T]-?: Reader<Exclude<T[K], undefined>> };

/** Names that users of another API may try, with the names used here. */
export type Aliases = Readonly<Record<string, string>>;

/** Reads a value that a predicate accepts, as it is: a function, a signal, a word. */
export function rule<T>(accepts: (value: unknown) => value is T, words: string, code?: string): Reader<T> {
  return (value, at) => (accepts(value) ? value : expected(at, words, kindOf(value), code));
}

/** Makes nothing of a value: for a key that may come along and is suggested to nobody. */
export const passedOver: Reader<never> = () => undefined;

/** Reads one of a few words. */
export function choice<T extends string>(...words: readonly T[]): Reader<T> {
  return rule(
    (value): value is T => words.some((word) => word === value),
    alternatives(words),
    "out_of_range",
  );
}

/** Lists words to choose from, for a sentence: `"check" or "throw"`. */
export function alternatives(words: readonly string[]): string {
  return words
    .map(quoted)
    .join(", ")
    .replace(/, ([^,]*)$/, " or $1");
}

/**
 * Reads an object of these keys and no others, own ones only, each once. A key left out, or undefined, is valid unless
 * `required`; an unknown one is an issue that names the key that was meant.
 */
export function shape<T extends object>(
  fields: Fields<T>,
  required: readonly (keyof T & string)[] = [],
  aliases: Aliases = {},
): Reader<T> {
  const readers: readonly (readonly [string, Reader<unknown>])[] = Object.entries<Reader<unknown>>(fields);
  const known = readers.filter(([, read]) => read !== passedOver).map(([key]) => key);
  const needed: readonly string[] = required;
  return (value, at) => {
    if (!isRecord(value)) return expected(at, `an object { ${known.join(", ")} }`, kindOf(value));
    const given = ownValues(value, at);
    for (const [key, item] of given) {
      if (item !== undefined && !Object.hasOwn(fields, key))
        at.issues.push(unknownKey(pathOf(at), key, known, aliases));
    }
    const copy: Record<string, unknown> = {};
    for (const [key, read] of readers) {
      const item = given.get(key);
      const wanted = item !== undefined || needed.includes(key);
      const taken = wanted ? read(item, below(at, key)) : undefined;
      // Anything added to Object.prototype was not given, and a setter there must not swallow what was.
      if (key in Object.prototype) Object.defineProperty(copy, key, { value: taken, enumerable: true });
      else if (wanted) copy[key] = taken;
    }
    // Each key was read by its own reader, and the required ones are there, or there is an issue.
    return Object.freeze(copy) as T;
  };
}

/** Returns the issue of an unknown key, with the one that was meant. */
export function unknownKey(
  path: string,
  key: string,
  known: readonly string[],
  aliases: Aliases = {},
): ArgumentIssue {
  const meant = Object.hasOwn(aliases, key) ? aliases[key] : nearest(key, known);
  const at = join(path, key);
  return {
    path: at,
    code: "unknown_key",
    message: `There is no ${quoted(cut(key))} here${suggestion(meant, known)}.`,
  };
}

/** Reads every own enumerable property once, getters included. One that throws cannot be read, and is an issue. */
export function ownValues(value: Readonly<Record<string, unknown>>, at: Place): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const key of Object.keys(value)) {
    try {
      values.set(key, value[key]);
    } catch {
      addIssue(below(at, key), "unreadable", "could not be read: its getter threw.");
    }
  }
  return values;
}

/** Reads null, or a value that another reader takes. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null ? null : read(value, at));
}

/** Reads an array of values that another reader takes. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return expected(at, "an array", kindOf(value));
    const { length } = value;
    if (length > MOST_ITEMS)
      return expected(at, `an array of at most ${MOST_ITEMS} items`, `${length}`, "too_long");
    const items: T[] = [];
    // By index, and so through holes, which would be sent as null.
    for (let index = 0; index < length; index++) {
      const item = read(Object.hasOwn(value, index) ? value[index] : undefined, below(at, index));
      if (item !== undefined) items.push(item);
    }
    return Object.freeze(items);
  };
}

/** Reads a whole number within bounds. */
export function wholeNumber(least: number, most: number): Reader<number> {
  const words =
    most === Infinity ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`;
  return (value, at) =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
      ? value
      : expected(at, words, numberOrKind(value), "out_of_range");
}

/** Reads true or false. */
export const flag = /* @__PURE__ */ rule(
  (value): value is boolean => typeof value === "boolean",
  "true or false",
);

/** Reads text; `wrong` returns the rest of a sentence about invalid text, such as `must not be empty.`. */
export function text(wrong: (text: string) => string | undefined, code = "invalid_name"): Reader<string> {
  return (value, at) => {
    if (typeof value !== "string") return expected(at, "a string", kindOf(value));
    const rest = wrong(value);
    if (rest !== undefined) addIssue(at, code, rest);
    return value;
  };
}

/** Reads an input and the options of its call together. Throws every issue of both. */
export function readCall<Input, Options>(
  operation: S2Call,
  [readInput, input]: readonly [Reader<Input>, unknown],
  [readOptions, options]: readonly [Reader<Options>, unknown],
): readonly [Input, Options] {
  const whole = place();
  const read = [readInput(input, whole), readOptions(options, below(whole, "options"))] as const;
  refuse(whole.issues, operation);
  // Without an issue both have the types of their readers.
  return read as readonly [Input, Options];
}
