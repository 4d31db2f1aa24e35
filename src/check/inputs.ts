import { LIMITS } from "../../generated/constants.js";
import { flag, nullable, rule, shape, wholeNumber, type Aliases, type Check } from "./values.js";
import { parseRfc3339 } from "./times.js";
import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import { isRecord, join } from "./keys.js";
import { nameProblem, prefixProblem } from "./names.js";
import { recoverSignal } from "./settings.js";
import type { AccessTokenScope, IssueAccessTokenInput } from "../types.js";
import { autoPrefixIssues, scopeIssues, text, unknownParts, unknownPartsOf } from "./scopes.js";
import type { WireFields } from "./wire-fields.js";

const tokenId = /* @__PURE__ */ text((id) => nameProblem("accessToken", id));
const idPrefix = /* @__PURE__ */ text((prefix) => prefixProblem("accessToken", prefix));
const pageSize: Check = (value, path, issues) => {
  if (value === 0)
    issues.push({
      path,
      code: "out_of_range",
      message: `S2 reads 0 as ${LIMITS.pageSizeDefault}; give 1 to ${LIMITS.pageSizeMax}.`,
    });
  else wholeNumber(1, LIMITS.pageSizeMax)(value, path, issues);
};

/** Options that are given where the input is. */
const misplaced: Aliases = {
  signal: "the second argument",
  requestTimeoutMillis: "the second argument",
  totalTimeoutMillis: "the second argument",
  missingOk: "the second argument",
  prefetch: "the second argument",
  ifOutcomeUnknown: "the second argument",
  before: "the second argument",
};

/** The input of `get` and `revoke`. */
export const idInput = /* @__PURE__ */ shape({ id: tokenId }, ["id"], misplaced);

/** The input of `recover`. */
export const recoverInput = /* @__PURE__ */ shape({ newId: tokenId, signal: recoverSignal }, ["newId"]);

/** The input of `list`. */
export const listInput = /* @__PURE__ */ shape(
  { prefix: idPrefix, startAfter: idPrefix, limit: pageSize },
  [],
  { ...misplaced, cursor: "startAfter", pageSize: "limit" },
);

/** The input of `listAll`. */
export const listAllInput = /* @__PURE__ */ shape({ prefix: idPrefix, startAfter: idPrefix, pageSize }, [], {
  ...misplaced,
  cursor: "startAfter",
  limit: "pageSize, or maxItems of toArray,",
});

/** The input of `toArray`. */
export const toArrayInput = /* @__PURE__ */ shape(
  {
    maxItems: rule(
      (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= 0),
      "This is a whole number, 0 or more; Infinity for all.",
      "out_of_range",
    ),
  },
  ["maxItems"],
  { limit: "maxItems" },
);

/** A token to issue, checked: its builder built, its scope copied, its expiry read. */
export interface CheckedToken {
  readonly id: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams: boolean | undefined;
  /** What to send; undefined takes the issuer's. */
  readonly expiresAtText: string | undefined;
  readonly expiresAtMillis: number | undefined;
}

/** Checks a token to issue and reads it. What it gives is only good if it found no issues. */
export function checkToken(input: IssueAccessTokenInput, now: number, issues: ArgumentIssue[]): CheckedToken {
  let scope: unknown;
  const takeScope: Check = (value, path, issues) => {
    try {
      scope = isBuilder(value) ? value.build() : value;
    } catch (error) {
      if (!(error instanceof S2ArgumentError)) throw error;
      for (const { path: inner, code, message } of error.issues) {
        issues.push({ path: join(path, inner), code, message });
      }
      return;
    }
    issues.push(...scopeIssues(scope, path));
  };
  tokenInput(takeScope, now)(input, "", issues);
  // Whatever is not as declared has been refused above; null, too.
  const { id, autoPrefixStreams, expiresAt, expiresAtText }: IssueAccessTokenInput = Object(input);
  issues.push(...autoPrefixIssues(autoPrefixStreams, scope, "autoPrefixStreams"));
  const expiresAtMillis = millisOf(expiresAt);
  return {
    id,
    scope: issues.length > 0 ? {} : copyOf(scope as AccessTokenScope), // The same holds here.
    autoPrefixStreams,
    expiresAtMillis,
    expiresAtText: issues.length > 0 ? undefined : textOf(expiresAt, expiresAtMillis, expiresAtText),
  };
}

/** What a field is called on the wire, for who writes that. */
const wireNames = { expires_at: "expiresAt" } as const satisfies WireFields<"AccessTokenInfo">;

function tokenInput(scope: Check, now: number): Check {
  return shape(
    // The last comes along when a listed token is spread into an input.
    { id: tokenId, scope, autoPrefixStreams: flag, expiresAt: expiry(now), expiresAtText: () => undefined },
    ["id", "scope"],
    { ...misplaced, ...wireNames, ops: "scope.ops", opGroups: "scope.opGroups" },
  );
}

/**
 * A copy that no later change of the caller's reaches: repetitions and `recover` send what was asked for. By way of
 * JSON, as it will travel, which also copies proxies.
 */
function copyOf(scope: AccessTokenScope): AccessTokenScope {
  const copy: AccessTokenScope = JSON.parse(JSON.stringify(scope));
  const unknown = unknownPartsOf(scope);
  return unknown.length === 0 ? copy : Object.assign(copy, { [unknownParts]: unknown });
}

function isBuilder(value: unknown): value is { build(): unknown } {
  return isRecord(value) && typeof value["build"] === "function";
}

const DAY_MILLIS = 86_400_000;
const YEAR_10000 = 253_402_300_800_000;

/** An expiry that is not over; a day's grace, since clocks differ. */
function expiry(now: number): Check {
  return nullable((value, path, issues) => {
    const millis = millisOf(value) ?? NaN;
    const fail = (code: string, message: string): void => void issues.push({ path, code, message });
    if (!(millis > -Infinity && millis < YEAR_10000)) {
      fail(
        "invalid_expiry",
        "This is a Date, milliseconds since 1970, or RFC 3339 text like 2030-01-31T12:00:00Z.",
      );
    } else if (millis < now - DAY_MILLIS) {
      const asSeconds = millis * 1000;
      const seconds = typeof value !== "string" && asSeconds > now - DAY_MILLIS && asSeconds < YEAR_10000;
      if (seconds) fail("expiry_in_seconds", "This looks like seconds; give milliseconds.");
      else fail("expired", "This is more than a day in the past.");
    }
  });
}

function millisOf(expiry: unknown): number | undefined {
  if (typeof expiry === "string") return parseRfc3339(expiry);
  if (typeof expiry === "number") return Math.trunc(expiry);
  try {
    // Asked of the value itself: a Date of another realm is one, and what only inherits from Date is none.
    return Date.prototype.getTime.call(expiry);
  } catch {
    return undefined;
  }
}

/** What to send: the caller's own text, or a listed one if it names the same millisecond, for its finer fraction. */
function textOf(expiry: unknown, millis: number | undefined, listed: unknown): string | undefined {
  if (typeof expiry === "string" || millis === undefined)
    return typeof expiry === "string" ? expiry : undefined;
  return typeof listed === "string" && parseRfc3339(listed) === millis
    ? listed
    : new Date(millis).toISOString();
}
