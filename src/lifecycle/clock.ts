import { onAbort } from "../signals.js";

/** The sources of time and randomness of a lifecycle function. Each has a default; tests pass their own. */
export interface Timing {
  /** The time in milliseconds since 1970 (default `Date.now`). */
  readonly now?: (() => number) | undefined;
  /** A number from 0 up to 1, for jitter and ids (default `Math.random`). */
  readonly random?: (() => number) | undefined;
  /** Waits, and rejects with the signal's reason when it fires (default: a timer, cleared when it is not needed). */
  readonly sleep?: ((millis: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** A timing with its defaults filled in. */
export interface Clock {
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (millis: number, signal?: AbortSignal) => Promise<void>;
}

/** Fills in the defaults; globals are looked up at each use. */
export function clockOf({ now, random, sleep }: Timing): Clock {
  return {
    now: now ?? (() => Date.now()),
    random: random ?? (() => Math.random()),
    // A custom sleep need not support signals.
    sleep: sleep === undefined ? wait : (millis, signal) => orAborted(sleep(millis, signal), signal),
  };
}

/** The longest delay of a timer; a longer one would fire at once. */
const MOST_MILLIS = 2_147_483_647;

function wait(millis: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const ring = (): void => {
      stopListening();
      resolve();
    };
    const timer = setTimeout(ring, Math.min(millis, MOST_MILLIS));
    const stopListening = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
}

/** Settles as the work does, or rejects with the signal's reason once it fires; the work itself goes on. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, () => reject(signal.reason));
    work.then(resolve, reject).finally(stopListening);
  });
}

/** Settles as the work does, or rejects with the result of `late` after this many milliseconds. Leaves no timer. */
export async function within<T>(
  clock: Clock,
  millis: number,
  work: (signal: AbortSignal) => Promise<T> | T,
  late: () => unknown,
): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const alarm = clock.sleep(millis, done.signal).then(
    () => {
      const reason = late();
      over.abort(reason);
      throw reason;
    },
    // The work finished in time.
    () => new Promise<never>(() => undefined),
  );
  alarm.catch(() => undefined);
  try {
    return await Promise.race([(async () => work(over.signal))(), alarm]);
  } finally {
    done.abort();
  }
}
