import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import type { Clock } from "../clock.js";
import { Recent } from "./recent.js";
import { steadyTime } from "./steady.js";
import type { Kept } from "./store.js";

/** A token in memory; its times are those of the provider's own clock, which is never set back. */
interface Entry {
  readonly token: IssuedAccessToken;
  readonly ready: Promise<IssuedAccessToken>;
  readonly idPrefix: string;
  readonly expiresAt: number;
  readonly renewAt: number;
  readonly mustRenewAt: number;
}

/** The tokens in memory, one per key; the least recently used goes first. */
export class Entries {
  readonly #entries: Recent<Entry>;
  readonly #clock: Clock;
  readonly #mustRenew: number;
  /** Returns the time of the entries, which only moves forward. */
  readonly time: () => number;

  /** `mustRenew`: the milliseconds before its expiry in which a token is not handed out while another can be had. */
  constructor(most: number, clock: Clock, isCustomClock: boolean, mustRenew: number) {
    this.#entries = new Recent(most);
    this.#clock = clock;
    this.#mustRenew = mustRenew;
    this.time = steadyTime(clock.now, isCustomClock, (millis) => {
      // How much time has passed is unknown: anything in memory may have expired.
      if (millis > mustRenew) this.#entries.clear();
    });
  }

  /** Returns the token of a key that is not due for renewal, at no wait, and marks it as used. */
  use(key: string): Promise<IssuedAccessToken> | undefined {
    // Read the time first: a clock that was set back empties the map.
    const time = this.time();
    const entry = this.#entries.get(key);
    if (entry === undefined || time >= entry.renewAt) return undefined;
    this.#entries.set(key, entry);
    return entry.ready;
  }

  /** Returns the entry of a key. */
  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Returns the token of a key, if S2 still accepts it. */
  alive(key: string): IssuedAccessToken | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && this.time() < entry.expiresAt ? entry.token : undefined;
  }

  /** Reports whether another process's token is of more use than the one in memory. */
  isBetter(key: string, found: Kept): boolean {
    const left = found.expiresAt - this.#clock.now();
    if (left <= this.#mustRenew) return false;
    const entry = this.#entries.get(key);
    return entry === undefined || (found.token.id !== entry.token.id && this.time() + left > entry.expiresAt);
  }

  /** Keeps a token, to be renewed at 70 to 80 % of its lifetime. */
  keep(key: string, idPrefix: string, { token, issuedAt, expiresAt }: Kept): void {
    const end = this.time() + expiresAt - this.#clock.now();
    const share = 0.7 + 0.1 * this.#clock.random();
    this.#entries.set(key, {
      token,
      ready: Promise.resolve(token),
      idPrefix,
      expiresAt: end,
      renewAt: end - (expiresAt - issuedAt) * (1 - share),
      mustRenewAt: end - this.#mustRenew,
    });
  }

  /** Removes the token of this id; returns its key and its expiry. */
  remove(id: string): { readonly key: string; readonly expiresAt: number } | undefined {
    for (const [key, { token, expiresAt }] of this.#entries) {
      if (token.id !== id) continue;
      this.#entries.delete(key);
      return { key, expiresAt };
    }
    return undefined;
  }

  /** Removes every token under a prefix of ids; returns their keys. */
  removeUnder(prefix: string): readonly string[] {
    const under = [...this.#entries].filter(([, { idPrefix }]) => idPrefix.startsWith(prefix));
    return under.map(([key]) => {
      this.#entries.delete(key);
      return key;
    });
  }
}
