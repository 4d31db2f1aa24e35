import { revokeMany } from "../bulk/revoke-many.js";
import type { RunOptions } from "../bulk/run.js";
import type { TokenCalls } from "../tokens.js";
import { Recent } from "./recent.js";
import { S2RevocationError } from "./unavailable.js";

/** The revocations by prefix: those in progress, and the time of the last one of each. */
export class Revocations {
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #at: Recent<number>;

  constructor(most: number) {
    this.#at = new Recent(most);
  }

  /** Yields those in progress that cover a prefix of ids; they do not reject. */
  *underWay(idPrefix: string): Generator<Promise<unknown>> {
    for (const [prefix, revocation] of this.#underWay)
      if (idPrefix.startsWith(prefix)) yield revocation.catch(() => undefined);
  }

  /** Runs a revocation, after the one of the same prefix that is in progress. */
  async run<T>(prefix: string, revoke: () => Promise<T>): Promise<T> {
    const before = this.#underWay.get(prefix);
    const work = (async () => {
      await before?.catch(() => undefined);
      return revoke();
    })();
    this.#underWay.set(prefix, work);
    try {
      return await work;
    } finally {
      if (this.#underWay.get(prefix) === work) this.#underWay.delete(prefix);
    }
  }

  /** Records that every token of a prefix that was issued up to now is revoked. */
  record(prefix: string, now: number): void {
    this.#at.set(prefix, now);
  }

  /** Reports whether a token issued at a time, under a prefix of ids, has been revoked since. */
  cover(idPrefix: string, issuedAt: number): boolean {
    for (const [prefix, at] of this.#at) if (idPrefix.startsWith(prefix) && issuedAt <= at) return true;
    return false;
  }
}

/** Revokes every listed token under a prefix; returns their number. Throws `S2RevocationError` if some are left. */
export async function revokeListed(tokens: TokenCalls, prefix: string, options: RunOptions): Promise<number> {
  const listing = tokens.listAll({ prefix }, { signal: options.signal });
  const left: string[] = [];
  let count = 0;
  let cause: unknown;
  for await (const { id, status, error } of revokeMany(tokens, listing, options)) {
    if (status === "revoked" || status === "gone") count++;
    else {
      left.push(id);
      cause ??= error;
    }
  }
  if (left.length > 0) throw new S2RevocationError(left, cause);
  return count;
}
