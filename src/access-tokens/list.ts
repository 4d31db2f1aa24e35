import { S2ResponseError } from "../errors.js";
import { compareBytes, isText } from "../check/names.js";
import { finishCall, type Call } from "../transport/call.js";
import type { ListQuery, Transport } from "../transport/request.js";
import type { AccessTokenInfo, Page } from "../types.js";
import { readListResponse } from "./wire.js";

/** Which page of which listing. */
export interface PageInput {
  readonly prefix?: string | undefined;
  readonly startAfter?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * Lists one page. Refuses one from which no walk could go on: an empty page that says there is more, or ids that do not
 * move strictly forward by bytes or lie outside the prefix. A repeated request would not make it true, so none is sent.
 */
export function listPage(transport: Transport, call: Call, input: PageInput): Promise<Page<AccessTokenInfo>> {
  return finishCall(call, requestPage(transport, call, input));
}

/** The token of this id, if there is one: by byte order it is the first whose id begins with it. */
export async function lookUp(
  transport: Transport,
  call: Call,
  id: string,
): Promise<AccessTokenInfo | undefined> {
  const { items } = await listPage(transport, call, { prefix: id, limit: 1 });
  return items[0]?.id === id ? items[0] : undefined;
}

async function requestPage(
  transport: Transport,
  call: Call,
  input: PageInput,
): Promise<Page<AccessTokenInfo>> {
  const { accessTokens: items, hasMore } = await transport.list(call, queryOf(input), readListResponse);
  const problem = problemOf(items, hasMore, input);
  if (problem !== undefined) {
    const { operation, attempts, status } = call;
    throw new S2ResponseError(`This page cannot be right: ${problem}.`, status, { operation, attempts });
  }
  return { items, cursor: items.at(-1)?.id, hasMore };
}

function problemOf(
  items: readonly AccessTokenInfo[],
  hasMore: boolean,
  { prefix = "", startAfter }: PageInput,
): string | undefined {
  let previous = startAfter;
  for (const { id } of items) {
    if (previous !== undefined && compareBytes(id, previous) <= 0) return "its ids do not move forward";
    if (!id.startsWith(prefix)) return "it holds an id without the prefix that was asked for";
    previous = id;
  }
  if (!hasMore) return undefined;
  if (items.length === 0) return "it is empty and says that there is more";
  return isText(previous ?? "") ? undefined : "its last id has no UTF-8, so none can be asked for after it";
}

function queryOf({ prefix, startAfter, limit }: PageInput): ListQuery {
  // Without a prototype: what a program has put on Object.prototype is no parameter.
  const query: ListQuery = Object.create(null);
  if (prefix !== undefined) query.prefix = prefix;
  if (startAfter !== undefined) query.start_after = startAfter;
  if (limit !== undefined) query.limit = limit;
  return query;
}
