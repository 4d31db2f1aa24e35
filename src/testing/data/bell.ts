/** A signal to open sessions that something in the account has changed. */
export interface Bell {
  readonly ring: () => void;
  /** Calls back on each ring, until the returned function is called. */
  readonly hear: (listener: () => void) => () => void;
}

/** Creates a bell without listeners. */
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
