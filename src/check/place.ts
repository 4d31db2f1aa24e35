import type { ArgumentIssue } from "../errors.js";
import { join } from "./keys.js";
import { mustBe, problem } from "./problems.js";

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
export function place(path = "", issues: ArgumentIssue[] = []): Place {
  return { key: path, issues };
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
