/** Anything that a signal can end. */
interface Ending {
  end(reason: unknown): void;
}

interface Hub {
  readonly listeners: Set<Ending>;
  readonly fire: () => void;
}

/** One listener per signal, however many calls share it: a long-lived signal accumulates none. */
const hubs = /* @__PURE__ */ new WeakMap<AbortSignal, Hub>();

/** Ends something once a signal fires; at once if it already has. */
export function watch(signal: AbortSignal, ending: Ending): void {
  if (signal.aborted) {
    ending.end(signal.reason);
    return;
  }
  let hub = hubs.get(signal);
  if (hub === undefined) {
    const listeners = new Set<Ending>();
    hub = { listeners, fire: () => listeners.forEach((each) => each.end(signal.reason)) };
    hubs.set(signal, hub);
  }
  if (hub.listeners.size === 0) signal.addEventListener("abort", hub.fire);
  hub.listeners.add(ending);
}

/** Stops watching a signal for something. */
export function unwatch(signal: AbortSignal, ending: Ending): void {
  const hub = hubs.get(signal);
  if (hub?.listeners.delete(ending) === true && hub.listeners.size === 0)
    signal.removeEventListener("abort", hub.fire);
}
