import { IssuedAccessToken } from "../../access-tokens/issued.js";
import { isRecord } from "../../check/keys.js";
import { canonical } from "../../scope/canonical.js";
import type { AccessTokenScope } from "../../types.js";
import { within, type Clock } from "../clock.js";
import { sha256 } from "../sha256.js";

/**
 * Where processes share tokens: what a `Keyv` has. Its entries hold secrets in the clear: whoever can read it can use the
 * tokens.
 */
export interface TokenStore {
  /** Gives what was set, undefined for nothing. */
  get(key: string): unknown;
  /** Sets text, to be forgotten after so many milliseconds. */
  set(key: string, value: string, ttlMillis: number): unknown;
  /** Forgets. */
  delete(key: string): unknown;
}

/** A token as it is kept, in memory or in a store. */
export interface Kept {
  readonly token: IssuedAccessToken;
  /** In milliseconds since 1970, by the clock of whoever issued it. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** What a key's tokens are like. */
export interface Kind {
  readonly idPrefix: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams: boolean;
}

/** A store that does not answer in this time is passed over. */
const STORE_MILLIS = 250;

/** A store that may lie, hang or fail: whatever it does, a provider goes on without it. */
export class SharedTokens {
  readonly #store: TokenStore;
  readonly #clock: Clock;
  readonly #observe: (operation: "get" | "set" | "delete", error: unknown) => void;

  constructor(
    store: TokenStore,
    clock: Clock,
    observe: (operation: "get" | "set" | "delete", error: unknown) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#observe = observe;
  }

  /** Reads a key's token; anything but a whole, living one of this kind and key is none. */
  async read(key: string, kind: Kind, life: number): Promise<Kept | undefined> {
    const text = await this.#ask("get", async () => this.#store.get(await storeKey(key, kind)));
    const now = this.#clock.now();
    const kept = typeof text === "string" ? parse(text, key, kind) : undefined;
    // A clock may be some minutes ahead; more is a lie.
    const honest = kept !== undefined && kept.expiresAt > now && kept.expiresAt <= now + life + CLOCKS_DIFFER;
    return honest && kept.issuedAt < kept.expiresAt ? kept : undefined;
  }

  async write(key: string, kind: Kind, { token, issuedAt, expiresAt }: Kept): Promise<void> {
    const { id, accessToken } = token;
    const value = JSON.stringify({ version: 1, key, id, accessToken, issuedAt, expiresAt });
    const left = expiresAt - this.#clock.now();
    await this.#ask("set", async () => this.#store.set(await storeKey(key, kind), value, left));
  }

  async remove(key: string, kind: Kind): Promise<void> {
    await this.#ask("delete", async () => this.#store.delete(await storeKey(key, kind)));
  }

  async #ask(operation: "get" | "set" | "delete", ask: () => Promise<unknown>): Promise<unknown> {
    try {
      return await within(this.#clock, STORE_MILLIS, ask, () => new Error("The store took too long."));
    } catch (error) {
      this.#observe(operation, error);
      return undefined;
    }
  }
}

const CLOCKS_DIFFER = 300_000;

/** Also holds what the token is like, so that a changed template finds nothing of the old one. */
async function storeKey(key: string, { idPrefix, scope, autoPrefixStreams }: Kind): Promise<string> {
  const kind = JSON.stringify([idPrefix, canonical(scope), autoPrefixStreams]);
  return `s2-access-token:${(await sha256(kind)).slice(0, 32)}:${key}`;
}

function parse(text: string, key: string, { idPrefix }: Kind): Kept | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { version, key: its, id, accessToken, issuedAt, expiresAt } = value;
  if (version !== 1 || its !== key || typeof id !== "string" || !id.startsWith(idPrefix)) return undefined;
  if (typeof accessToken !== "string" || !/^[!-~]+$/.test(accessToken)) return undefined;
  if (typeof issuedAt !== "number" || typeof expiresAt !== "number") return undefined;
  const token = new IssuedAccessToken({ id, accessToken, expiresAt: new Date(expiresAt) });
  return { token, issuedAt, expiresAt };
}
