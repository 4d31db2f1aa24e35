/** Control, format, private-use, unassigned and separator characters, lone surrogates, and the backslash that escapes. */
const HIDDEN = /[\p{C}\p{Z}\\]/gu;
const HIDDEN_OR_QUOTE = /[\p{C}\p{Z}\\"]/gu;

/**
 * Makes text from outside (an id, a name, a server's message) safe to print on one line, unambiguously: characters that
 * a terminal or a reader would not see as themselves are escaped. A plain space stays.
 */
export function shown(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** Like `shown`, in double quotes. */
export function quoted(text: string): string {
  return `"${text.replace(HIDDEN_OR_QUOTE, escaped)}"`;
}

const SHORT: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  [" ", " "],
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escaped(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}
