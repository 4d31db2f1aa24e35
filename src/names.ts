import { LIMITS } from "../generated/constants.js";

/** What a name of S2 stands for; each kind has rules of its own. */
export type NameKind = "accessToken" | "basin" | "stream";

/** What is wrong with a name, as a stable word and a sentence. */
export interface NameProblem {
  readonly code: string;
  readonly message: string;
}

/** How long a name may be, in bytes of UTF-8. */
export const MAX_NAME_BYTES: Readonly<Record<NameKind, number>> = {
  accessToken: LIMITS.tokenIdMaxBytes,
  basin: 48,
  stream: 512,
};

const encoder = new TextEncoder();

/** How long a text is in UTF-8. */
export function byteLength(text: string): number {
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

/** What is wrong with the name of one resource, if anything. */
export function nameProblem(kind: NameKind, name: string): NameProblem | undefined {
  if (name === "") return problem("empty", `A${words[kind]} is never empty.`);
  if (kind !== "basin" && (name === "." || name === "..")) {
    return problem("invalid_name", `A${words[kind]} cannot be "${name}".`);
  }
  return prefixProblem(kind, name) ?? (kind === "basin" ? basinNameProblem(name) : undefined);
}

/** What is wrong with the beginning of a name, if anything; the empty beginning is every name's. */
export function prefixProblem(kind: NameKind, prefix: string): NameProblem | undefined {
  if (/\p{Surrogate}/u.test(prefix)) {
    return problem("lone_surrogate", "This text holds half a surrogate pair, which UTF-8 cannot carry.");
  }
  if (kind === "accessToken" && prefix.includes("\0")) {
    return problem("invalid_name", "A token id cannot hold a NUL character.");
  }
  if (kind === "basin" && !/^([a-z0-9][a-z0-9-]*)?$/.test(prefix)) {
    return problem(
      "invalid_name",
      "A basin name holds lowercase letters, digits and hyphens, and does not begin with a hyphen.",
    );
  }
  const bytes = byteLength(prefix);
  const most = MAX_NAME_BYTES[kind];
  if (bytes <= most) return undefined;
  return problem("too_long", `A${words[kind]} has at most ${most} bytes of UTF-8; this has ${bytes}.`);
}

function basinNameProblem(name: string): NameProblem | undefined {
  if (name.length < 8)
    return problem("too_short", `A basin name has at least 8 characters; this has ${name.length}.`);
  return name.endsWith("-") ? problem("invalid_name", "A basin name does not end with a hyphen.") : undefined;
}

function problem(code: string, message: string): NameProblem {
  return { code, message };
}

const words: Record<NameKind, string> = {
  accessToken: " token id",
  basin: " basin name",
  stream: " stream name",
};
