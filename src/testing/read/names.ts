import { TOKEN_ID_MAX_BYTES } from "../../../generated/constants.js";

/** Returns the problem with a name as the end of a sentence, or undefined. */
export type NameCheck = (name: string) => string | undefined;

const BASIN_MIN_BYTES = 8;
const BASIN_MAX_BYTES = 48;
const STREAM_MAX_BYTES = 512;

/** Checks a token id: not empty, not a dot segment, no NUL, not too long. */
export const tokenIdProblem: NameCheck = (id) => {
  if (id === "") return "must not be empty";
  if (id === "." || id === "..") return 'must not be "." or ".."';
  return tokenIdPrefixProblem(id);
};

/** Checks a prefix of token ids or a listing's start: no NUL, not too long. */
export const tokenIdPrefixProblem: NameCheck = (prefix) => {
  if (prefix.includes("\0")) return "must not contain NUL";
  return tooLong(prefix, TOKEN_ID_MAX_BYTES);
};

/** Checks a basin name: 8 to 48 of lowercase letters, digits and hyphens, the ends not hyphens. */
export const basinNameProblem: NameCheck = (name) => {
  if (name.length < BASIN_MIN_BYTES || name.length > BASIN_MAX_BYTES) {
    return `must have ${BASIN_MIN_BYTES} to ${BASIN_MAX_BYTES} bytes`;
  }
  if (name.endsWith("-")) return "must not end with a hyphen";
  return basinPrefixProblem(name);
};

/** Checks a prefix of basin names: at most 48 bytes; it may end with a hyphen. */
export const basinPrefixProblem: NameCheck = (prefix) => {
  if (!/^(?:[a-z0-9][a-z0-9-]*)?$/.test(prefix)) {
    return "must be lowercase letters, digits and hyphens, the first one not a hyphen";
  }
  return tooLong(prefix, BASIN_MAX_BYTES);
};

/** Checks a stream name: 1 to 512 bytes, not a dot segment. */
export const streamNameProblem: NameCheck = (name) => {
  if (name === "") return "must not be empty";
  if (name === "." || name === "..") return 'must not be "." or ".."';
  return streamPrefixProblem(name);
};

/** Checks a prefix of stream names: at most 512 bytes. */
export const streamPrefixProblem: NameCheck = (prefix) => tooLong(prefix, STREAM_MAX_BYTES);

/** Checks a location: 1 to 64 letters, digits, colons, hyphens and dots. */
export const locationProblem: NameCheck = (name) =>
  /^[a-z0-9:.-]{1,64}$/i.test(name) ? undefined : "must be 1 to 64 letters, digits, colons, hyphens and dots";

function tooLong(name: string, bytes: number): string | undefined {
  return byteLength(name) > bytes ? `must have at most ${bytes} bytes` : undefined;
}

/** Returns the length of a string in bytes of UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair is counted as two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
