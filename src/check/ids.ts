import type { ArgumentIssue } from "../errors.js";
import { isText, nameProblem, prefixProblem } from "./names.js";
import { kindOf, mustBe, problem, refuse } from "./problems.js";

/** Options of `uniqueId`. */
export interface UniqueIdOptions {
  /** Returns this many random bytes, for tests (default: `crypto.getRandomValues`). */
  readonly randomBytes?: ((count: number) => Uint8Array) | undefined;
}

/** Five bits per character, in letters and digits that are not easily confused. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** The characters that make 130 random bits. */
const RANDOM_CHARACTERS = 26;

/**
 * Makes a collision-free token id: the prefix, and 26 random letters and digits. For tokens that are not looked up by
 * name.
 *
 * @throws S2ArgumentError for a prefix over 70 bytes, which leaves no room within the 96 of an id, or one no id may have.
 * @see https://s2.dev/docs/api/access-tokens/issue
 * @example
 * ```ts
 * uniqueId("session/1234/"); // "session/1234/" and 26 characters
 * ```
 */
export function uniqueId(prefix: string, options: UniqueIdOptions = {}): string {
  if (typeof prefix !== "string") refuse([mustBe("prefix", "wrong_type", "a string", kindOf(prefix))]);
  const { randomBytes = cryptoBytes } = options;
  const random = Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]);
  const id = prefix + random.join("");
  if (nameProblem("accessToken", id) !== undefined) {
    const rest =
      prefixProblem("accessToken", prefix) ??
      "must leave room for 26 characters within the 96 bytes of an id.";
    refuse([problem("prefix", "invalid_name", rest)]);
  }
  return id;
}

/** Looks `crypto` up when called: some test environments have no `crypto` when the package is imported. */
function cryptoBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** Characters that would end a segment, or be mistaken for something else in print. */
const RESERVED = /[/%\p{Cc}\p{Cf}\p{Z}]/gu;

/**
 * Joins segments to a prefix of stream names (or of token ids) that covers everything under them and nothing else.
 * Anything that could end a segment or hide in it (`/`, `%`, control, format and separator characters) is
 * percent-encoded, and the prefix ends in `/`: different segments never give equal prefixes, or one that covers the
 * other.
 *
 * @throws S2ArgumentError for a segment that is empty, `.` or `..`, or half a surrogate pair, and for more than 512 bytes.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * streamPrefix("users", "a/b"); // "users/a%2Fb/", which streamPrefix("users", "a") does not cover
 * ```
 */
export function streamPrefix(...segments: readonly [string, ...string[]]): string {
  const issues: ArgumentIssue[] = [];
  const given: readonly unknown[] = segments;
  if (given.length === 0)
    issues.push(problem("segments", "too_short", "must not be empty: an empty prefix covers everything."));
  const encoded = given.map((segment, index) => {
    const path = `segments[${index}]`;
    if (typeof segment !== "string") issues.push(mustBe(path, "wrong_type", "a string", kindOf(segment)));
    else if (segment === "") issues.push(problem(path, "invalid_name", "must not be empty."));
    else if (segment === "." || segment === "..")
      issues.push(problem(path, "invalid_name", 'must not be "." or "..".'));
    else if (!isText(segment))
      issues.push(problem(path, "invalid_name", "must not hold half a surrogate pair."));
    else return segment.replace(RESERVED, encodeURIComponent);
    return "";
  });
  const prefix = `${encoded.join("/")}/`;
  const tooLong = prefixProblem("stream", prefix);
  if (issues.length === 0 && tooLong !== undefined) issues.push(problem("segments", "invalid_name", tooLong));
  refuse(issues);
  return prefix;
}
