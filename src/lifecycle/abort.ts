interface Hub {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/** One listener per signal, however many callers wait: runtimes warn above ten, and long-lived signals leak none. */
const hubs = /* @__PURE__ */ new WeakMap<AbortSignal, Hub>();

/** Calls back once when the signal fires; the returned function cancels that. The signal must not have fired yet. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => undefined;
  let hub = hubs.get(signal);
  if (hub === undefined) {
    const callbacks = new Set<() => void>();
    hub = { callbacks, listener: () => [...callbacks].forEach((each) => each()) };
    hubs.set(signal, hub);
  }
  const { callbacks, listener } = hub;
  if (callbacks.size === 0) signal.addEventListener("abort", listener);
  callbacks.add(callback);
  return () => {
    if (callbacks.delete(callback) && callbacks.size === 0) signal.removeEventListener("abort", listener);
  };
}
