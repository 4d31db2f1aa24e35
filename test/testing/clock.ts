/** A clock that a test sets, and the timers that go by it. */
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
    /** Lets time pass, and every timer go off that comes due, in order. */
    async pass(millis: number): Promise<void> {
      const end = now + millis;
      for (;;) {
        // Whoever was woken starts its next timer in promises of its own.
        await settled();
        const [due] = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (due === undefined) break;
        now = Math.max(now, due.at);
        timers.delete(due);
        due.callback();
      }
      now = end;
    },
    /** How many timers are running. */
    running: () => timers.size,
  };
}

/** Resolves when every promise has gone as far as it can without a timer or a socket. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
