/** What tells open sessions that something in the account has changed. */
export interface Bell {
  readonly ring: () => void;
  /** Calls back with each ring, until the function returned is called. */
  readonly hear: (listener: () => void) => () => void;
}

/** Creates a bell that nobody hears yet. */
export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of listeners) listener();
    },
    hear(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
