import { S2ArgumentError, type ArgumentIssue, type S2Call } from "../errors.js";
import { join } from "./keys.js";

/**
 * Returns the issue of a broken rule, worded as by every checker: `id must be a string, got a number.` `got` is a kind,
 * or a value that cannot be a secret.
 */
export function mustBe(path: string, code: string, rule: string, got: string): ArgumentIssue {
  return problem(path, code, `must be ${rule}, got ${got}.`);
}

/** Returns the issue of another problem: `rest` completes a sentence that begins with the path. */
export function problem(path: string, code: string, rest: string): ArgumentIssue {
  return { path, code, message: `${path === "" ? "The argument" : path} ${rest}` };
}

/**
 * The place of a value within an argument, and the issues found so far. Its path is put together only for an issue, since
 * nearly every value is valid.
 */
export interface Place {
  readonly above?: Place;
  readonly key: string | number;
  readonly issues: ArgumentIssue[];
}

/** Returns the place of a whole argument. */
export function place(path = ""): Place {
  return { key: path, issues: [] };
}

/** Returns the place of a part: of the value of a key, or of an item of a list. */
export function below(above: Place, key: string | number): Place {
  return { above, key, issues: above.issues };
}

/** Returns a path as messages show it: `scope.ops[3]`. */
export function pathOf({ above, key }: Place): string {
  if (above === undefined) return `${key}`;
  return typeof key === "number" ? `${pathOf(above)}[${key}]` : join(pathOf(above), key);
}

/** Adds an issue; `rest` completes a sentence that begins with the path. Returns what a reader returns then. */
export function addIssue(at: Place, code: string, rest: string): undefined {
  at.issues.push(problem(pathOf(at), code, rest));
}

/** Adds the issue of a broken rule, as `mustBe` words it. Returns what a reader returns then. */
export function expected(at: Place, rule: string, got: string, code = "wrong_type"): undefined {
  at.issues.push(mustBe(pathOf(at), code, rule, got));
}

/** Names the kind of a value, never the value: `a string`, `an array`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (isDate(value)) return "a Date";
  if (value instanceof Promise) return "a Promise";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Returns a number as it is, and the kind of anything else. */
export function numberOrKind(value: unknown): string {
  return typeof value === "number" ? `${value}` : kindOf(value);
}

/**
 * Reports whether a value is a `Date`, by asking it: one of another realm is, an object that only inherits from `Date`
 * is not.
 */
export function isDate(value: unknown): value is Date {
  try {
    Date.prototype.getTime.call(value);
    return true;
  } catch {
    return false;
  }
}

/** Moves an issue of a part of a value to the path of that part. */
export function within(path: string, { path: inner, code, message }: ArgumentIssue): ArgumentIssue {
  const outer = join(path, inner);
  const sentence =
    inner !== "" && message.startsWith(`${inner} `) ? outer + message.slice(inner.length) : message;
  return { path: outer, code, message: sentence };
}

/** Throws every issue of a value, if there are any. */
export function refuse(issues: readonly ArgumentIssue[], operation?: S2Call): void {
  if (issues.length > 0) throw new S2ArgumentError(issues, operation);
}
