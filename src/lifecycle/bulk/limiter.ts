import { onAbort } from "../../signals.js";
import type { Clock } from "../clock.js";

/** The number of calls at once to start with. */
const FIRST = 4;
/** The most calls at once. */
export const MOST_AT_ONCE = 64;
/** The lowest limit. Below 1, calls are paced: here, one per eight times the latency of a call. */
const LEAST = 1 / 8;

/** Permission for one call to run. */
export interface Permit {
  /** Returns the permit. `congested`: the service had no room for the call. */
  readonly release: (outcome: Outcome) => void;
}

/** The outcome of a call in terms of capacity. `other` says nothing about it. */
export type Outcome = "ok" | "congested" | "other";

/** One user of a limiter, with a limit of its own. */
export interface Lane {
  readonly clock: Clock;
  /** Returns the number of calls that may currently run at once. */
  readonly room: () => number;
  /** Waits for room. Rejects with the signal's reason, having taken nothing. */
  readonly acquire: (signal?: AbortSignal) => Promise<Permit>;
  /** Delays every new call for this long. */
  readonly hold: (millis: number) => void;
}

interface Waiter {
  readonly lane: { readonly most: number; inUse: number };
  readonly start: () => void;
}

/**
 * Finds out how many calls a service accepts at once: doubles until told to slow down, then adds one per round, and
 * cuts by three tenths, at most once per round trip, whenever told again. Rounds are counted in calls, not time, so a
 * clock that jumps changes nothing.
 */
export class Limiter {
  #limit = FIRST;
  #doubling = true;
  #inUse = 0;
  /** The number of calls started so far, and its value at the last cut. */
  #begun = 0;
  #cutAt = 0;
  /** The smoothed latency of a call, in milliseconds. */
  #latency = 100;
  #heldFor = 0;
  #heldSince = 0;
  #alarm: AbortController | undefined;
  readonly #waiting: Waiter[] = [];

  /** Opens a lane: at most `most` of its calls run at once, and never more than the service takes. */
  lane(clock: Clock, most: number = MOST_AT_ONCE): Lane {
    const own = { most, inUse: 0 };
    return {
      clock,
      room: () => Math.max(1, Math.min(own.most, Math.floor(this.#limit))),
      acquire: (signal) => this.#acquire(clock, own, signal),
      hold: (millis) => this.#hold(clock, millis),
    };
  }

  #acquire(clock: Clock, lane: Waiter["lane"], signal: AbortSignal | undefined): Promise<Permit> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const waiter: Waiter = {
        lane,
        start: () => {
          stopListening();
          resolve(this.#begin(clock, lane));
        },
      };
      const stopListening = onAbort(signal, () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        if (this.#waiting.length === 0) this.#alarm?.abort();
        reject(signal?.reason);
      });
      this.#waiting.push(waiter);
      this.#pump(clock);
    });
  }

  #begin(clock: Clock, lane: Waiter["lane"]): Permit {
    const number = ++this.#begun;
    const since = clock.now();
    this.#inUse++;
    lane.inUse++;
    let released = false;
    return {
      release: (outcome) => {
        if (released) return;
        released = true;
        this.#inUse--;
        lane.inUse--;
        const took = Math.min(Math.max(clock.now() - since, 1), 10_000);
        this.#latency += (took - this.#latency) / 8;
        this.#learn(number, outcome);
        if (this.#limit < 1) this.#hold(clock, this.#latency * (1 / this.#limit - 1));
        this.#pump(clock);
      },
    };
  }

  #learn(number: number, outcome: Outcome): void {
    if (outcome === "ok") {
      const step = this.#doubling ? 1 : Math.min(this.#limit / 4, 1 / this.#limit);
      this.#limit = Math.min(MOST_AT_ONCE, this.#limit + step);
    } else if (outcome === "congested") {
      this.#doubling = false;
      // Started before the last cut, which already accounts for it.
      if (number <= this.#cutAt) return;
      this.#limit = Math.max(LEAST, this.#limit * 0.7);
      this.#cutAt = this.#begun;
    }
  }

  #hold(clock: Clock, millis: number): void {
    if (millis <= this.#heldLeft(clock)) return;
    // Whole milliseconds: a fraction, truncated again and again, would never elapse.
    this.#heldFor = Math.ceil(millis);
    this.#heldSince = clock.now();
    this.#alarm?.abort();
    this.#pump(clock);
  }

  /** Returns the rest of the hold, never more than requested even if the clock was set back. */
  #heldLeft(clock: Clock): number {
    const passed = clock.now() - this.#heldSince;
    if (passed >= 0) return Math.max(0, this.#heldFor - passed);
    this.#heldSince = clock.now();
    return this.#heldFor;
  }

  #pump(clock: Clock): void {
    if (this.#waiting.length === 0) return;
    const left = this.#heldLeft(clock);
    if (left > 0) {
      this.#wakeAfter(clock, left);
      return;
    }
    for (let index = 0; index < this.#waiting.length && this.#inUse < Math.max(1, Math.floor(this.#limit));) {
      const waiter = this.#waiting[index];
      if (waiter === undefined || waiter.lane.inUse >= waiter.lane.most) {
        index++;
        continue;
      }
      this.#waiting.splice(index, 1);
      waiter.start();
    }
  }

  /** Sets the one timer, which exists only while somebody waits. */
  #wakeAfter(clock: Clock, millis: number): void {
    if (this.#alarm?.signal.aborted === false) return;
    const alarm = (this.#alarm = new AbortController());
    void this.#wake(clock, millis, alarm);
  }

  async #wake(clock: Clock, millis: number, alarm: AbortController): Promise<void> {
    try {
      await clock.sleep(millis, alarm.signal);
    } catch {
      // Nobody is waiting, or the hold was extended.
      return;
    }
    if (this.#alarm === alarm) this.#alarm = undefined;
    this.#pump(clock);
  }
}

const limiters = /* @__PURE__ */ new WeakMap<object, Limiter>();

/** Returns the one limiter of a client, shared by everything that runs on it. */
export function limiterOf(tokens: object): Limiter {
  let limiter = limiters.get(tokens);
  if (limiter === undefined) limiters.set(tokens, (limiter = new Limiter()));
  return limiter;
}
