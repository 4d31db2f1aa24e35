import type { ListingSteps } from "./page.js";

/** A request for a page, in progress. */
export interface PageRequest<P> {
  readonly page: Promise<P>;
  /** Marks it as waited for. */
  bringForward(): void;
  /** Ends it: nobody wants the page any more. */
  abort(): void;
}

/** The part of a listing that a page is requested of. */
export interface PageQuery {
  readonly startAfter: string | undefined;
  readonly limit: number;
}

/** Requests one page, by a call of its own, and takes it by `list`. `ahead`: nobody waits for it yet. */
export type PageSource<T> = <P>(
  query: PageQuery,
  ahead: boolean,
  list: (steps: ListingSteps<T>) => Promise<P>,
) => PageRequest<P>;

/** The bounds and the steps of a walk. */
export interface WalkOptions {
  readonly startAfter: string | undefined;
  readonly pageSize: number;
  readonly prefetch: boolean;
  /** Ends the walk at once, whatever is in progress. */
  readonly signal: AbortSignal | undefined;
  /** The most items wanted. */
  readonly wanted: number;
}

/** Options of a walk that may have several requests at a time. */
export interface ParallelOptions extends WalkOptions {
  readonly parallel: number;
  readonly prefix: string;
  /** Throws the error for a walk that could not be loaded. */
  readonly notLoaded: (cause: unknown) => never;
}
