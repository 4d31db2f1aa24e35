import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import { S2ArgumentError, S2Error } from "../../errors.js";
import { limiterOf, type Lane } from "../bulk/limiter.js";
import { revoker } from "../bulk/revoke-one.js";
import { clockOf, orAborted, type Clock } from "../clock.js";
import { checkPrefix } from "../prefixes.js";
import type { TokenCalls } from "../tokens.js";
import { Backoff } from "./backoff.js";
import { Entries } from "./entries.js";
import { issueFresh } from "./fresh.js";
import { kindOf, type Kind } from "./kind.js";
import { LostTokens } from "./lost.js";
import type { ProviderEvent, RevokedTokens, TokenProvider, TokenProviderOptions } from "./provider.js";
import { revokeListed, Revocations } from "./revocations.js";
import { SharedTokens, type Kept } from "./store.js";
import { S2TokenUnavailableError } from "./unavailable.js";

/** A provider's options, parsed. */
interface Settings extends TokenProviderOptions {
  readonly life: number;
  readonly mustRenew: number;
  readonly maxEntries: number;
  readonly concurrency: number;
}

/** A renewal in progress. */
interface Flight {
  readonly kind: Kind;
  /** True if its token must be revoked as soon as it arrives. */
  revoked: boolean;
}

type Waiting = { readonly signal?: AbortSignal | undefined };

/** The longest S2 may take to refuse a revoked token. */
const REVOCATION_MILLIS = 600_000;

/** The provider: a cache of tokens, at most one renewal per key, and the lost tokens. */
export class Provider implements TokenProvider {
  readonly #tokens: TokenCalls;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #lane: Lane;
  readonly #lost: LostTokens;
  readonly #shared: SharedTokens | undefined;
  readonly #entries: Entries;
  readonly #flights = new Map<string, Flight & { readonly promise: Promise<IssuedAccessToken> }>();
  readonly #backoff: Backoff;
  readonly #revocations: Revocations;
  readonly #stop = new AbortController();

