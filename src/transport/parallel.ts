import { compareBytes } from "../check/names.js";
import type { Page } from "../types.js";
import type { PageRequest, PageSource, ParallelOptions } from "./listing.js";
import { Stretch } from "./split.js";

/** The pages that a range is cut to hold. A range costs half a page, which its neighbour lists too. */
const RANGE_PAGES = 8;
/** The most pages that may wait for their turn, per worker. */
const WAITING_PAGES = 16;
/** One id in this many is sampled, to learn what ids look like. */
const SAMPLE = 16;
/** The fewest remaining pages that are worth a range of their own. */
const LEAST_PAGES = 4;

/** Ids after `cursor`, up to and including `end`. A request cannot name an end: the walk stops there by itself. */
interface Range<T> {
  cursor: string | undefined;
  end: string | undefined;
  /** The stretch covered by the last page of this range, or of the range it was cut from. */
  stretch: Stretch | undefined;
  readonly waiting: Page<T>[];
  request: PageRequest<T> | undefined;
  isDone: boolean;
  failure: { readonly error: unknown } | undefined;
}

/**
 * Walks a listing with several requests at a time: the same items in the same order, each once. The first two pages are
 * requested in turn; only then is there a third to share. Ranges of ids are cut by an estimate of the pages they hold;
 * pages ahead of the reader wait, within a bound. A failure is reported at its place in the order.
 */
