import { LIMITS } from "../generated/constants.js";
import { parseRfc3339 } from "./dates.js";
import { S2ArgumentError, type ArgumentIssue } from "./errors.js";
import { isRecord, join, unknownKeys, wrongType, type Aliases } from "./keys.js";
import { nameProblem, prefixProblem } from "./names.js";
import { wholeNumber } from "./settings.js";
import type { AccessTokenScope } from "./types.js";
import { autoPrefixIssues, scopeIssues } from "./validate.js";

/** A token to issue, checked: its builder built, its expiry read. */
export interface CheckedToken {
  readonly id: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams: boolean | undefined;
  /** What to send; undefined takes the issuer's. */
  readonly expiresAtText: string | undefined;
  readonly expiresAtMillis: number | undefined;
}

const TOKEN_KEYS = ["id", "scope", "autoPrefixStreams", "expiresAt", "expiresAtText"];
const DAY_MILLIS = 86_400_000;

/** Checks a token to issue; fills `issues` with all that is wrong with it. */
export function checkToken(input: unknown, now: number, issues: ArgumentIssue[]): CheckedToken | undefined {
  if (!isRecord(input)) {
    issues.push(wrongType("", "A token to issue is an object with id and scope"));
    return undefined;
  }
  const aliases: Aliases = {
    expires_at: "expiresAt",
    ttl: "expiresAt",
    ops: "scope.ops",
    opGroups: "scope.opGroups",
  };
  issues.push(...unknownKeys(input, TOKEN_KEYS, "", aliases), ...idIssues(input["id"], "id"));
  const scope = builtScope(input["scope"], issues);
  if (scope !== undefined) issues.push(...scopeIssues(scope, "scope"));
  issues.push(...autoPrefixIssues(input["autoPrefixStreams"], scope, "autoPrefixStreams"));
  const expiry = checkExpiry(input["expiresAt"], input["expiresAtText"], now, issues);
  // The checks above have filled `issues` if any of this is not so, and then nothing of it is used.
  const token = input as { readonly id: string; readonly autoPrefixStreams?: boolean };
  return {
    id: token.id,
    scope: scope as AccessTokenScope,
    autoPrefixStreams: token.autoPrefixStreams,
    ...expiry,
  };
}

/** What is wrong with the id of one token. */
export function idIssues(id: unknown, path: string): ArgumentIssue[] {
  if (typeof id !== "string") return [wrongType(path, "The id is a string")];
  const problem = nameProblem("accessToken", id);
  return problem === undefined ? [] : [{ path, ...problem }];
}

/** What is wrong with an input that is an object with just an id. */
export function idInputIssues(input: unknown, key = "id", more: readonly string[] = []): ArgumentIssue[] {
  if (!isRecord(input)) return [wrongType("", `This call takes an object: { ${key}: "…" }`)];
  return [...unknownKeys(input, [key, ...more], ""), ...idIssues(input[key], key)];
}

/** What is wrong with the input of a listing; `size` is what the number of items to ask for is called there. */
export function listInputIssues(input: unknown, size: "limit" | "pageSize"): ArgumentIssue[] {
  if (input === undefined) return [];
  if (!isRecord(input)) return [wrongType("", `A listing takes an object: { prefix, startAfter, ${size} }`)];
  const aliases = { limit: "pageSize, or maxItems of toArray", pageSize: "limit", cursor: "startAfter" };
  const issues = unknownKeys(input, ["prefix", "startAfter", size], "", aliases);
  for (const key of ["prefix", "startAfter"]) {
    const text = input[key];
    if (text === undefined) continue;
    if (typeof text !== "string") issues.push(wrongType(key, `${key} is a string`));
    else {
      const problem = prefixProblem("accessToken", text);
      if (problem !== undefined) issues.push({ path: key, ...problem });
    }
  }
  if (input[size] === 0) {
    const message = "S2 reads 0 as 1000; give a whole number from 1 to 1000.";
    issues.push({ path: size, code: "out_of_range", message });
  } else wholeNumber(input, size, issues, 1, LIMITS.pageSizeMax);
  return issues;
}

/** A scope as it is, or what its builder builds; a builder's own refusal joins the other issues. */
function builtScope(scope: unknown, issues: ArgumentIssue[]): unknown {
  if (!isRecord(scope) || typeof scope["build"] !== "function") return scope ?? missingScope(issues);
  try {
    const built: unknown = scope["build"]();
    return built;
  } catch (error) {
    const own = error instanceof S2ArgumentError ? error.issues : undefined;
    if (own === undefined) throw error;
    for (const { path, code, message } of own) issues.push({ path: join("scope", path), code, message });
    return undefined;
  }
}

function missingScope(issues: ArgumentIssue[]): undefined {
  issues.push(wrongType("scope", "A token to issue has a scope: what it may do, and to what"));
  return undefined;
}

interface CheckedExpiry {
  readonly expiresAtText: string | undefined;
  readonly expiresAtMillis: number | undefined;
}

const NO_EXPIRY: CheckedExpiry = { expiresAtText: undefined, expiresAtMillis: undefined };

function checkExpiry(
  expiry: unknown,
  listedText: unknown,
  now: number,
  issues: ArgumentIssue[],
): CheckedExpiry {
  if (expiry === undefined || expiry === null) return NO_EXPIRY;
  const fail = (code: string, message: string): CheckedExpiry => {
    issues.push({ path: "expiresAt", code, message });
    return NO_EXPIRY;
  };
  const millis = millisOf(expiry);
  if (millis === undefined)
    return fail("wrong_type", "This is a Date, milliseconds since 1970, RFC 3339 text or null.");
  if (Number.isNaN(millis) || millis < 0 || millis >= YEAR_10000) {
    return typeof expiry === "string"
      ? fail("invalid_expiry", "This is not RFC 3339 text such as 2030-01-31T12:00:00Z.")
      : fail("invalid_expiry", "This is not a moment between 1970 and 9999.");
  }
  if (millis < now - DAY_MILLIS) {
    return typeof expiry !== "string" && millis * 1000 >= now - DAY_MILLIS && millis * 1000 < YEAR_10000
      ? fail("expiry_in_seconds", "This looks like seconds; an expiry is in milliseconds: multiply by 1000.")
      : fail("expired", "This expiry is more than a day in the past.");
  }
  // A listed token that is spread into an input keeps fractions finer than a Date can hold.
  const exact =
    typeof listedText === "string" && parseRfc3339(listedText) === millis ? listedText : undefined;
  const text = typeof expiry === "string" ? expiry : (exact ?? new Date(millis).toISOString());
  return { expiresAtText: text, expiresAtMillis: millis };
}

const YEAR_10000 = 253_402_300_800_000;

function millisOf(expiry: unknown): number | undefined {
  if (typeof expiry === "number") return Math.trunc(expiry);
  if (typeof expiry === "string") return parseRfc3339(expiry);
  return expiry instanceof Date ? expiry.getTime() : undefined;
}
