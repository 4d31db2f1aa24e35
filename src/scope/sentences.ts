/** A name in a sentence; control characters are escaped. */
export function quote(name: string): string {
  return JSON.stringify(name);
}

/** Words in a row: `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** A time to the second, or to the millisecond where it has some: `2030-01-31 12:00:00 UTC`. */
export function timeText(millis: number): string {
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return "at no time";
  const text = date.toISOString().replace("T", " ");
  return `${text.slice(0, text.endsWith(".000Z") ? -5 : -1)} UTC`;
}
