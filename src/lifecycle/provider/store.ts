import { IssuedAccessToken } from "../../access-tokens/issued.js";
import { isRecord } from "../../check/keys.js";
import { canonical } from "../../scope/canonical.js";
import { within, type Clock } from "../clock.js";
import { sha256 } from "../sha256.js";
import type { Kind } from "./kind.js";

/**
 * A store through which processes share tokens; a `Keyv` fits. Its entries hold unencrypted secrets: anyone who can
 * read it can use the tokens.
 */
export interface TokenStore {
  /** Returns the text stored under a key, or undefined. */
  get(key: string): unknown;
  /** Stores text that expires after this many milliseconds. */
  set(key: string, value: string, ttlMillis: number): unknown;
  /** Deletes an entry. */
  delete(key: string): unknown;
}

/** A token as kept in memory or in a store. */
export interface Kept {
  readonly token: IssuedAccessToken;
  /** Milliseconds since 1970, by the issuing process's clock. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The longest to wait for a store before going on without it. */
const STORE_MILLIS = 250;

/** A store that may lie, hang or fail; the provider then goes on without it. */
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

  /** Reads a key's token; anything but a complete, unexpired one of this kind and key counts as missing. */
  async read(key: string, kind: Kind, life: number): Promise<Kept | undefined> {
    const text = await this.#ask("get", async () => this.#store.get(await storeKey(key, kind)));
    const now = this.#clock.now();
    const kept = typeof text === "string" ? parse(text, key, kind) : undefined;
    // A clock may be a few minutes ahead; anything more is not credible.
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

/** Returns the store key. It covers the token's properties, so that a changed template finds no old tokens. */
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
