import type { ArgumentIssue } from "./errors.js";

/** Names that users of another API reach for, and what they are called here. */
export type Aliases = Readonly<Record<string, string>>;

/** Whether a value can be read by key: an object that is neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A path one key deeper. */
export function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** The issue of a value of the wrong type. */
export function wrongType(path: string, rule: string): ArgumentIssue {
  return { path, code: "wrong_type", message: `${rule}.` };
}

/** One issue per key that does not exist, naming the one that was meant. An undefined value is as good as absent. */
export function unknownKeys(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
  aliases: Aliases = {},
): ArgumentIssue[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key) && value[key] !== undefined)
    .map((key) => ({
      path: join(path, key),
      code: "unknown_key",
      message: `There is no "${shown(key)}" here${suggestion(aliases[key] ?? nearest(key, known), known)}.`,
    }));
}

/** The end of a sentence that says which word was meant, or which there are. */
export function suggestion(meant: string | undefined, known: readonly string[]): string {
  if (meant !== undefined) return `; use ${meant} instead`;
  return known.length > 8 ? "" : `; there is ${known.join(", ")}`;
}

/** The known word closest to a misspelt one, if one is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const plain = simplified(word);
  let best: string | undefined;
  let least = Math.ceil(plain.length / 3) + 1;
  for (const candidate of known) {
    const distance = editDistance(plain, simplified(candidate), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** A word from outside, short enough for a message. */
export function shown(word: string): string {
  return word.length <= 40 ? word : `${word.slice(0, 40)}…`;
}

function simplified(word: string): string {
  return word
    .slice(0, 64)
    .replace(/[-_\s]/g, "")
    .toLowerCase();
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, at(row, j) + 1, at(next, j - 1) + 1));
    }
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
