import { isGone, type Revoke } from "../bulk/revoke-one.js";
import type { Lane } from "../bulk/limiter.js";

/** A token that nobody holds and that exists, or may still come to exist. */
interface Lost {
  readonly id: string;
  readonly key: string;
  readonly since: number;
  readonly expiresAt: number;
  /** True if another token of its key waits for this one to be gone. */
  readonly blocks: boolean;
  nextAt: number;
  tries: number;
}

/** The time within which an abandoned request can still arrive: until then, a missing token proves nothing. */
const LANDING_MILLIS = 10_000;
const MOST_DELAY_MILLIS = 300_000;

/** The tokens a provider has lost, each until it is revoked, gone or expired. */
export class LostTokens {
  readonly #lost = new Map<string, Lost>();
  readonly #revoke: Revoke;
  readonly #lane: Lane;
  readonly #time: () => number;
  readonly #observe: (id: string, status: string) => void;
  #underWay: Promise<unknown> | undefined;

  constructor(revoke: Revoke, lane: Lane, time: () => number, observe: (id: string, status: string) => void) {
    this.#revoke = revoke;
    this.#lane = lane;
    this.#time = time;
    this.#observe = observe;
  }

  get size(): number {
    return this.#lost.size;
  }

  /** Adds a token, and revokes it in the background. */
  add(id: string, key: string, expiresAt: number, blocks: boolean): Promise<void> {
    const since = this.#time();
    const lost = { id, key, since, expiresAt, blocks, nextAt: since, tries: 0 };
    this.#lost.set(id, lost);
    return this.#try(lost);
  }

  /** Retries the tokens of one key; resolves to true if none is in the way any more. */
  async clear(key: string): Promise<boolean> {
    const blocking = (): Lost[] => [...this.#lost.values()].filter((one) => one.blocks && one.key === key);
    await Promise.all(blocking().map((one) => this.#try(one)));
    return blocking().length === 0;
  }

  /** Retries the tokens that are due, one round at a time. */
  retry(all = false): Promise<unknown> {
    const time = this.#time();
    const due = [...this.#lost.values()].filter(({ nextAt }) => all || nextAt <= time);
    this.#underWay ??= Promise.all(due.map((one) => this.#try(one))).finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #try(lost: Lost): Promise<void> {
    const { id, since, expiresAt } = lost;
    if (this.#time() >= expiresAt) {
      this.#lost.delete(id);
      return;
    }
    lost.nextAt = this.#time() + Math.min(MOST_DELAY_MILLIS, 1000 * 2 ** lost.tries++);
    const revoked = await this.#revoke(id, this.#lane);
    this.#observe(id, revoked.status);
    if (!isGone(revoked)) return;
    const landed = revoked.status === "revoked" || !lost.blocks || this.#time() - since >= LANDING_MILLIS;
    if (landed) this.#lost.delete(id);
    else lost.nextAt = since + LANDING_MILLIS;
  }
}
