import { readInfo, toQuery } from "../check/wire/token.js";
import { withCall, type Call } from "../transport/call.js";
import { stepsOf, type Listing } from "../transport/listing.js";
import { listPage, type ListingSteps } from "../transport/walks/page.js";
import type { AccessTokenInfo, ListAccessTokensInput, Page } from "../types.js";

const ACCESS_TOKENS: Listing<"list_access_tokens", AccessTokenInfo> = {
  name: "list_access_tokens",
  idField: "id",
  readItem: readInfo,
  idOf: ({ id }) => id,
};

/** Returns the steps by which a page of tokens is listed. */
export function tokenSteps(call: Call, input: ListAccessTokensInput): ListingSteps<AccessTokenInfo> {
  return stepsOf(call, ACCESS_TOKENS, toQuery(input));
}

/** Lists one page of tokens. */
export function listTokens(call: Call, input: ListAccessTokensInput): Promise<Page<AccessTokenInfo>> {
  return listPage(tokenSteps(call, input));
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
