import { walkOf } from "./steps.js";

/**
 * Walks by a walk that is loaded when its first step is asked for, and then directly. `notLoaded` throws the error for
 * one that could not be loaded.
 */
export function later<T>(
  load: () => Promise<AsyncIterableIterator<T>>,
  notLoaded: (cause: unknown) => never,
): AsyncIterableIterator<T> {
  let loading: Promise<AsyncIterableIterator<T>> | undefined;
  let walk: AsyncIterableIterator<T> | undefined;
  let over = false;

  async function first(): Promise<IteratorResult<T, undefined>> {
    if (!over) loading ??= load().catch(notLoaded);
    walk = await loading;
    // It may have been closed while loading; then it requests nothing.
    return over || walk === undefined ? { done: true, value: undefined } : walk.next();
  }

  return walkOf(
    () => walk?.next() ?? first(),
    async () => {
      over = true;
      // A walk that could not be loaded has nothing to close; its reader gets the error.
      const opened = await loading?.catch(() => undefined);
      await opened?.return?.();
    },
  );
}
