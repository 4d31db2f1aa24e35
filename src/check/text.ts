/** Control, format, private-use, unassigned and separator characters and lone surrogates; a plain space is none of them. */
const HIDDEN = /(?! )[\p{C}\p{Z}]/gu;

/**
 * Makes text from outside (an id, a name, a server's message) safe to print on one line, unambiguously: characters that
 * a terminal or a reader would not see as themselves are escaped, and so is the backslash that escapes.
 */
export function shown(text: string): string {
  return quoted(text).slice(1, -1).replaceAll('\\"', '"');
}

/** Like `shown`, in double quotes and with those inside escaped, as JSON writes text. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(HIDDEN, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
  });
}
