import { TOKEN_ID_MAX_BYTES } from "../../generated/constants.js";

/** A kind of name; each has rules of its own. */
export type NameKind = "accessToken" | "basin" | "stream";

/** The most bytes of UTF-8 that a name may have. */
export const MAX_NAME_BYTES: Readonly<Record<NameKind, number>> = {
  accessToken: TOKEN_ID_MAX_BYTES,
  basin: 48,
  stream: 512,
};

// Made on first use: some test environments lack it until then.
let encoder: TextEncoder | undefined;

/** Returns the length of a text in bytes of UTF-8. */
export function byteLength(text: string): number {
  encoder ??= new TextEncoder();
  return encoder.encode(text).length;
}

/** A surrogate, or a character that sorts before them in UTF-8. */
const HIGH = /[\ud800-\uffff]/;

/**
 * Compares as S2 sorts: by the bytes of UTF-8. JavaScript's `<` puts characters outside the BMP before U+E000 to U+FFFF,
 * and is four times as fast as a loop over the characters.
 */
export function compareBytes(a: string, b: string): number {
  return HIGH.test(a) ? compareUnits(ranked(a), ranked(b)) : compareUnits(a, b);
}

function compareUnits(a: string, b: string): number {
  return a > b ? 1 : a === b ? 0 : -1;
}

/** Puts surrogates after the rest of the BMP, as UTF-8 does. */
function ranked(text: string): string {
  return text.replace(/[\ud800-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800);
  });
}

/** Returns the problem with the name of one resource, as the rest of a sentence, or undefined. It never quotes the name. */
export function nameProblem(kind: NameKind, name: string): string | undefined {
  const whole = kind === "basin" ? name.length >= 8 && !name.endsWith("-") : !/^\.{0,2}$/.test(name);
  return whole && mayBegin(kind, name)
    ? undefined
    : `must be ${ruleFor(kind, false)}, got ${described(kind, name)}.`;
}

/** Returns the problem with a prefix of names, or undefined. The empty prefix is valid. */
export function prefixProblem(kind: NameKind, prefix: string): string | undefined {
  if (mayBegin(kind, prefix)) return undefined;
  return `must be ${ruleFor(kind, true)}, got ${described(kind, prefix)}.`;
}

/** Reports whether a name is within its byte limit. Encoding is slow, and no unit of UTF-16 takes more than three bytes. */
export function fits(kind: NameKind, text: string): boolean {
  return text.length * 3 <= MAX_NAME_BYTES[kind] || byteLength(text) <= MAX_NAME_BYTES[kind];
}

/** Reports whether a text can be sent. UTF-8 has no bytes for half a surrogate pair. */
export function isText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function mayBegin(kind: NameKind, prefix: string): boolean {
  if (!fits(kind, prefix)) return false;
  if (kind === "basin") return /^([a-z\d][a-z\d-]*)?$/.test(prefix);
  return isText(prefix) && (kind === "stream" || !prefix.includes("\0"));
}

/** Describes a name without quoting it: people paste secrets into the wrong field. */
function described(kind: NameKind, name: string): string {
  if (name === "") return "an empty string";
  if (name === "." || name === "..") return `"${name}"`;
  if (!isText(name)) return "half a surrogate pair";
  if (!fits(kind, name)) return `${byteLength(name)} bytes`;
  if (kind !== "basin") return "one with a NUL";
  if (/[^a-z\d-]/.test(name)) return "another character";
  return /^-|-$/.test(name) ? "one with a hyphen there" : `${name.length} characters`;
}

/** Words the rule for a name, or for a prefix of names. */
function ruleFor(kind: NameKind, isPrefix: boolean): string {
  const most = MAX_NAME_BYTES[kind];
  if (kind === "basin") {
    return isPrefix
      ? `at most ${most} lowercase letters, digits and hyphens, with no hyphen at the beginning`
      : `8 to ${most} lowercase letters, digits and hyphens, with no hyphen at either end`;
  }
  const bytes = `${most} bytes of UTF-8${kind === "accessToken" ? " without a NUL" : ""}`;
  return isPrefix ? `at most ${bytes}` : `1 to ${bytes}, and not "." or ".."`;
}
