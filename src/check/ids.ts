/** Makes an id that begins with a prefix and never repeats itself. */
export function uniqueId(prefix: string): string {
  return `${prefix}${crypto.randomUUID()}`;
}
