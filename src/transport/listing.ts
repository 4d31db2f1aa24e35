import { ROUTES, type Route } from "../../generated/constants.js";
import { isRecord } from "../check/keys.js";
import { compareBytes, isText } from "../check/names.js";
import { S2ResponseError } from "../errors.js";
import type { Page } from "../types.js";
import type { Call } from "./call.js";
import { sendRoute, type Query } from "./request.js";
import type { ListingSteps } from "./walks/page.js";

/** The operations that answer in pages. */
export type ListingName = {
  [Name in keyof typeof ROUTES]: (typeof ROUTES)[Name] extends { readonly pages: object } ? Name : never;
}[keyof typeof ROUTES];

/** A paged operation of the contract: its items, and the id they are sorted by. */
export interface Listing<Name extends ListingName, T> {
  readonly name: Name;
  /** The wire's name of the id. */
  readonly idField: string;
  /** Reads an item; undefined if it does not have the declared shape. */
  readonly readItem: (item: unknown) => T | undefined;
  readonly idOf: (item: T) => string;
}

/**
 * Returns the steps by which a page is listed. A page that no walk could continue from is rejected: an empty one that says
 * there is more, or ids that do not ascend strictly by bytes or lie outside the prefix. Not retried, since the answer
 * would be no better.
 */
export function stepsOf<Name extends ListingName, T>(
  call: Call,
  listing: Listing<Name, T>,
  query: Query<Name>,
): ListingSteps<T> {
  const route = ROUTES[listing.name];
  const { pages } = route;
  const asked: Readonly<Record<string, unknown>> = query;
  return {
    ...listing,
    call,
    pages,
    query,
    send: (read) => sendRoute(call, route, { query }, read),
    read: (body) => readPage(body, pages, listing),
    check(page) {
      const problem = problemOf(page, listing.idOf, asked["prefix"], asked[pages.after]);
      if (problem === undefined) return page;
      throw new S2ResponseError(`This page is invalid: ${problem}.`, call.status, call.facts);
    },
  };
}

/** Reads a page of a listing; undefined if the body does not have the declared shape. */
export function readPage<T>(
  body: unknown,
  pages: NonNullable<Route["pages"]>,
  { readItem, idOf }: Pick<Listing<never, T>, "readItem" | "idOf">,
): Page<T> | undefined {
  if (!isRecord(body)) return undefined;
  const { [pages.items]: wire, [pages.more]: hasMore } = body;
  if (!Array.isArray(wire) || typeof hasMore !== "boolean") return undefined;
  const items: T[] = [];
  for (const each of wire) {
    const item = readItem(each);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const last = items.at(-1);
  return { items, cursor: last === undefined ? undefined : idOf(last), hasMore };
}

function problemOf<T>(
  { items, hasMore }: Page<T>,
  idOf: (item: T) => string,
  prefix: unknown,
  after: unknown,
): string | undefined {
  const begins = typeof prefix === "string" ? prefix : "";
  let previous = typeof after === "string" ? after : "";
  for (const item of items) {
    const id = idOf(item);
    if (compareBytes(id, previous) <= 0) return "its ids do not move forward";
    previous = id;
  }
  // They ascend: if the first and the last have the prefix, all have it.
  const [first] = items;
  if (first !== undefined && !(idOf(first).startsWith(begins) && previous.startsWith(begins)))
    return "an id lacks the requested prefix";
  if (!hasMore) return undefined;
  if (items.length === 0) return "it is empty but reports more";
  return isText(previous) ? undefined : "its last id is not Unicode, so no page can follow it";
}
