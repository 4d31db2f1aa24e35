/** Makes a walk of its two steps: `close` ends it, whatever is in progress. */
export function walkOf<T>(
  next: () => Promise<IteratorResult<T, undefined>>,
  close: () => Promise<void> | void,
): AsyncIterableIterator<T> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next,
    async return() {
      await close();
      return { done: true, value: undefined };
    },
  };
}

/** Takes one step at a time, however many are asked for at once. */
export function inTurn<R>(step: () => Promise<R>): () => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(step, step);
    last = next;
    return next;
  };
}
