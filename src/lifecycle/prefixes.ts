import { kindOf, mustBe, problem, refuse } from "../check/problems.js";

/** Reports whether text ends in punctuation, which separates a name from what precedes it. */
export function endsInSeparator(text: string): boolean {
  return /[\p{P}|~]$/u.test(text);
}

/** Rejects a prefix that also covers unrelated names. */
export function checkPrefix(prefix: unknown, path: string): string {
  if (typeof prefix !== "string") refuse([mustBe(path, "wrong_type", "a string", kindOf(prefix))]);
  const text = String(prefix);
  if (!endsInSeparator(text)) {
    refuse([problem(path, "no_separator", 'must end in a separator, as "session/1234/" does.')]);
  }
  return text;
}
