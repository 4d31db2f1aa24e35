import { kindOf, mustBe, problem } from "./problems.js";
import type { Reader } from "./values.js";

/** Reports whether a value can be sent as a bearer: one or more characters of visible ASCII. */
export function isBearer(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}

/** Reads a bearer. It is never quoted. */
export const bearer: Reader<string> = (value, path, issues) => {
  if (isBearer(value)) return value;
  const code = "invalid_bearer";
  if (typeof value !== "string") issues.push(mustBe(path, code, "a string", kindOf(value)));
  else if (value === "") issues.push(problem(path, code, "must not be empty."));
  else issues.push(problem(path, code, `holds ${intruder(value)}; a bearer is visible ASCII.`));
  return undefined;
};

function intruder(bearer: string): string {
  if (/[\r\n]/.test(bearer)) return "a line break";
  return /\s/.test(bearer) ? "a space" : "a character of another kind";
}
