import { S2, type S2Options } from "../../src/index.js";
import type { TokenProviderOptions } from "../../src/lifecycle/index.js";
import { onAbort } from "../../src/signals.js";
import { createLocalAccount, type LocalAccount, type LocalAccountOptions } from "../../src/testing/index.js";

/** A clock that advances only when nothing else is left to do. */
export interface VirtualTime {
  readonly now: () => number;
  readonly sleep: (millis: number, signal?: AbortSignal) => Promise<void>;
  /** Moves the clock without firing alarms, like a change of the system time. */
  readonly jump: (millis: number) => void;
  /** Runs work to its end, advancing time to the next alarm whenever nothing else happens. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  /** The number of pending alarms. */
  readonly pending: () => number;
}

/** The start of the virtual clock, a date in the past. */
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
        // Without an alarm the work waits for the runtime: digests are computed on another thread.
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

/** Returns the options of a provider whose tokens list basins for an hour, on a virtual clock. */
export function sessionOptions({ now, sleep }: VirtualTime): TokenProviderOptions {
  return {
    token: (user) => ({ idPrefix: `session/${user}/`, scope: { ops: ["list-basins"] } }),
    expiresIn: "1h",
    now,
    sleep,
    random: () => 0.5,
  };
}

/** The ids of all living tokens in an account. */
export function ids(account: LocalAccount): string[] {
  return account.tokens().map(({ id }) => id);
}
