import { compareBytes } from "../../check/names.js";
import type { Page } from "../../types.js";
import { listAhead, listWhole, type PageAhead } from "./ahead.js";
import type { PageRequest, PageSource, ParallelOptions } from "./source.js";
import { Splitter, type Mark } from "./split.js";
import { inTurn, walkOf } from "./steps.js";

/** The most pages that wait for their turn, per worker. */
const WAITING_PAGES = 16;
/** About the most bytes that they have, all together: without this bound 16 workers peak at 50 MB more. */
const WAITING_BYTES = 24 * 1024 * 1024;
/** Pages behind the reader that estimates still go by. */
const HISTORY_PAGES = 32;
/** The fewest remaining pages that are worth a range of their own, which costs half a page that its neighbour lists too. */
const LEAST_PAGES = 3;
/** Ids of a page that are enough to learn what ids look like. */
const SAMPLED_IDS = 64;

/** A page that waits for its turn. */
interface Waiting<T> {
  /** The id that it was requested after, and the last one that is kept of it. */
  readonly after: string | undefined;
  readonly last: string | undefined;
  readonly kept: number;
  readonly hasMore: boolean;
  readonly read: () => Page<T> | undefined;
  readonly attempts: number;
}

/** Ids after `cursor`, up to and including `end`. A request cannot name an end: the walk stops there by itself. */
interface Range<T> {
  cursor: string | undefined;
  end: string | undefined;
  /** The ids that its pages begin and end with. */
  readonly marks: string[];
  readonly waiting: Waiting<T>[];
  request: PageRequest<unknown> | undefined;
  /** True once its first page has come: only then is it known to hold anything. */
  isProven: boolean;
  isDone: boolean;
  failure: { readonly error: unknown } | undefined;
  /** The pages left in it, as last estimated. */
  left: number | undefined;
  /** The attempts so far, if it is a page that could not be read when its turn came. */
  readonly attempts: number;
}

/**
 * Walks a listing with several requests at a time: the same items in the same order, each once. The first two pages are
 * requested in turn; only then is there a third to share. Ranges of ids are cut by an estimate of the pages they hold;
 * pages ahead of the reader wait, within a bound. A failure is reported at its place in the order.
 */
export function walkInParallel<T>(
  source: PageSource<T>,
  options: ParallelOptions,
): AsyncIterableIterator<Page<T>> {
  const walk = new ParallelWalk(source, options);
  return walkOf(
    inTurn(() => walk.next()),
    () => walk.close(),
  );
}

