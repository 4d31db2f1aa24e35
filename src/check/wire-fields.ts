import type { components } from "../../generated/schema.js";
import type { AccessTokenInfo, AccessTokenScope } from "../types.js";

type Schemas = components["schemas"];

/**
 * The fields of an object on the wire, each still unchecked. Anything from outside is read through this type, so that
 * the compiler points at the line when the contract renames a field.
 */
export type WireFields<Name extends keyof Schemas> = { readonly [Field in KeyOf<Schemas[Name]>]?: unknown };

/** The keys of every member of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** Our name of each field of a scope. One that the contract gains does not compile until it has a place here. */
export const SCOPE_FIELDS = {
  basins: "basins",
  streams: "streams",
  access_tokens: "accessTokens",
  op_groups: "opGroups",
  ops: "ops",
} as const satisfies Record<keyof Schemas["AccessTokenScope"], keyof AccessTokenScope>;

/** Our name of each field of a token; likewise. */
export const TOKEN_FIELDS = {
  id: "id",
  scope: "scope",
  auto_prefix_streams: "autoPrefixStreams",
  expires_at: "expiresAt",
} as const satisfies Record<keyof Schemas["AccessTokenInfo"], keyof AccessTokenInfo>;
