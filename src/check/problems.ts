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
