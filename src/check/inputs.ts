import type { IssueOptions, ListAllOptions, RevokeOptions } from "../options.js";
import type {
  AccessTokenScope,
  GetAccessTokenInput,
  IssueAccessTokenInput,
  ListAccessTokensInput,
  ListAllAccessTokensInput,
  RecoverInput,
  ToArrayInput,
} from "../types.js";
import { lifetimeMillis, addSecondExpiryIssue } from "./lifetimes.js";
import { DAY_MILLIS, MOST_UNASKED } from "./limits.js";
import { nameProblem } from "./names.js";
import { addIssue, below, expected, numberOrKind, problem, refuse } from "./problems.js";
import { readScopeInput, addAutoPrefixIssue } from "./scopes.js";
import { isSignal } from "./settings.js";
import { parseRfc3339, readTime, TIME } from "./times.js";
import { flag, nullable, shape, text, wholeNumber, type Aliases, type Reader } from "./values.js";
import type { WireFields } from "./wire/fields.js";
import { LIST_FIELDS, pageSize, LISTED_FIELDS } from "./wire/token.js";

/** Reads a token id. */
export const tokenId = /* @__PURE__ */ text((id) => nameProblem("accessToken", id));

const second = "the second argument";

/** Options of calls, in case they are given in the input. */
const misplaced = {
  signal: second,
  requestTimeoutMillis: second,
  totalTimeoutMillis: second,
  retry: second,
  missingOk: second,
  prefetch: second,
  parallel: second,
  ifOutcomeUnknown: second,
  before: second,
} as const satisfies Record<keyof (ListAllOptions & RevokeOptions & IssueOptions), string>;

/** The input of `get` and `revoke`. */
export const idInput = /* @__PURE__ */ shape<GetAccessTokenInput>({ id: tokenId }, ["id"], misplaced);

/** The input of `recover`. */
export const recoverInput = /* @__PURE__ */ shape<RecoverInput>({ newId: tokenId, signal: isSignal }, [
  "newId",
]);

/** The input of `list`. */
export const listInput = /* @__PURE__ */ shape<ListAccessTokensInput>(
  { ...LIST_FIELDS, limit: pageSize },
  [],
  { ...misplaced, cursor: "startAfter", pageSize: "limit" },
);

/** The input of `listAll`. */
export const listAllInput = /* @__PURE__ */ shape<ListAllAccessTokensInput>(
  { ...LIST_FIELDS, pageSize },
  [],
  { ...misplaced, cursor: "startAfter", limit: "pageSize, or maxItems of toArray," },
);

/** The input of `toArray`. */
export const toArrayInput = /* @__PURE__ */ shape<ToArrayInput>(
  {
    maxItems: (value, at) => (value === Infinity ? value : wholeNumber(0, Infinity)(value, at)),
  },
  [],
  { limit: "maxItems" },
);

/** Refuses to gather more items than that. */
export function refuseMany(items: readonly unknown[]): void {
  if (items.length <= MOST_UNASKED) return;
  const rest = `must be given for more than ${MOST_UNASKED} items; Infinity gathers all.`;
  refuse([problem("maxItems", "too_many", rest)], "list");
}

/** A token to issue, read once: guards see it, every attempt sends it and `recover` repeats it. */
export interface CheckedToken {
  readonly id: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams: boolean | undefined;
  /** The expiry as it is sent; undefined takes the issuer's. */
  readonly expiresAtText: string | undefined;
  readonly expiresAtMillis: number | undefined;
}

/** Makes the reader of a token to issue. `now` is the client's clock. */
export function tokenReader(now: number): Reader<CheckedToken> {
  const fields = {
    ...LISTED_FIELDS,
    id: tokenId,
    scope: readScopeInput,
    autoPrefixStreams: flag,
    expiresAt: nullable(expiry(now)),
    expiresIn: lifetimeMillis,
    // Present when a listed token is spread into an input.
    expiresAtText: (value: unknown) => (typeof value === "string" ? value : undefined),
  } satisfies Record<keyof IssueAccessTokenInput, Reader<unknown>>;
  const readFields = shape<TokenFields>(fields, ["id", "scope"], tokenAliases);
  return (input, at) => {
    const token = readFields(input, at);
    if (token === undefined) return undefined;
    const { id, scope, autoPrefixStreams, expiresAt, expiresAtText, expiresIn } = token;
    addAutoPrefixIssue(autoPrefixStreams, scope, below(at, "autoPrefixStreams"));
    addSecondExpiryIssue(token, at);
    const millis = expiresIn === undefined ? expiresAt?.millis : now + expiresIn;
    return Object.freeze({
      id,
      scope,
      autoPrefixStreams,
      expiresAtMillis: millis,
      expiresAtText: expiresAt?.text ?? sentText(millis, expiresAtText),
    });
  };
}

/** The requested token, each part read. */
interface TokenFields {
  readonly id: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams?: boolean | undefined;
  readonly expiresAt?: ExpiryRead | null | undefined;
  readonly expiresAtText?: string | undefined;
  readonly expiresIn?: number | undefined;
}

/** An expiry, with its text if it was given as text. */
interface ExpiryRead {
  readonly millis: number;
  readonly text: string | undefined;
}

/** S2's own spellings, used in place of ours. */
const wireSpelling = {
  expires_at: "expiresAt (or read S2's JSON with parseToken)",
  auto_prefix_streams: "autoPrefixStreams (or read S2's JSON with parseToken)",
} as const satisfies WireFields<"AccessTokenInfo">;

const tokenAliases: Aliases = { ...misplaced, ...wireSpelling, ops: "scope.ops", opGroups: "scope.opGroups" };

/** Reads an expiry that has not passed, with a day's grace, since clocks differ. */
function expiry(now: number): Reader<ExpiryRead> {
  return (value, at) => {
    const text = typeof value === "string" ? value : undefined;
    const millis = readTime(value) ?? NaN;
    if (Number.isNaN(millis))
      return expected(at, TIME, text === undefined ? numberOrKind(value) : "other text", "invalid_expiry");
    const least = now - DAY_MILLIS;
    if (millis >= least) return { millis, text };
    return text === undefined && millis * 1000 > least && !Number.isNaN(readTime(millis * 1000))
      ? addIssue(at, "expiry_in_seconds", "must be in milliseconds, and looks like seconds.")
      : addIssue(at, "expired", "must not be more than a day in the past.");
  };
}

/**
 * Returns the text to send for an expiry not given as text: the listed text, for its finer fraction, if it names the
 * same millisecond.
 */
function sentText(millis: number | undefined, listed: string | undefined): string | undefined {
  if (millis === undefined) return undefined;
  return listed !== undefined && parseRfc3339(listed) === millis ? listed : new Date(millis).toISOString();
}
