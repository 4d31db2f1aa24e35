import { isRecord, join } from "../check/keys.js";
import { lifetimeMillis, addSecondExpiryIssue } from "../check/lifetimes.js";
import { flag } from "../check/values.js";
import { nameProblem } from "../check/names.js";
import { addIssue, below, expected, kindOf, mustBe, place, problem, refuse } from "../check/problems.js";
import { finished } from "../check/scopes.js";
import { finerThanMillis, readTime, TIME } from "../check/times.js";
import type { WireFields } from "../check/wire/fields.js";
import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import type { AccessTokenScope, Expiry, ScopeInput } from "../types.js";

/** A token to analyse: one from a listing, or the input of `issue`. */
export interface ScopedToken {
  readonly id?: string | undefined;
  readonly scope: ScopeInput;
  readonly autoPrefixStreams?: boolean | undefined;
  /** Null: never, as in a listing. Absent: the expiry of the token that issues it, as in an input. */
  readonly expiresAt?: Expiry | undefined;
  /** The expiry as S2 wrote it, finer than a millisecond. Used where it names the same millisecond as `expiresAt`. */
  readonly expiresAtText?: string | null | undefined;
  /** The time from its issue to its expiry, as `issue` takes it. */
  readonly expiresIn?: number | string | undefined;
}

/** A scope or a builder of one, or a token with its id and expiry. */
export type ScopeOrToken = ScopeInput | ScopedToken;

/** A scope, a token or a builder that has been read. */
export interface Subject {
  readonly scope: AccessTokenScope;
  /** Keys of the scope that this version does not know, and so cannot answer over. */
  readonly unread: readonly string[];
  /** Undefined for a scope alone. */
  readonly token: TokenFacts | undefined;
}

/** The facts of a token beside its scope. */
export interface TokenFacts {
  readonly id: string | undefined;
  readonly autoPrefixStreams: boolean;
  /** Milliseconds since 1970; null for never, undefined for the issuer's, NaN for an invalid time. */
  readonly expiresAt: number | null | undefined;
  /** The digits of the expiry beyond its milliseconds, without trailing zeros. */
  readonly finer: string;
  /** Milliseconds from its issue to its expiry, in place of `expiresAt`; NaN for an invalid lifetime. */
  readonly expiresIn: number | undefined;
  /** Problems with the fields of the token itself. */
  readonly issues: readonly ArgumentIssue[];
}

const SCOPE_KEYS = /* @__PURE__ */ keysOf<AccessTokenScope>({
  basins: true,
  streams: true,
  accessTokens: true,
  opGroups: true,
  ops: true,
});
const TOKEN_KEYS = /* @__PURE__ */ keysOf<ScopedToken>({
  id: true,
  scope: true,
  autoPrefixStreams: true,
  expiresAt: true,
  expiresAtText: true,
  expiresIn: true,
});

/** Returns all the keys of a type, as the compiler checks. */
function keysOf<T>(keys: Readonly<Record<keyof T & string, true>>): ReadonlySet<string> {
  return new Set(Object.keys(keys));
}

/** Keys as S2's own JSON spells them, which nothing here reads. */
const WIRE_KEYS = {
  scope: { op_groups: "opGroups", access_tokens: "accessTokens" } satisfies WireFields<"AccessTokenScope">,
  token: {
    expires_at: "expiresAt",
    auto_prefix_streams: "autoPrefixStreams",
  } satisfies WireFields<"AccessTokenInfo">,
};

/**
 * Reads a scope, a token or a builder: the entry point of every function here. Refuses anything else, and S2's own
 * JSON, for which an answer would be wrong.
 *
 * @throws S2ArgumentError whose paths begin with `path`.
 */
export function readSubject(given: ScopeOrToken, path: string): Subject {
  const value = plain(finished(given), path, "a scope, a token or a builder");
  if (value["scope"] === undefined) {
    const further = furtherKeys(value);
    if (!further.some((key) => TOKEN_KEYS.has(key) || Object.hasOwn(WIRE_KEYS.token, key))) {
      return { scope: value, unread: unreadIn(value, further, path), token: undefined };
    }
  }
  refuseWire(value, WIRE_KEYS.token, path, "parseToken");
  const at = join(path, "scope");
  const scope = plain(finished(value["scope"]), at, "a scope or a builder");
  return { scope, unread: unreadIn(scope, furtherKeys(scope), at), token: factsOf(value, path) };
}

