interface Hub {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/** One listener per signal, however many wait for it: runtimes warn above ten, and a long-lived signal gathers none. */
const hubs = /* @__PURE__ */ new WeakMap<AbortSignal, Hub>();

/** Calls back once a signal fires, at once if it already has; the returned function cancels that. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  let hub = hubs.get(signal);
  if (hub === undefined) hubs.set(signal, (hub = hubOf(signal)));
  const { callbacks, listener } = hub;
  if (callbacks.size === 0) signal.addEventListener("abort", listener);
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) signal.removeEventListener("abort", listener);
  };
}

function hubOf(signal: AbortSignal): Hub {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    signal.removeEventListener("abort", listener);
    callbacks.forEach((each) => each());
    callbacks.clear();
  };
  return { callbacks, listener };
}
