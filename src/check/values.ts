import { S2ArgumentError, type ArgumentIssue, type S2Call } from "../errors.js";
import { isRecord, join, nearest, shown, suggestion } from "./keys.js";

/** Looks at a value and adds all that is wrong with it. Checks are built of one another, as the inputs are. */
export type Check = (value: unknown, path: string, issues: ArgumentIssue[]) => void;

/** Names that users of another API reach for, and what they are called here. */
export type Aliases = Readonly<Record<string, string>>;

/** A value that a predicate accepts. */
export function rule(accepts: (value: unknown) => boolean, message: string, code = "wrong_type"): Check {
  return (value, path, issues) => {
    if (!accepts(value)) issues.push({ path, code, message });
  };
}

/**
 * An object with these keys and no others. A key left out, or undefined, is right unless it is `required`; one that does
 * not exist is an issue that names the one that was meant.
 */
export function shape(
  keys: Readonly<Record<string, Check>>,
  required: readonly string[] = [],
  aliases: Aliases = {},
): Check {
  const known = Object.keys(keys);
  const checks = Object.entries(keys);
  return (value, path, issues) => {
    if (!isRecord(value)) {
      issues.push({ path, code: "wrong_type", message: `This is an object: { ${known.join(", ")} }.` });
      return;
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key) || value[key] === undefined) continue;
      const meant = Object.hasOwn(aliases, key) ? aliases[key] : nearest(key, known);
      const message = `There is no "${shown(key)}" here${suggestion(meant, known)}.`;
      issues.push({ path: join(path, key), code: "unknown_key", message });
    }
    for (const [key, check] of checks) {
      const item = value[key];
      if (item !== undefined || required.includes(key)) check(item, join(path, key), issues);
    }
  };
}

/** Null, or what another check accepts. */
export function nullable(check: Check): Check {
  return (value, path, issues) => {
    if (value !== null) check(value, path, issues);
  };
}

/** An array of what another check accepts. */
export function listOf(check: Check): Check {
  return (value, path, issues) => {
    if (!Array.isArray(value)) issues.push({ path, code: "wrong_type", message: "This is an array." });
    // By index, and so through holes, which would be sent as null.
    else for (let index = 0; index < value.length; index++) check(value[index], `${path}[${index}]`, issues);
  };
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): Check {
  const within = (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return rule(within, `This is a whole number from ${least} to ${most}.`, "out_of_range");
}

/** True or false. */
export const flag: Check = (value, path, issues) => {
  if (typeof value !== "boolean")
    issues.push({ path, code: "wrong_type", message: "This is true or false." });
};

/** Throws all that is wrong with a value, if anything is. */
export function refuse(issues: readonly ArgumentIssue[], operation?: S2Call): void {
  if (issues.length > 0) throw new S2ArgumentError(issues, operation);
}

/** Checks an input and the options of its call together; throws all that is wrong with both. */
export function checkCall(
  operation: S2Call,
  input: readonly [Check, unknown],
  options: readonly [Check, unknown] | undefined,
): void {
  const issues: ArgumentIssue[] = [];
  input[0](input[1], "", issues);
  options?.[0](options[1], "options", issues);
  refuse(issues, operation);
}
