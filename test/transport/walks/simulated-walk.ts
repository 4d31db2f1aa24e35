import { ROUTES } from "../../../generated/constants.js";
import { compareBytes } from "../../../src/check/names.js";
import type { ListingSteps } from "../../../src/transport/walks/page.js";
import type { PageQuery, PageRequest, PageSource } from "../../../src/transport/walks/source.js";
import { notLoaded } from "../../../src/transport/failure.js";
import { walkListing } from "../../../src/transport/walks/walk.js";
import type { Page } from "../../../src/types.js";

/** Milliseconds that a page takes on the simulated clock. */
export const ROUND_TRIP = 20;

/** The options of a walk over everything. */
export const WALK = {
  startAfter: undefined,
  prefetch: true,
  signal: undefined,
  wanted: Infinity,
  prefix: "",
  notLoaded: notLoaded("list"),
};

/** The account that a simulated walk lists. */
export interface World {
  /** Sorted by bytes. */
  ids: string[];
  /** Changes the account before an answer. */
  readonly change?: () => void;
  readonly fails?: (after: string | undefined) => boolean;
}

/** Walks a listing on a simulated clock; returns its cost and its result. */
export async function simulate(world: World, parallel: number, pageSize = 1000) {
  const clock = { now: 0, requests: 0, firstAt: Number.NaN };
  const due: { readonly at: number; readonly answer: () => void }[] = [];
  const request = ({ startAfter, limit }: PageQuery): PageRequest<Page<string>> => {
    clock.requests++;
    const page = new Promise<Page<string>>((resolve, reject) => {
      const answer = (): void => {
        world.change?.();
        if (world.fails?.(startAfter) === true) {
          reject(new Error(`after ${startAfter}`));
          return;
        }
        const from = startAfter === undefined ? 0 : firstAfter(world.ids, startAfter);
        const items = world.ids.slice(from, from + limit);
        resolve({ items, cursor: items.at(-1), hasMore: from + limit < world.ids.length });
      };
      due.push({ at: clock.now + ROUND_TRIP, answer });
    });
    return { page, bringForward: () => undefined, abort: () => undefined };
  };
  const walk = walkListing(sourceOf(request), { ...WALK, pageSize, parallel });
  const found: string[] = [];
  let hasMore = true;
  const state: { over: boolean; error?: unknown } = { over: false };
  const reading = (async () => {
    for await (const page of { [Symbol.asyncIterator]: () => walk }) {
      if (Number.isNaN(clock.firstAt)) clock.firstAt = clock.now;
      found.push(...page.items);
      hasMore = page.hasMore;
    }
  })().then(
    () => Object.assign(state, { over: true }),
    (error: unknown) => Object.assign(state, { over: true, error }),
  );
  while (!state.over) {
    await new Promise(setImmediate);
    const next = due.shift();
    if (next === undefined) continue;
    clock.now = next.at;
    next.answer();
    // Everything due at one moment happens at that moment.
    while (due[0]?.at === clock.now) due.shift()?.answer();
  }
  await reading;
  return { ...clock, found, hasMore, state };
}

/** Returns the source of a walk over ids alone, whose pages come as they are and not as text. */
export function sourceOf(request: (query: PageQuery) => PageRequest<Page<string>>): PageSource<string> {
  return (query, _ahead, list) => {
    const { page, ...rest } = request(query);
    let come: Page<string> | undefined;
    const steps: ListingSteps<string> = {
      call: { retry: NO_RETRY, begun: 1, begin: () => undefined },
      query: {},
      pages: ROUTES.list_access_tokens.pages,
      idField: "id",
      idOf: (id) => id,
      async send(read) {
        come = await page;
        return read({ bytes: new Uint8Array(), as });
      },
      read: () => come,
      check: (checked) => checked,
    };
    return { ...rest, page: list(steps) };
  };
}

const NO_RETRY = { maxAttempts: 1, minBaseDelayMillis: 0, maxBaseDelayMillis: 0 };

function as<T>(read: (body: unknown) => T | undefined): T {
  const value = read(undefined);
  if (value === undefined) throw new Error("No page has come.");
  return value;
}

/** Returns the index of the first id after another. */
export function firstAfter(ids: readonly string[], after: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareBytes(ids[middle] ?? "", after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
