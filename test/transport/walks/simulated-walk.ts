import { compareBytes } from "../../../src/check/names.js";
import type { PageSource } from "../../../src/transport/walks/source.js";
import { notLoaded } from "../../../src/transport/failure.js";
import { walkListing } from "../../../src/transport/walks/walk.js";

/** Milliseconds that a page takes on the simulated clock. */
export const ROUND_TRIP = 20;

/** The options of a walk over everything. */
export const WALK = {
  startAfter: undefined,
  prefetch: true,
  signal: undefined,
  wanted: Infinity,
  prefix: "",
  idOf: (id: string) => id,
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
  const source: PageSource<string> = ({ startAfter, limit }) => {
    clock.requests++;
    const page = new Promise<Awaited<ReturnType<PageSource<string>>["page"]>>((resolve, reject) => {
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
    let came: readonly string[] = [];
    page.then(({ items }) => (came = items)).catch(() => undefined);
    return { page, again: () => came, bringForward: () => undefined, abort: () => undefined };
  };
  const walk = walkListing(source, { ...WALK, pageSize, parallel });
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
