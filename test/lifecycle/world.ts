import { S2, type S2Options } from "../../src/index.js";
import { onAbort } from "../../src/signals.js";
import { createLocalAccount, type LocalAccount, type LocalAccountOptions } from "../../src/testing/index.js";

/** Time that passes only when nothing else is left to do. */
export interface VirtualTime {
  readonly now: () => number;
  readonly sleep: (millis: number, signal?: AbortSignal) => Promise<void>;
  /** Moves the clock alone, as somebody who sets it does. */
  readonly jump: (millis: number) => void;
  /** Runs work to its end, moving time to the next alarm whenever nothing else happens. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  /** Alarms that are set. */
  readonly pending: () => number;
}

/** When the virtual clock begins; it is no date that passes. */
export const BEGIN = Date.UTC(2001, 0, 1);

export function virtualTime(begin: number = BEGIN): VirtualTime {
  let elapsed = 0;
  let offset = begin;
  let number = 0;
  const alarms = new Map<number, { readonly at: number; readonly ring: () => void }>();
  const ringNext = (): void => {
    let next: [number, { readonly at: number; readonly ring: () => void }] | undefined;
    for (const alarm of alarms) if (next === undefined || alarm[1].at < next[1].at) next = alarm;
    if (next === undefined) return;
    alarms.delete(next[0]);
    elapsed = Math.max(elapsed, next[1].at);
    next[1].ring();
  };
  return {
    now: () => offset + elapsed,
    sleep: (millis, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const id = (number += 1);
        const ring = (): void => {
          stopListening();
          resolve();
        };
        const stopListening = onAbort(signal, () => {
          alarms.delete(id);
          reject(signal?.reason);
        });
        alarms.set(id, { at: elapsed + millis, ring });
      }),
    jump: (millis) => {
      offset += millis;
    },
    async run(work) {
      const state = { over: false };
      const settled = work.then(
        () => void (state.over = true),
        () => void (state.over = true),
      );
      while (!state.over) {
        for (let turn = 0; turn < 3 && !state.over; turn++) await new Promise(setImmediate);
        // With no alarm set, what is waited for is the runtime's: a digest is made on another thread.
        if (!state.over) ringNext();
      }
      await settled;
      return work;
    },
    pending: () => alarms.size,
  };
}

export interface Setting {
  readonly account: LocalAccount;
  readonly client: S2;
}

/** A local account and a client of it. */
export function setting(options: LocalAccountOptions = {}, clientOptions: Partial<S2Options> = {}): Setting {
  const account = createLocalAccount(options);
  const client = new S2({ accessToken: account.token, fetch: account.fetch, ...clientOptions });
  return { account, client };
}

/** A seeded source of numbers from 0 up to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Every secret that is alive in an account. */
export function ids(account: LocalAccount): string[] {
  return account.tokens().map(({ id }) => id);
}
