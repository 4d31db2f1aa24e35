import type { Page } from "../../types.js";

/** A request for a page, in progress. */
export interface PageRequest<T> {
  readonly page: Promise<Page<T>>;
  /** Reads the items of the page that came once more, from its text, which takes half the memory. */
  readonly again: () => readonly T[];
  /** Marks it as waited for. */
  bringForward(): void;
  /** Ends it: nobody wants the page any more. */
  abort(): void;
}

/** Requests one page. `ahead`: nobody waits for it yet. */
export type PageSource<T> = (
  query: { readonly startAfter: string | undefined; readonly limit: number },
  ahead: boolean,
) => PageRequest<T>;

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
export interface ParallelOptions<T> extends WalkOptions {
  readonly parallel: number;
  readonly prefix: string;
  readonly idOf: (item: T) => string;
  /** Throws the error for a walk that could not be loaded. */
  readonly notLoaded: (cause: unknown) => never;
}
