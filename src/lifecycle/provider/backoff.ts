import { retryAfter } from "../bulk/failures.js";
import { Recent } from "./recent.js";

/** The last failure of a key, after others in a row. */
interface Failing {
  readonly times: number;
  readonly retryAt: number;
  readonly error: unknown;
}

const MOST_MILLIS = 300_000;

/** The keys that failed, each until it succeeds: its delays double, up to five minutes. */
export class Backoff {
  readonly #failing: Recent<Failing>;
  readonly #time: () => number;
  readonly #random: () => number;

  constructor(most: number, time: () => number, random: () => number) {
    this.#failing = new Recent(most);
    this.#time = time;
    this.#random = random;
  }

  /** Returns the failure of a key and the milliseconds until its next try, if it is not due. */
  of(key: string): { readonly error: unknown; readonly left: number } | undefined {
    const failing = this.#failing.get(key);
    const left = failing === undefined ? 0 : failing.retryAt - this.#time();
    return failing === undefined || left <= 0 ? undefined : { error: failing.error, left };
  }

  /** Adds a failure; returns the milliseconds until the next try. */
  failed(key: string, error: unknown): number {
    const times = (this.#failing.get(key)?.times ?? -1) + 1;
    const ceiling = Math.min(MOST_MILLIS, 1000 * 2 ** times);
    const delay = Math.max(this.#random() * ceiling, retryAfter(error));
    this.#failing.set(key, { times, retryAt: this.#time() + delay, error });
    return delay;
  }

  /** Forgets the failures of a key. */
  succeeded(key: string): void {
    this.#failing.delete(key);
  }
}