class ParallelWalk<T> {
  readonly #source: PageSource<T>;
  readonly #options: ParallelOptions;
  readonly #splitter: Splitter;
  /** In order; the first is the one being read. */
  readonly #ranges: Range<T>[];
  /** The last ids of the pages before them. */
  readonly #past: string[] = [];
  #wanted: number;
  #pages = 0;
  #bytes = 0;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(source: PageSource<T>, options: ParallelOptions) {
    this.#source = source;
    this.#options = options;
    this.#splitter = new Splitter(options.prefix);
    this.#wanted = options.wanted;
    this.#ranges = [rangeOf(options.startAfter, undefined)];
  }

  async next(): Promise<IteratorResult<Page<T>, undefined>> {
    const { signal } = this.#options;
    try {
      for (;;) {
        if (!this.#isOver && signal?.aborted === true) throw signal.reason;
        const [range] = this.#ranges;
        if (this.#isOver || range === undefined) return this.#end();
        const waiting = range.waiting.shift();
        if (waiting !== undefined) {
          const page = this.#read(waiting);
          if (page === undefined) continue;
          return { done: false, value: this.#handOver(page, waiting) };
        }
        if (range.failure !== undefined) throw range.failure.error;
        if (range.isDone) {
          this.#past.push(...range.marks);
          this.#past.splice(0, this.#past.length - HISTORY_PAGES);
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

  /** Reads a page whose turn has come. One that cannot be read becomes a range of its own, to be requested again. */
  #read({ read, attempts, after, last }: Waiting<T>): Page<T> | undefined {
    const page = read();
    if (page === undefined) this.#ranges.unshift(rangeOf(after, last, attempts));
    return page;
  }

  #handOver({ items }: Page<T>, { kept, last, hasMore }: Waiting<T>): Page<T> {
    this.#wanted -= kept;
    if (this.#wanted <= 0) this.close();
    else if (this.#options.prefetch) this.#work();
    return { items: kept === items.length ? items : items.slice(0, kept), cursor: last, hasMore };
  }

  /** Starts as many requests as there are workers left and room for what they bring. */
  #work(): void {
    // A third page is needed for a second worker: a shorter listing is requested in turn.
    const workers = this.#pages < 2 ? 1 : this.#options.parallel;
    while (!this.#isOver && this.#ranges.filter(({ request }) => request !== undefined).length < workers) {
      const range = this.#next();
      if (range === undefined) return;
      this.#request(range);
    }
  }

  /** Returns the range to request a page of: the first without a request, else half of the largest remainder. */
  #next(): Range<T> | undefined {
    // One place is kept for the page that the reader waits for.
    const window = this.#window();
    const room = window - 1 - this.#ahead();
    const marks: Mark[] = this.#past.map((id, at) => ({ id, at }));
    const remainders: { readonly range: Range<T>; readonly pages: number; readonly marks: number }[] = [];
    let at = marks.length;
    let before = 0;
    for (const [index, range] of this.#ranges.entries()) {
      const isAwaited = index === 0 && range.waiting.length === 0;
      before += range.waiting.length;
      // Further ahead less room is left: what lies between may be more than it seems.
      if (range.failure !== undefined || (!isAwaited && room <= before / 4)) break;
      if (range.request === undefined && !range.isDone) return range;
      for (const [place, id] of range.marks.entries()) marks.push({ id, at: place === 0 ? at : ++at });
      if (range.marks.length === 0 && range.cursor !== undefined) marks.push({ id: range.cursor, at });
      const left = this.#leftIn(range, marks);
      const pages = Math.min(left, window - before);
      // A range is cut again only after its halves have shown to hold anything, so that no empty one is cut to pieces.
      if (pages >= LEAST_PAGES && range.isProven && this.#ranges[index + 1]?.isProven !== false)
        remainders.push({ range, pages, marks: marks.length });
      before += left;
      at += left;
    }
    if (room <= 0) return undefined;
    for (const { range, pages, marks: end } of remainders.sort((a, b) => b.pages - a.pages)) {
      const right = this.#cut(range, pages / 2, marks.slice(0, end));
      if (right !== undefined) return right;
    }
    return undefined;
  }

  /** Returns the most pages that may wait or be on their way: fewer if they are long, but always one for each worker. */
  #window(): number {
    const { parallel } = this.#options;
    const bytesOfOne = this.#bytes / Math.max(1, this.#pages);
    return Math.max(parallel, Math.min(WAITING_PAGES * parallel, Math.floor(WAITING_BYTES / bytesOfOne)));
  }

  /** Returns the pages that wait or are on their way. */
  #ahead(): number {
    return this.#ranges.reduce(
      (sum, { waiting, request }) => sum + waiting.length + (request === undefined ? 0 : 1),
      0,
    );
  }

  #leftIn(range: Range<T>, marks: readonly Mark[]): number {
    if (range.isDone) return 0;
    return (range.left ??= range.end === undefined ? Infinity : this.#splitter.pagesTo(range.end, marks));
  }

  /** Cuts a range so many pages ahead of its cursor; returns its right part. */
  #cut(range: Range<T>, pages: number, marks: readonly Mark[]): Range<T> | undefined {
    const at = this.#splitter.cut(pages, range.end, marks);
    if (at === undefined) return undefined;
    const right = rangeOf<T>(at, range.end);
    range.end = at;
    range.left = undefined;
    this.#ranges.splice(this.#ranges.indexOf(range) + 1, 0, right);
    return right;
  }

  #request(range: Range<T>): void {
    const limit = Math.min(this.#options.pageSize, this.#wanted);
    const { cursor: startAfter, attempts } = range;
    const request = this.#source({ startAfter, limit }, true, (steps) =>
      attempts === 0 ? listAhead(steps) : listWhole(steps, attempts),
    );
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
  #take(range: Range<T>, { size, idAt, hasMore, read, attempts, bytes }: PageAhead<T>): void {
    // Its range may have been dropped just as the page came.
    if (!this.#ranges.includes(range)) return;
    this.#pages++;
    this.#bytes += bytes;
    const { end, cursor: after } = range;
    let kept = size;
    if (end !== undefined) while (kept > 0 && compareBytes(idAt(kept - 1), end) > 0) kept--;
    range.isProven = true;
    range.isDone = kept < size || !hasMore;
    // Nothing follows the last page of the listing.
    if (kept === size && !hasMore) this.#dropAfter(range);
    // The end of a listing may be an empty page, which is handed over as in a walk in turn.
    const last = kept === 0 ? undefined : idAt(kept - 1);
    if (kept > 0 || size === 0)
      range.waiting.push({ after, last, kept, hasMore: hasMore || kept < size, read, attempts });
    if (last === undefined) return;
    if (range.marks.length === 0) range.marks.push(idAt(0));
    range.marks.push(last);
    range.cursor = last;
    range.left = undefined;
    const ids = [last];
    for (let index = 0; index < kept; index += Math.ceil(kept / SAMPLED_IDS)) ids.push(idAt(index));
    this.#splitter.learn(ids);
  }

  #dropAfter(range: Range<T>): void {
    for (const each of this.#ranges.splice(this.#ranges.indexOf(range) + 1)) each.request?.abort();
  }
}

function rangeOf<T>(cursor: string | undefined, end: string | undefined, attempts = 0): Range<T> {
  return {
    cursor,
    end,
    marks: [],
    waiting: [],
    request: undefined,
    isProven: false,
    isDone: false,
    failure: undefined,
    left: undefined,
    attempts,
  };
}
