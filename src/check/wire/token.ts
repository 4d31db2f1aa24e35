import { PAGE_SIZE_MAX } from "../../../generated/constants.js";
import type { components, operations } from "../../../generated/schema.js";
import type { AccessTokenInfo, AccessTokenScope, ListAccessTokensInput } from "../../types.js";
import { isRecord } from "../keys.js";
import { prefixProblem } from "../names.js";
import { parseRfc3339 } from "../times.js";
import { passedOver, text, wholeNumber, type Fields, type Reader } from "../values.js";
import type { WireFields } from "./fields.js";
import { readListedScope, scopeToWire } from "./scope.js";

// The wire form of a token and its listing, all in one place. A parameter or a field that the contract gains does not
// compile until it is here: name it and read it, or take it out of the type by `Omit` and say why.

type Schemas = components["schemas"];
type Parameters = NonNullable<operations["list_access_tokens"]["parameters"]["query"]>;

const idPrefix = /* @__PURE__ */ text((prefix) => prefixProblem("accessToken", prefix));

/** Reads the size of a page. */
export const pageSize = /* @__PURE__ */ wholeNumber(1, PAGE_SIZE_MAX);

/** The readers of what a listing and a walk take, but for the size of a page. */
export const LIST_FIELDS: Fields<Omit<ListAccessTokensInput, "limit">> = {
  prefix: idPrefix,
  startAfter: idPrefix,
};

/** Returns the parameters of a listing. */
export function toQuery({ prefix, startAfter, limit }: ListAccessTokensInput): {
  readonly [Name in keyof Parameters]-?: Parameters[Name] | undefined;
} {
  return { prefix, start_after: startAfter, limit };
}

/** Our name of each field of a token. */
export const TOKEN_FIELDS = {
  id: "id",
  scope: "scope",
  auto_prefix_streams: "autoPrefixStreams",
  expires_at: "expiresAt",
} as const satisfies Record<keyof Schemas["AccessTokenInfo"], keyof AccessTokenInfo>;

/** Reads a listed token; undefined if it does not have the declared shape. */
export function readInfo(item: unknown): AccessTokenInfo | undefined {
  if (!isRecord(item)) return undefined;
  const fields: WireFields<"AccessTokenInfo"> = item;
  const { id, scope, auto_prefix_streams: autoPrefix = false, expires_at: expiry = null } = fields;
  if (typeof id !== "string" || typeof autoPrefix !== "boolean") return undefined;
  if (typeof expiry !== "string" && expiry !== null) return undefined;
  const millis = expiry === null ? 0 : parseRfc3339(expiry);
  const listedScope = readListedScope(scope);
  if (listedScope === undefined || Number.isNaN(millis)) return undefined;
  const expiresAt = expiry === null ? null : new Date(millis);
  return { id, scope: listedScope, autoPrefixStreams: autoPrefix, expiresAt, expiresAtText: expiry };
}

/** Returns a token to issue in wire names. Unknown parts that came with a listing go back as they came. */
export function toWire(
  id: string,
  scope: AccessTokenScope,
  autoPrefixStreams: boolean | undefined,
  expiresAt: string | undefined,
): Schemas["AccessTokenInfo"] {
  const wire: Schemas["AccessTokenInfo"] = { id, scope: scopeToWire(scope) };
  if (autoPrefixStreams !== undefined) wire.auto_prefix_streams = autoPrefixStreams;
  if (expiresAt !== undefined) wire.expires_at = expiresAt;
  return wire;
}

/**
 * Passes over every field of a listed token: for inputs, into which one may be spread. Those that an input takes have
 * readers of their own in place of these.
 */
export const LISTED_FIELDS: Readonly<Record<string, Reader<never>>> = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ Object.values(TOKEN_FIELDS).map((name) => [name, passedOver]),
);