  constructor(tokens: TokenCalls, settings: Settings) {
    const { maxEntries, mustRenew, concurrency, store } = settings;
    const clock = clockOf(settings);
    this.#tokens = tokens;
    this.#settings = settings;
    this.#clock = clock;
    this.#entries = new Entries(maxEntries, clock, settings.now !== undefined, mustRenew);
    const { time } = this.#entries;
    this.#backoff = new Backoff(maxEntries, time, clock.random);
    this.#revocations = new Revocations(maxEntries);
    this.#lane = limiterOf(tokens).lane(clock, concurrency);
    this.#lost = new LostTokens(revoker(tokens), this.#lane, time, (id, status) =>
      this.#tell({ type: "revoked", id, status }),
    );
    if (store !== undefined) {
      this.#shared = new SharedTokens(store, clock, (operation) =>
        this.#tell({ type: "store-failed", operation }),
      );
    }
  }

  get(key: string, { signal }: Waiting = {}): Promise<IssuedAccessToken> {
    const ready = signal?.aborted === true ? undefined : this.#entries.use(key);
    if (ready === undefined) return this.#find(key, signal);
    if (this.#lost.size > 0) void this.#lost.retry();
    return ready;
  }

  rejected({ id }: { readonly id: string }): void {
    const removed = this.#entries.remove(id);
    if (removed === undefined) return;
    const { key, expiresAt } = removed;
    void this.#shared?.remove(key, this.#kind(key));
    void this.#lost.add(id, key, expiresAt, false);
  }

  async revoke(key: string, { signal }: Waiting = {}): Promise<RevokedTokens> {
    const kind = this.#kind(key);
    return this.#revokeUnder(kind.idPrefix, signal, [[key, kind]]);
  }

  async revokeAll(prefix: string, { signal }: Waiting = {}): Promise<RevokedTokens> {
    return this.#revokeUnder(checkPrefix(prefix, "prefix"), signal, []);
  }

  async close(): Promise<void> {
    this.#stop.abort(closed());
    await Promise.allSettled([...this.#flights.values()].map(({ promise }) => promise));
    await this.#lost.retry(true);
  }

  async #find(key: string, signal: AbortSignal | undefined): Promise<IssuedAccessToken> {
    signal?.throwIfAborted();
    const kind = this.#kind(key);
    if (this.#lost.size > 0) void this.#lost.retry();
    for (const revocation of this.#revocations.underWay(kind.idPrefix)) await orAborted(revocation, signal);
    const time = this.#entries.time();
    const entry = this.#entries.get(key);
    if (entry !== undefined && time < entry.renewAt) return entry.token;
    const failing = this.#backoff.of(key);
    const isClosed = this.#stop.signal.aborted;
    if (entry !== undefined && time < entry.mustRenewAt) {
      if (failing === undefined && !isClosed) void this.#renew(key, kind).catch(() => undefined);
      return entry.token;
    }
    if (failing !== undefined || isClosed) {
      const old = this.#entries.alive(key);
      if (old !== undefined) return old;
      throw failing === undefined ? closed() : this.#unavailable(failing);
    }
    try {
      return await orAborted(this.#renew(key, kind), signal);
    } catch (error) {
      const old = signal?.aborted === true ? undefined : this.#entries.alive(key);
      if (old !== undefined) return old;
      throw error;
    }
  }

  #unavailable({ left, error }: { readonly left: number; readonly error: unknown }): S2TokenUnavailableError {
    const retryAt = new Date(this.#clock.now() + left);
    const message = `No token could be issued; the next attempt is at ${retryAt.toISOString()}.`;
    return new S2TokenUnavailableError(message, retryAt, Math.ceil(left), error);
  }

  /** Returns the one renewal of a key, shared by everyone who asks in the meantime. */
  #renew(key: string, kind: Kind): Promise<IssuedAccessToken> {
    const underWay = this.#flights.get(key);
    if (underWay !== undefined) return underWay.promise;
    const flight: Flight = { kind, revoked: false };
    const promise = this.#obtain(key, flight).finally(() => this.#flights.delete(key));
    this.#flights.set(key, Object.assign(flight, { promise }));
    return promise;
  }

  async #obtain(key: string, flight: Flight): Promise<IssuedAccessToken> {
    const { kind } = flight;
    const { life } = this.#settings;
    try {
      const kept = await this.#adopt(key, kind);
      const chosen = kept ?? (await this.#issue(key, kind));
      if (flight.revoked) {
        void this.#lost.add(chosen.token.id, key, this.#entries.time() + life, false);
        throw unavailable("The tokens of this key were revoked meanwhile.");
      }
      this.#entries.keep(key, kind.idPrefix, chosen);
      this.#backoff.succeeded(key);
      this.#tell({ type: kept === undefined ? "issued" : "adopted", key, id: chosen.token.id });
      if (kept === undefined) await this.#shared?.write(key, kind, chosen);
      return chosen.token;
    } catch (error) {
      if (!flight.revoked) this.#failed(key, error);
      throw error;
    }
  }

  /** Returns the token that another process stored, if it outlives ours and has not been revoked since. */
  async #adopt(key: string, kind: Kind): Promise<Kept | undefined> {
    const found = await this.#shared?.read(key, kind, this.#settings.life);
    if (found === undefined || !this.#entries.isBetter(key, found)) return undefined;
    return this.#revocations.cover(kind.idPrefix, found.issuedAt) ? undefined : found;
  }

  /** Issues a token. One whose outcome is unknown is revoked in the background. */
  async #issue(key: string, kind: Kind): Promise<Kept> {
    // No further id while one is lost: at most the predecessor, a lost token and the new one are alive.
    if (!(await this.#lost.clear(key)))
      throw unavailable("A lost token of this key has not been revoked yet.");
    const { life, before } = this.#settings;
    return issueFresh(kind, {
      tokens: this.#tokens,
      lane: this.#lane,
      life,
      before,
      signal: this.#stop.signal,
      lose: (id) => {
        this.#tell({ type: "lost", key, id });
        void this.#lost.add(id, key, this.#entries.time() + life, true);
      },
    });
  }

  #failed(key: string, error: unknown): void {
    // A template's problem will still be there next time, and costs no request.
    if (error instanceof S2ArgumentError || this.#stop.signal.aborted) return;
    const delay = this.#backoff.failed(key, error);
    const served = this.#entries.alive(key) !== undefined;
    const code = error instanceof S2Error ? error.code : "aborted";
    this.#tell({ type: "failed", key, code, retryAt: new Date(this.#clock.now() + delay), served });
  }

  #revokeUnder(
    prefix: string,
    signal: AbortSignal | undefined,
    known: readonly (readonly [string, Kind])[],
  ): Promise<RevokedTokens> {
    return this.#revocations.run(prefix, async () => {
      const gone = new Map(known);
      for (const key of this.#entries.removeUnder(prefix)) gone.set(key, this.#kind(key));
      const flights = [...this.#flights].filter(([, { kind }]) => kind.idPrefix.startsWith(prefix));
      for (const [key, flight] of flights) {
        flight.revoked = true;
        gone.set(key, flight.kind);
      }
      const { now, random, sleep } = this.#clock;
      this.#revocations.record(prefix, now());
      await orAborted(Promise.allSettled(flights.map(([, { promise }]) => promise)), signal);
      for (const [key, kind] of gone) await this.#shared?.remove(key, kind);
      const { concurrency } = this.#settings;
      const options = { now, random, sleep, signal, concurrency };
      const count = await revokeListed(this.#tokens, prefix, options);
      return { count, effectiveBy: new Date(now() + REVOCATION_MILLIS) };
    });
  }

  #kind(key: string): Kind {
    return kindOf(this.#settings.token(key));
  }

  #tell(event: ProviderEvent): void {
    try {
      const result = this.#settings.observe?.(event);
      if (result instanceof Promise) result.catch(() => undefined);
    } catch {
      // An observer must not fail a call.
    }
  }
}

function closed(): S2TokenUnavailableError {
  return unavailable("The provider was closed.");
}

function unavailable(message: string): S2TokenUnavailableError {
  return new S2TokenUnavailableError(message, undefined, undefined);
}
