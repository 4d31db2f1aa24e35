import { withCall, type Call } from "../transport/call.js";
import { listPage, type Listing } from "../transport/listing.js";
import type { Query } from "../transport/request.js";
import type { AccessTokenInfo, ListAccessTokensInput, Page } from "../types.js";
import { readInfo } from "./wire.js";

const ACCESS_TOKENS: Listing<"list_access_tokens", AccessTokenInfo> = {
  name: "list_access_tokens",
  readItem: readInfo,
  idOf: ({ id }) => id,
};

/** Lists one page of tokens. */
export function listTokens(
  call: Call,
  { prefix, startAfter, limit }: ListAccessTokensInput,
): Promise<Page<AccessTokenInfo>> {
  // Every parameter: one that the contract adds does not compile until it is listed here.
  const query = { prefix, start_after: startAfter, limit } satisfies Record<
    keyof Query<"list_access_tokens">,
    unknown
  >;
  return listPage(call, ACCESS_TOKENS, query);
}

/** Looks up the token with this id, if there is one: in byte order it is the first whose id begins with it. */
export async function lookUp(call: Call, id: string): Promise<AccessTokenInfo | undefined> {
  const { items } = await listTokens(call, { prefix: id, limit: 1 });
  return items[0]?.id === id ? items[0] : undefined;
}

/** Looks up a token as a part of a call, within its deadline. */
export function lookUpWithin(call: Call, id: string): Promise<AccessTokenInfo | undefined> {
  return withCall(call.settings, "get", call.part, (part) => lookUp(part, id));
}
