import type { Page } from "../../types.js";
import { later } from "./later.js";
import { listPage } from "./page.js";
import type { PageRequest, PageSource, ParallelOptions, WalkOptions } from "./source.js";
import { inTurn, walkOf } from "./steps.js";

/** Walks a listing with as many requests at a time as wanted; in turn if two will do, which are made in turn anyway. */
export function walkListing<T>(
  source: PageSource<T>,
  options: ParallelOptions,
): AsyncIterableIterator<Page<T>> {
  if (options.parallel === 1 || options.wanted <= 2 * options.pageSize) return walkPages(source, options);
  // Loaded when first needed: few programs list in parallel, and it is an eighth of the client.
  return later(
    async () => (await import("./parallel.js")).walkInParallel(source, options),
    options.notLoaded,
  );
}

/** Walks a listing page by page, at most one page ahead of its reader. */
function walkPages<T>(source: PageSource<T>, options: WalkOptions): AsyncIterableIterator<Page<T>> {
  let cursor = options.startAfter;
  let wanted = options.wanted;
  let next: PageRequest<Page<T>> | undefined;
  let over = wanted <= 0;

  function request(ahead: boolean): PageRequest<Page<T>> {
    return source({ startAfter: cursor, limit: Math.min(options.pageSize, wanted) }, ahead, listPage);
  }

  async function advance(): Promise<IteratorResult<Page<T>, undefined>> {
    if (over) return { done: true, value: undefined };
    try {
      if (options.signal?.aborted === true) throw options.signal.reason;
      next ??= request(false);
      next.bringForward();
      const page = await next.page;
      // Closed just as the page arrived: later requests get nothing, either.
      if (over) return { done: true, value: undefined };
      next = undefined;
      cursor = page.cursor ?? cursor;
      wanted -= page.items.length;
      over ||= !page.hasMore || wanted <= 0;
      if (!over && options.prefetch) next = request(true);
      return { done: false, value: page };
    } catch (error) {
      // Closed while it waited: that is the end, not a failure.
      if (over) return { done: true, value: undefined };
      over = true;
      throw error;
    }
  }

  return walkOf(inTurn(advance), () => {
    over = true;
    next?.abort();
    next = undefined;
  });
}

/** Walks the items of all pages; nearly every step is a single settled promise. */
export function walkItems<T>(source: PageSource<T>, options: ParallelOptions): AsyncIterableIterator<T> {
  const { signal } = options;
  const pages = walkListing(source, options);
  const none: readonly T[] = [];
  // An iterator's own steps settle promises faster than objects made here, and one that is done lets go of its page.
  let items = none.values();
  let turning = 0;
  let over = false;

  async function close(): Promise<void> {
    over = true;
    items = none.values();
    await pages.return?.();
  }

  async function turn(): Promise<IteratorResult<T, undefined>> {
    try {
      for (;;) {
        if (!over && signal?.aborted === true) {
          await close();
          throw signal.reason;
        }
        const step = items.next();
        if (step.done !== true) return step;
        const page = await pages.next();
        // It may have been closed in the meantime; then its items are not wanted.
        if (over || page.done === true) {
          over = true;
          return { done: true, value: undefined };
        }
        items = page.value.items.values();
      }
    } finally {
      turning--;
    }
  }

  const turnOnce = inTurn(turn);
  return walkOf(() => {
    if (turning === 0 && signal?.aborted !== true) {
      const step = items.next();
      if (step.done !== true) return Promise.resolve(step);
    }
    turning++;
    return turnOnce();
  }, close);
}

/** Gathers at most `wanted` items of a walk into an array. */
export async function collect<T>(
  source: PageSource<T>,
  options: ParallelOptions,
  wanted: number,
): Promise<T[]> {
  const pages = walkListing(source, { ...options, wanted });
  const found: T[] = [];
  for await (const page of pages) {
    for (const item of page.items) if (found.length < wanted) found.push(item);
  }
  return found;
}
