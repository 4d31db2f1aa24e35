import { kindOf, mustBe, problem, refuse } from "../check/problems.js";

/** Reports whether text ends in punctuation, which divides a name from what comes before it. */
export function endsInSeparator(text: string): boolean {
  return /[\p{P}|~]$/u.test(text);
}

/** Refuses a prefix that also covers what it is not meant to. */
export function checkPrefix(prefix: unknown, path: string): string {
  if (typeof prefix !== "string") refuse([mustBe(path, "wrong_type", "a string", kindOf(prefix))]);
  const text = String(prefix);
  if (!endsInSeparator(text)) {
    refuse([problem(path, "no_separator", 'must end in a separator, as "session/1234/" does.')]);
  }
  return text;
}
