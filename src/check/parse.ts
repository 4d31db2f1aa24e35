import { OPERATIONS, type Operation } from "../../generated/constants.js";
import type { ArgumentIssue } from "../errors.js";
import type { AccessTokenScope, ParsedToken } from "../types.js";
import { tokenId } from "./inputs.js";
import { isRecord } from "./keys.js";
import { lifetimeMillis, addSecondExpiryIssue } from "./lifetimes.js";
import { below, expected, kindOf, mustBe, pathOf, place, problem, refuse, type Place } from "./problems.js";
import { addAutoPrefixIssue, scopeShape } from "./scopes.js";
import { readTime, TIME } from "./times.js";
import { flag, nullable, ownValues, shape, text, type Reader } from "./values.js";
import { SCOPE_FIELDS } from "./wire/scope.js";
import { TOKEN_FIELDS, LISTED_FIELDS } from "./wire/token.js";

/** Reports whether text is an operation that this version knows. */
export function isOperation(text: unknown): text is Operation {
  return OPERATIONS.some((operation) => operation === text);
}

/**
 * Reads a scope from outside: a file, a form, a request body, the output of curl. It may be in this package's spelling
 * or in S2's own (`op_groups`, `access_tokens`), not in both. Returns a frozen copy that goes into `issue`, `lint` and
 * `explain` as it is.
 *
 * Does not judge whether a scope makes sense: one that permits nothing is for `lint` to report and for `issue` to
 * refuse.
 *
 * @throws S2ArgumentError with every problem: unknown keys with the one that was meant, unknown operations, bad names.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const scope = parseScope(JSON.parse(await readFile("scope.json", "utf8")));
 * ```
 */
export function parseScope(json: unknown): AccessTokenScope {
  const document: Document = { whole: place(), spelled: [] };
  const scope = readScope(renamed(json, SCOPE_FIELDS, document.whole, document), document.whole);
  finish(json, document);
  // Without an issue it has been read.
  return scope as AccessTokenScope;
}

/**
 * Reads a token from outside, as `parseScope` reads a scope: the input of `issue`, or an item of a listing, in this
 * package's spelling or in S2's own. `expiresAt` may be RFC 3339 text or milliseconds, `expiresIn` a lifetime.
 *
 * @throws S2ArgumentError with every problem, prefixed stream names without a stream prefix included.
 * @see https://s2.dev/docs/api/access-tokens/issue
 * @example
 * ```ts
 * const { accessToken } = await client.accessTokens.issue(parseToken(await request.json()));
 * ```
 */
export function parseToken(json: unknown): ParsedToken {
  const document: Document = { whole: place(), spelled: [] };
  const { whole } = document;
  const readInner: Reader<AccessTokenScope> = (scope, at) =>
    readScope(renamed(scope, SCOPE_FIELDS, at, document), at);
  const readToken = shape<TokenFields>(
    {
      ...LISTED_FIELDS,
      id: tokenId,
      scope: readInner,
      autoPrefixStreams: flagOrNull,
      expiresAt: nullable(time),
      expiresAtText: nullable(text(() => undefined)),
      // Kept as it was written: it counts from when the token is issued.
      expiresIn: (value, at) =>
        lifetimeMillis(value, at) === undefined ? undefined : (value as string | number),
    },
    ["id", "scope"],
    {
      has_more: "each item of access_tokens",
      access_tokens: "scope.access_tokens, or each item of a listing,",
    },
  );
  const token = readToken(renamed(json, TOKEN_FIELDS, whole, document), whole);
  addSecondExpiryIssue(token ?? {}, whole);
  if (token?.scope !== undefined)
    addAutoPrefixIssue(token.autoPrefixStreams, token.scope, below(whole, "autoPrefixStreams"));
  finish(json, document);
  // Without an issue it has been read, and its streams are a prefix if they are to be prefixed.
  return token as ParsedToken;
}

interface TokenFields {
  readonly id: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams?: boolean | undefined;
  readonly expiresAt?: Date | string | number | null | undefined;
  readonly expiresAtText?: string | null | undefined;
  readonly expiresIn?: string | number | undefined;
}

/** Reads a flag; S2 takes null for one that is left out. */
const flagOrNull: Reader<boolean> = (value, at) => (value === null ? false : flag(value, at));

const readScope = /* @__PURE__ */ scopeShape(/* @__PURE__ */ new Set(OPERATIONS), flagOrNull);

const time: Reader<Date | string | number> = (value, at) => {
  const millis = readTime(value) ?? NaN;
  if (!Number.isNaN(millis))
    return typeof value === "string" || typeof value === "number" ? value : new Date(millis);
  return expected(at, TIME, typeof value === "string" ? "other text" : kindOf(value), "invalid_expiry");
};

/** A document being read: its place, and its spelling of the names that S2 and this package spell differently. */
interface Document {
  readonly whole: Place;
  readonly spelled: Spelling[];
}

/** A name with two spellings: its path, its path in our spelling, and whether it is in S2's. */
interface Spelling {
  readonly path: string;
  readonly ours: string;
  readonly wire: boolean;
}

/** Returns an object with S2's names replaced by ours; anything but an object as it is. */
function renamed(
  value: unknown,
  fields: Readonly<Record<string, string>>,
  at: Place,
  { spelled }: Document,
): unknown {
  if (!isRecord(value)) return value;
  const ours = Object.values(fields);
  const entries = [...ownValues(value, at)].map(([key, item]): [string, unknown] => {
    const name = (Object.hasOwn(fields, key) ? fields[key] : undefined) ?? key;
    const wire = name !== key;
    if (item !== undefined && (wire || (ours.includes(key) && !Object.hasOwn(fields, key)))) {
      spelled.push({ path: pathOf(below(at, key)), ours: pathOf(below(at, name)), wire });
    }
    return [name, item];
  });
  return Object.fromEntries(entries);
}

/** Throws every issue of a document, in the spelling that was read. */
function finish(json: unknown, { whole: { issues }, spelled }: Document): void {
  if (typeof json === "string") {
    refuse([mustBe("", "wrong_type", "an object", "a string: pass it through JSON.parse first")]);
  }
  const wire = spelled.filter((each) => each.wire);
  const other = spelled.find((each) => !each.wire);
  const told =
    wire.length === 0 ? issues : issues.map((issue) => respelled(issue, wire, other === undefined));
  for (const { path, ours } of other === undefined ? [] : wire) {
    const rest = `is S2's spelling, and ${other?.path} is not: write ${ours}, or S2's names throughout.`;
    told.push(problem(path, "mixed_spelling", rest));
  }
  refuse(told);
}

/** Puts the names of an issue back as they were read; suggested names too, if S2's spelling is used throughout. */
function respelled(issue: ArgumentIssue, wire: readonly Spelling[], throughout: boolean): ArgumentIssue {
  let { path, message } = issue;
  for (const { path: given, ours } of wire) {
    if (path !== ours && !path.startsWith(`${ours}.`) && !path.startsWith(`${ours}[`)) continue;
    path = given + path.slice(ours.length);
    message = message.replace(ours, given);
  }
  for (const [theirs, ours] of throughout ? Object.entries({ ...SCOPE_FIELDS, ...TOKEN_FIELDS }) : [])
    message = message.replace(`; use ${ours} `, `; use ${theirs} `);
  return { path, code: issue.code, message };
}
