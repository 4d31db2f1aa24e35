/** A clock that a test controls, and the timers on it. */
export function createClock(start = 1_000) {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    startTimer: (callback: () => void, millis: number) => {
      const timer = { at: now + millis, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    /** Advances time and fires every timer that comes due, in order. */
    async pass(millis: number): Promise<void> {
      const end = now + millis;
      for (;;) {
        // Woken code starts its next timer in later microtasks.
        await settled();
        const [due] = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (due === undefined) break;
        now = Math.max(now, due.at);
        timers.delete(due);
        due.callback();
      }
      now = end;
    },
    /** Returns the number of running timers. */
    running: () => timers.size,
  };
}

/** Resolves when promises can proceed no further without a timer or a socket. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