export function walkInParallel<T>(
  source: PageSource<T>,
  options: ParallelOptions<T>,
): AsyncIterableIterator<Page<T>> {
  const walk = new ParallelWalk(source, options);
  let queue: Promise<unknown> = Promise.resolve();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      // One step at a time, however many are asked for at once.
      const step = queue.then(
        () => walk.next(),
        () => walk.next(),
      );
      queue = step;
      return step;
    },
    return() {
      walk.close();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

class ParallelWalk<T> {
  readonly #source: PageSource<T>;
  readonly #options: ParallelOptions<T>;
  /** In order; the first is the one being read. */
  readonly #ranges: Range<T>[];
  #wanted: number;
  #pages = 0;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(source: PageSource<T>, options: ParallelOptions<T>) {
    this.#source = source;
    this.#options = options;
    this.#wanted = options.wanted;
    this.#ranges = [rangeOf(options.startAfter, undefined, undefined)];
  }

  async next(): Promise<IteratorResult<Page<T>, undefined>> {
    const { signal } = this.#options;
    try {
      for (;;) {
        if (!this.#isOver && signal?.aborted === true) throw signal.reason;
        const [range] = this.#ranges;
        if (this.#isOver || range === undefined) return this.#end();
        const page = range.waiting.shift();
        if (page !== undefined) return { done: false, value: this.#handOver(page) };
        if (range.failure !== undefined) throw range.failure.error;
        if (range.isDone) {
          this.#ranges.shift();
          continue;
        }
        this.#work();
        range.request?.bringForward();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#isOver = true;
    for (const range of this.#ranges.splice(0)) range.request?.abort();
    this.#wake();
  }

  #end(): IteratorResult<Page<T>, undefined> {
    this.close();
    return { done: true, value: undefined };
  }

  #handOver(page: Page<T>): Page<T> {
    const items = page.items.slice(0, this.#wanted);
    this.#wanted -= items.length;
    if (this.#wanted <= 0) this.close();
    else if (this.#options.prefetch) this.#work();
    const isCut = items.length < page.items.length;
    const last = items.at(-1);
    return {
      items,
      cursor: last === undefined ? page.cursor : this.#options.idOf(last),
      hasMore: page.hasMore || isCut,
    };
  }

  /** Starts as many requests as are allowed, from the left; cuts a new range for each worker left over. */
  #work(): void {
    const { parallel } = this.#options;
    for (;;) {
      const busy = this.#ranges.filter(({ request }) => request !== undefined).length;
      const waiting = this.#ranges.reduce((sum, range) => sum + range.waiting.length, 0);
      if (this.#isOver || busy >= this.#workers() || waiting + busy >= WAITING_PAGES * parallel) return;
      const open = this.#open();
      const range = open.find((each, index) => mayGoOn(each, index === 0)) ?? this.#cut(open);
      if (range === undefined) return;
      this.#request(range);
    }
  }

  /** Returns one until a third page is known to exist: a shorter listing is requested in turn. */
  #workers(): number {
    return this.#pages < 2 ? 1 : this.#options.parallel;
  }

  /** Returns the ranges before the first that failed: nothing after a failure is ever read. */
  #open(): readonly Range<T>[] {
    const failed = this.#ranges.findIndex(({ failure }) => failure !== undefined);
    return failed === -1 ? this.#ranges : this.#ranges.slice(0, failed);
  }

  /** Cuts the largest remainder known to be worth it; the new range is its right part. */
  #cut(open: readonly Range<T>[]): Range<T> | undefined {
    let best: { readonly range: Range<T>; readonly pages: number } | undefined;
    for (const range of open) {
      const pages = this.#pagesLeft(range);
      if (pages >= LEAST_PAGES && pages > (best?.pages ?? 0)) best = { range, pages };
    }
    const { cursor, end, stretch } = best?.range ?? {};
    if (best === undefined || cursor === undefined || stretch === undefined) return undefined;
    const at = stretch.cut(cursor, best.pages / 2, this.#options.prefix, end);
    if (at === undefined) {
      // No estimate is possible here: it is walked to its end.
      best.range.stretch = undefined;
      return this.#cut(open);
    }
    const range = rangeOf<T>(at, end, stretch);
    best.range.end = at;
    this.#ranges.splice(this.#ranges.indexOf(best.range) + 1, 0, range);
    return range;
  }

  /** Estimates the pages left in a range, at most two ranges' worth; 0 if nothing is known. */
  #pagesLeft({ cursor, end, stretch, isDone }: Range<T>): number {
    if (isDone || cursor === undefined || stretch === undefined) return 0;
    const most = 2 * RANGE_PAGES;
    if (end === undefined) return most;
    return Math.min(most, stretch.pagesBetween(cursor, end) ?? 0);
  }

  #request(range: Range<T>): void {
    const limit = Math.min(this.#options.pageSize, this.#wanted);
    const request = this.#source({ startAfter: range.cursor, limit }, true);
    range.request = request;
    const settled = (): void => {
      range.request = undefined;
      if (this.#isOver) return;
      this.#wake();
      if (this.#options.prefetch) this.#work();
    };
    request.page
      .then(
        (page) => (this.#isOver ? undefined : this.#take(range, page)),
        (error: unknown) => {
          range.failure = { error };
        },
      )
      .finally(settled);
  }

  /** Keeps the part of a page that lies in its range. */
  #take(range: Range<T>, page: Page<T>): void {
    const { idOf } = this.#options;
    const { items } = page;
    this.#pages++;
    const { end } = range;
    let kept = items.length;
    if (end !== undefined) while (kept > 0 && compareBytes(idOf(items[kept - 1] as T), end) > 0) kept--;
    const [first] = items;
    const last = items.at(-1);
    if (first !== undefined && last !== undefined && page.hasMore) {
      const some = items.filter((_, index) => index % SAMPLE === 0).map(idOf);
      range.stretch = new Stretch(idOf(first), idOf(last), some);
    }
    range.isDone = kept < items.length || !page.hasMore;
    // Nothing follows the last page of the listing.
    if (kept === items.length && !page.hasMore) this.#dropAfter(range);
    if (kept === 0) return;
    const own = items.slice(0, kept);
    range.cursor = idOf(items[kept - 1] as T); // It is there: `kept` counts it.
    range.waiting.push({ items: own, cursor: range.cursor, hasMore: page.hasMore || kept < items.length });
  }

  #dropAfter(range: Range<T>): void {
    const at = this.#ranges.indexOf(range);
    if (at === -1) return;
    for (const each of this.#ranges.splice(at + 1)) each.request?.abort();
  }
}

function mayGoOn<T>({ request, isDone, waiting }: Range<T>, isFirst: boolean): boolean {
  return request === undefined && !isDone && waiting.length < (isFirst ? WAITING_PAGES : RANGE_PAGES);
}

function rangeOf<T>(
  cursor: string | undefined,
  end: string | undefined,
  stretch: Stretch | undefined,
): Range<T> {
  return { cursor, end, stretch, waiting: [], request: undefined, isDone: false, failure: undefined };
}
