import { LIMITS } from "../../generated/constants.js";

/** What a name of S2 stands for; each kind has rules of its own. */
export type NameKind = "accessToken" | "basin" | "stream";

/** How long a name may be, in bytes of UTF-8. */
export const MAX_NAME_BYTES: Readonly<Record<NameKind, number>> = {
  accessToken: LIMITS.tokenIdMaxBytes,
  basin: 48,
  stream: 512,
};

// Made on first use: some test environments lack it until then.
let encoder: TextEncoder | undefined;

/** How long a text is in UTF-8. */
export function byteLength(text: string): number {
  encoder ??= new TextEncoder();
  return encoder.encode(text).length;
}

/**
 * Compares as S2 sorts: by the bytes of UTF-8. JavaScript's `<` puts characters outside the BMP before U+E000 to U+FFFF.
 */
export function compareBytes(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates above the rest of the BMP, which is where their code points lie. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** What is wrong with the name of one resource, if anything: a sentence. */
export function nameProblem(kind: NameKind, name: string): string | undefined {
  const whole = kind === "basin" ? name.length >= 8 && !name.endsWith("-") : !/^\.{0,2}$/.test(name);
  return whole && mayBegin(kind, name) ? undefined : RULES[kind];
}

/** What is wrong with the beginning of a name, if anything: a sentence. The empty beginning is every name's. */
export function prefixProblem(kind: NameKind, prefix: string): string | undefined {
  return mayBegin(kind, prefix) ? undefined : `No name begins so. ${RULES[kind]}`;
}

/** Whether a text is not too long for a name. Encoding is slow, and no unit of UTF-16 takes more than three bytes. */
export function fits(kind: NameKind, text: string): boolean {
  return text.length * 3 <= MAX_NAME_BYTES[kind] || byteLength(text) <= MAX_NAME_BYTES[kind];
}

/** Whether a text can be sent. UTF-8 has no bytes for half a surrogate pair. */
export function isText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function mayBegin(kind: NameKind, prefix: string): boolean {
  if (!fits(kind, prefix)) return false;
  if (kind === "basin") return /^([a-z\d][a-z\d-]*)?$/.test(prefix);
  return isText(prefix) && (kind === "stream" || !prefix.includes("\0"));
}

const RULES: Readonly<Record<NameKind, string>> = {
  accessToken: `A token id has 1 to ${LIMITS.tokenIdMaxBytes} bytes of UTF-8, holds no NUL, and is neither \`.\` nor \`..\`.`,
  basin: "A basin name has 8 to 48 lowercase letters, digits and hyphens, the first and last no hyphen.",
  stream: "A stream name has 1 to 512 bytes of UTF-8, and is neither `.` nor `..`.",
};
