import type { Route } from "../../../generated/constants.js";
import type { Retry } from "../../check/settings.js";
import type { Page } from "../../types.js";
import type { Read } from "../chunks.js";

/** The steps by which one page is listed, for walks that take them apart. */
export interface ListingSteps<T> {
  readonly call: {
    readonly retry: Retry;
    /** The attempts so far; `begin` counts one more. */
    readonly begun: number;
    begin(): void;
  };
  readonly query: Readonly<Record<string, unknown>>;
  readonly pages: NonNullable<Route["pages"]>;
  /** The wire's name of the id. */
  readonly idField: string;
  readonly idOf: (item: T) => string;
  readonly send: <P>(read: Read<P>) => Promise<P>;
  /** Reads the page; undefined if the body does not have the declared shape. */
  readonly read: (body: unknown) => Page<T> | undefined;
  /** Returns a page that a walk can continue from; throws for any other. */
  readonly check: (page: Page<T>) => Page<T>;
}

/** Lists one page and reads it as it comes. */
export async function listPage<T>({ send, read, check }: ListingSteps<T>): Promise<Page<T>> {
  return check(await send((answer) => answer.as(read)));
}
