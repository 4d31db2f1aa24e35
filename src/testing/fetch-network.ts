/** Rejects with the signal's reason when it aborts; without a signal, never settles. */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** Waits; an abort ends it with the signal's reason and leaves no timer or listener behind. */
export function pause(millis: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const onAbort = () => finish(() => reject(signal?.reason as Error));
    const timer = setTimeout(() => finish(resolve), millis);
    signal?.addEventListener("abort", onAbort);
  });
}

/** What Node's `fetch` rejects with when the network fails. */
export function networkError(code: string): TypeError {
  return new TypeError("fetch failed", {
    cause: Object.assign(new Error(`The local account: ${code}`), { code }),
  });
}