/** Lists the keys of a record that no scope has. An undefined value was not given. */
function furtherKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  // Nearly always there are none, and every question comes through here: a list of keys would double what `can` takes.
  for (const key in value) {
    if (SCOPE_KEYS.has(key)) continue;
    return Object.keys(value).filter((one) => !SCOPE_KEYS.has(one) && value[one] !== undefined);
  }
  return NONE;
}

const NONE: readonly string[] = [];

/** Lists the keys of a scope that leave a question without an answer. */
function unreadIn(
  scope: Readonly<Record<string, unknown>>,
  further: readonly string[],
  path: string,
): readonly string[] {
  if (further.length === 0) return NONE;
  refuseWire(scope, WIRE_KEYS.scope, path, "parseScope");
  return further.filter((key) => scope[key] !== null);
}

/** Reads plain data, or the own properties of an instance, which `issue` would send. */
function plain(value: unknown, path: string, rule: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return value;
    // A Map or a Promise keeps its contents elsewhere.
    if (Object.prototype.toString.call(value) === "[object Object]") return { ...value };
  }
  throw new S2ArgumentError([mustBe(path, "wrong_type", rule, kindOf(value))]);
}

function refuseWire(
  value: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, unknown>>,
  path: string,
  parse: string,
): void {
  const issues: ArgumentIssue[] = [];
  for (const key in names) {
    if (!Object.hasOwn(value, key)) continue;
    const rest = `is how S2's JSON spells ${String(names[key])}; read such JSON with ${parse} first.`;
    issues.push(problem(join(path, key), "wire_spelling", rest));
  }
  refuse(issues);
}

function factsOf(token: Readonly<Record<string, unknown>>, path: string): TokenFacts {
  const { id, autoPrefixStreams, expiresAt, expiresAtText, expiresIn } = token;
  const whole = place(path);
  const millis = readTime(expiresAt);
  if (Number.isNaN(millis)) {
    expected(below(whole, "expiresAt"), TIME, kindOf(expiresAt), "invalid_expiry");
  }
  if (typeof id === "string") {
    const wrong = nameProblem("accessToken", id);
    if (wrong !== undefined) addIssue(below(whole, "id"), "invalid_name", wrong);
  } else if (id !== undefined) expected(below(whole, "id"), "a string", kindOf(id));
  if (autoPrefixStreams !== undefined) flag(autoPrefixStreams, below(whole, "autoPrefixStreams"));
  addSecondExpiryIssue({ expiresAt, expiresIn }, whole);
  return {
    id: typeof id === "string" ? id : undefined,
    autoPrefixStreams: autoPrefixStreams === true,
    expiresAt: millis,
    finer: finerOf(expiresAt, expiresAtText, millis),
    expiresIn:
      expiresIn === undefined ? undefined : (lifetimeMillis(expiresIn, below(whole, "expiresIn")) ?? NaN),
    issues: whole.issues,
  };
}

/** Returns the facts of a token as of a time: a lifetime counts from then. */
export function asOf(token: TokenFacts, now: number): TokenFacts {
  return token.expiresIn === undefined ? token : { ...token, expiresAt: now + token.expiresIn };
}

/** Returns the digits beyond milliseconds: of an expiry given as text, or else of the listed text that goes with it. */
function finerOf(expiresAt: unknown, listed: unknown, millis: number | null | undefined): string {
  if (typeof expiresAt === "string") return finerThanMillis(expiresAt);
  return typeof listed === "string" && readTime(listed) === millis ? finerThanMillis(listed) : "";
}

/** A clock: a time, or a function that returns it. In milliseconds since 1970 where it is a number. */
export type Clock = Date | number | (() => Date | number);

/** Reads a clock, by default the system's. Throws an S2ArgumentError if it returns no time. */
export function readClock(now: Clock = Date.now): number {
  const told: unknown = typeof now === "function" ? now() : now;
  const millis = typeof told === "string" ? NaN : readTime(told);
  if (typeof millis === "number" && !Number.isNaN(millis)) return millis;
  const rule = "a Date, milliseconds since 1970 or a function that returns the time";
  const got = typeof now === "function" ? `one that returns ${kindOf(told)}` : kindOf(told);
  throw new S2ArgumentError([mustBe("now", "wrong_type", rule, got)]);
}
