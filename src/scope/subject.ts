import { finished } from "../check/scopes.js";
import { readTime } from "../check/times.js";
import { S2ArgumentError } from "../errors.js";
import { join } from "../check/keys.js";
import type { AccessTokenScope, Expiry, ScopeInput } from "../types.js";
import { requireScope } from "./resources.js";

/** A token to look at: one that a listing gave, or the input of `issue`. */
export interface ScopedToken {
  readonly id?: string | undefined;
  readonly scope: ScopeInput;
  readonly autoPrefixStreams?: boolean | undefined;
  /** Null: never, as in a listing. Absent: the expiry of the token that issues it, as in an input. */
  readonly expiresAt?: Expiry | undefined;
}

/** A scope alone, or a token with its id and expiry. */
export type ScopeOrToken = AccessTokenScope | ScopedToken;

/** What there is to know of a scope or token. */
export interface Subject {
  readonly scope: AccessTokenScope;
  /** Undefined for a scope alone. */
  readonly token: TokenFacts | undefined;
}

/** What a token has beside its scope. */
export interface TokenFacts {
  readonly id: string | undefined;
  readonly autoPrefixStreams: boolean;
  /** Milliseconds since 1970; null for never, undefined for the issuer's, NaN for what is no time. */
  readonly expiresAt: number | null | undefined;
}

/** Reads a scope or token; ends with an S2ArgumentError where there is no scope in it. */
export function readSubject(given: ScopeOrToken, path: string): Subject {
  requireScope(given, path);
  if (!("scope" in given)) return { scope: given, token: undefined };
  // A scope has no key of this name, so this is a token, or was meant to be.
  const { id, scope: input, autoPrefixStreams, expiresAt } = given as ScopedToken;
  const scope = finished(input);
  requireScope(scope, join(path, "scope"));
  return {
    scope,
    token: {
      id: typeof id === "string" ? id : undefined,
      autoPrefixStreams: autoPrefixStreams === true,
      expiresAt: readTime(expiresAt),
    },
  };
}

/** A clock: a time, or a function that tells it. In milliseconds since 1970 where it is a number. */
export type Clock = Date | number | (() => Date | number);

/** Asks a clock. Ends with an S2ArgumentError where it tells no time. */
export function readClock(now: Clock): number {
  const millis = readTime(typeof now === "function" ? now() : now);
  if (typeof millis === "number" && !Number.isNaN(millis)) return millis;
  const message =
    "Give the time as a Date or in milliseconds, or a function that tells it: { now: Date.now }.";
  throw new S2ArgumentError([{ path: "now", code: "wrong_type", message }]);
}
