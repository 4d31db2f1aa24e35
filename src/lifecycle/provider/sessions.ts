import { uniqueId } from "../../check/ids.js";
import { S2ArgumentError, S2Error } from "../../errors.js";
import type { IssuedAccessToken } from "../../access-tokens/issued.js";
import type { IssueAccessTokenInput } from "../../types.js";
import { carry } from "../bulk/carry.js";
import { clockOf, orAborted, type Clock } from "../clock.js";
import { retryAfter } from "../bulk/failures.js";
import { limiterOf, type Lane } from "../bulk/limiter.js";
import { LostTokens } from "./lost.js";
import { checkPrefix } from "../prefixes.js";
import type { ProviderEvent, RevokedTokens, TokenProvider, TokenProviderOptions } from "./provider.js";
import { revokeMany } from "../bulk/revoke-many.js";
import { revoker } from "../bulk/revoke-one.js";
import { SharedTokens, type Kept, type Kind } from "./store.js";
import { ONCE, type TokenCalls } from "../tokens.js";
import { S2RevocationError, S2TokenUnavailableError } from "./unavailable.js";

/** A provider's options, parsed. */
interface Settings extends TokenProviderOptions {
  readonly life: number;
  readonly mustRenew: number;
  readonly maxEntries: number;
  readonly concurrency: number;
}

/** A token in memory; its times are those of the provider's own clock, which is never set back. */
interface Entry {
  readonly token: IssuedAccessToken;
  readonly ready: Promise<IssuedAccessToken>;
  readonly idPrefix: string;
  readonly expiresAt: number;
  readonly renewAt: number;
  readonly mustRenewAt: number;
}

/** A renewal in progress. */
interface Flight {
  readonly kind: Kind;
  /** True if its token must be revoked as soon as it arrives. */
  revoked: boolean;
}

interface Failing {
  readonly times: number;
  readonly retryAt: number;
  readonly error: unknown;
}

type Waiting = { readonly signal?: AbortSignal | undefined };

const MOST_BACKOFF_MILLIS = 300_000;
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
  readonly #entries = new Map<string, Entry>();
  readonly #flights = new Map<string, Flight & { readonly promise: Promise<IssuedAccessToken> }>();
  readonly #failing = new Map<string, Failing>();
  /** Revocations in progress, by prefix, and the time each prefix was last revoked. */
  readonly #revoking = new Map<string, Promise<unknown>>();
  readonly #revokedAt = new Map<string, number>();
  readonly #stop = new AbortController();
  #lastNow: number;
  #lastSteady = 0;
  #passed = 0;

  constructor(tokens: TokenCalls, settings: Settings) {
    this.#tokens = tokens;
    this.#settings = settings;
    const clock = clockOf(settings);
    this.#clock = clock;
    this.#lastNow = clock.now();
    if (settings.now === undefined) this.#lastSteady = performance.now();
    this.#lane = limiterOf(tokens).lane(clock, settings.concurrency);
    const time = (): number => this.#time();
    this.#lost = new LostTokens(revoker(tokens), this.#lane, time, (id, status) =>
      this.#tell({ type: "revoked", id, status }),
    );
    if (settings.store !== undefined) {
      this.#shared = new SharedTokens(settings.store, clock, (operation) =>
        this.#tell({ type: "store-failed", operation }),
      );
    }
  }

  get(key: string, { signal }: Waiting = {}): Promise<IssuedAccessToken> {
    // Read the time first: a clock that was set back empties the cache.
    const time = this.#time();
    const entry = this.#entries.get(key);
    if (entry !== undefined && time < entry.renewAt && signal?.aborted !== true) {
      if (this.#lost.size > 0) void this.#lost.retry();
      // Keep the map ordered by last use, most recent last.
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      return entry.ready;
    }
    return this.#find(key, signal);
  }

  rejected({ id }: { readonly id: string }): void {
    for (const [key, entry] of this.#entries) {
      if (entry.token.id !== id) continue;
      this.#entries.delete(key);
      const kind = this.#kind(key);
      void this.#shared?.remove(key, kind);
      void this.#lost.add(id, key, entry.expiresAt, false);
      return;
    }
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

  /**
   * Returns a time that only moves forward: by the clock or, if that is the runtime's own, by its timer if it moved
   * more. If a custom clock is set back, the time elapsed is unknown, so what is in memory is no longer trusted.
   */
  #time(): number {
    const now = this.#clock.now();
    const steady = this.#settings.now === undefined ? performance.now() : undefined;
    const step = now - this.#lastNow;
    if (steady === undefined && step < -this.#settings.mustRenew) this.#entries.clear();
    this.#passed += Math.max(0, step, (steady ?? 0) - this.#lastSteady);
    this.#lastNow = now;
    this.#lastSteady = steady ?? 0;
    return this.#passed;
  }

  async #find(key: string, signal: AbortSignal | undefined): Promise<IssuedAccessToken> {
    signal?.throwIfAborted();
    const kind = this.#kind(key);
    if (this.#lost.size > 0) void this.#lost.retry();
    for (const [prefix, revocation] of this.#revoking) {
      if (kind.idPrefix.startsWith(prefix))
        await orAborted(
          revocation.catch(() => undefined),
          signal,
        );
    }
    const time = this.#time();
    const entry = this.#entries.get(key);
    if (entry !== undefined && time < entry.renewAt) return entry.token;
    const failing = this.#failing.get(key);
    const backsOff = failing !== undefined && time < failing.retryAt;
    if (entry !== undefined && time < entry.mustRenewAt) {
      if (!backsOff && !this.#stop.signal.aborted) void this.#renew(key, kind).catch(() => undefined);
      return entry.token;
    }
    const alive = (): Entry | undefined => {
      const current = this.#entries.get(key);
      return current !== undefined && this.#time() < current.expiresAt ? current : undefined;
    };
    if (backsOff || this.#stop.signal.aborted) {
      const old = alive();
      if (old !== undefined) return old.token;
      if (failing === undefined || !backsOff) throw closed();
      const left = failing.retryAt - time;
      const retryAt = new Date(this.#clock.now() + left);
      const message = `No token could be had; the next try is at ${retryAt.toISOString()}.`;
      throw new S2TokenUnavailableError(message, retryAt, Math.ceil(left), failing.error);
    }
    try {
      return await orAborted(this.#renew(key, kind), signal);
    } catch (error) {
      const old = signal?.aborted === true ? undefined : alive();
      if (old !== undefined) return old.token;
      throw error;
    }
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
    try {
      const found = await this.#shared?.read(key, kind, this.#settings.life);
      const kept = this.#isBetter(key, kind, found) ? found : undefined;
      const chosen = kept ?? (await this.#issue(key, kind));
      if (flight.revoked) {
        void this.#lost.add(chosen.token.id, key, this.#time() + this.#settings.life, false);
        throw new S2TokenUnavailableError(
          "The tokens of this key were revoked meanwhile.",
          undefined,
          undefined,
        );
      }
      this.#remember(key, kind, chosen);
      this.#failing.delete(key);
      this.#tell({ type: kept === undefined ? "issued" : "adopted", key, id: chosen.token.id });
      if (kept === undefined) await this.#shared?.write(key, kind, chosen);
      return chosen.token;
    } catch (error) {
      if (!flight.revoked) this.#backOff(key, error);
      throw error;
    }
  }

  /** Reports whether to use another process's token: it outlives ours and has not been revoked since. */
  #isBetter(key: string, kind: Kind, found: Kept | undefined): boolean {
    if (found === undefined) return false;
    const left = found.expiresAt - this.#clock.now();
    if (left <= this.#settings.mustRenew) return false;
    for (const [prefix, at] of this.#revokedAt) {
      if (kind.idPrefix.startsWith(prefix) && found.issuedAt <= at) return false;
    }
    const entry = this.#entries.get(key);
    return (
      entry === undefined || (found.token.id !== entry.token.id && this.#time() + left > entry.expiresAt)
    );
  }

  /** Issues a token. If the outcome is unknown, takes another id at once and revokes the lost one in the background. */
  async #issue(key: string, kind: Kind): Promise<Kept> {
    // No further id while one is lost: at most the predecessor, a lost token and the new one are alive.
    if (!(await this.#lost.clear(key))) {
      throw new S2TokenUnavailableError("A lost token of this key is not revoked yet.", undefined, undefined);
    }
    for (let losses = 0; ; losses++) {
      const id = uniqueId(kind.idPrefix);
      let issuedAt = this.#clock.now();
      const tried = await carry(
        this.#lane,
        "without-effect",
        () => {
          issuedAt = this.#clock.now();
          return this.#tokens.issue(this.#input(id, kind, issuedAt), {
            ...ONCE,
            ifOutcomeUnknown: "throw",
            before: this.#settings.before,
          });
        },
        this.#stop.signal,
      );
      if (tried.ok) return { token: tried.value, issuedAt, expiresAt: issuedAt + this.#settings.life };
      if (!tried.unsure) throw tried.error;
      this.#tell({ type: "lost", key, id });
      void this.#lost.add(id, key, this.#time() + this.#settings.life, true);
      if (losses === 1 || this.#stop.signal.aborted) throw tried.error;
    }
  }

  #input(id: string, { scope, autoPrefixStreams }: Kind, issuedAt: number): IssueAccessTokenInput {
    const expiresAt = issuedAt + this.#settings.life;
    // issue checks that a token with autoPrefixStreams has a prefix.
    return { id, scope, autoPrefixStreams, expiresAt };
  }

  #remember(key: string, { idPrefix }: Kind, { token, issuedAt, expiresAt }: Kept): void {
    const time = this.#time();
    const life = expiresAt - issuedAt;
    const end = time + expiresAt - this.#clock.now();
    const share = 0.7 + 0.1 * this.#clock.random();
    this.#entries.delete(key);
    this.#entries.set(key, {
      token,
      ready: Promise.resolve(token),
      idPrefix,
      expiresAt: end,
      renewAt: end - life * (1 - share),
      mustRenewAt: end - this.#settings.mustRenew,
    });
    trim(this.#entries, this.#settings.maxEntries);
  }

  #backOff(key: string, error: unknown): void {
    // A template's problem will still be there next time, and costs no request.
    if (error instanceof S2ArgumentError || this.#stop.signal.aborted) return;
    const times = (this.#failing.get(key)?.times ?? -1) + 1;
    const ceiling = Math.min(MOST_BACKOFF_MILLIS, 1000 * 2 ** times);
    const delay = Math.max(this.#clock.random() * ceiling, retryAfter(error));
    this.#failing.delete(key);
    this.#failing.set(key, { times, retryAt: this.#time() + delay, error });
    trim(this.#failing, this.#settings.maxEntries);
    const entry = this.#entries.get(key);
    const served = entry !== undefined && this.#time() < entry.expiresAt;
    const code = error instanceof S2Error ? error.code : "aborted";
    this.#tell({ type: "failed", key, code, retryAt: new Date(this.#clock.now() + delay), served });
  }

  async #revokeUnder(
    prefix: string,
    signal: AbortSignal | undefined,
    known: readonly (readonly [string, Kind])[],
  ): Promise<RevokedTokens> {
    const before = this.#revoking.get(prefix);
    const work = (async () => {
      await before?.catch(() => undefined);
      return this.#revokeListed(prefix, signal, known);
    })();
    this.#revoking.set(prefix, work);
    try {
      return await work;
    } finally {
      if (this.#revoking.get(prefix) === work) this.#revoking.delete(prefix);
    }
  }

  async #revokeListed(
    prefix: string,
    signal: AbortSignal | undefined,
    known: readonly (readonly [string, Kind])[],
  ): Promise<RevokedTokens> {
    const gone = new Map(known);
    const flights: Promise<unknown>[] = [];
    for (const [key, { idPrefix }] of this.#entries) {
      if (!idPrefix.startsWith(prefix)) continue;
      this.#entries.delete(key);
      gone.set(key, this.#kind(key));
    }
    for (const [key, flight] of this.#flights) {
      if (!flight.kind.idPrefix.startsWith(prefix)) continue;
      flight.revoked = true;
      flights.push(flight.promise);
      gone.set(key, flight.kind);
    }
    this.#revokedAt.delete(prefix);
    this.#revokedAt.set(prefix, this.#clock.now());
    trim(this.#revokedAt, this.#settings.maxEntries);
    await orAborted(Promise.allSettled(flights), signal);
    for (const [key, kind] of gone) await this.#shared?.remove(key, kind);
    const listing = this.#tokens.listAll({ prefix }, { signal });
    const { now, random, sleep } = this.#clock;
    const options = { now, random, sleep, signal, concurrency: this.#settings.concurrency };
    const left: string[] = [];
    let count = 0;
    let cause: unknown;
    for await (const { id, status, error } of revokeMany(this.#tokens, listing, options)) {
      if (status === "revoked" || status === "gone") count++;
      else {
        left.push(id);
        cause ??= error;
      }
    }
    if (left.length > 0) throw new S2RevocationError(left, cause);
    return { count, effectiveBy: new Date(now() + REVOCATION_MILLIS) };
  }

  #kind(key: string): Kind {
    const { idPrefix, scope, autoPrefixStreams } = this.#settings.token(key);
    const built = "build" in scope && typeof scope.build === "function" ? scope.build() : scope;
    return {
      idPrefix: checkPrefix(idPrefix, "idPrefix"),
      // issue validates it.
      scope: built as Kind["scope"],
      autoPrefixStreams: autoPrefixStreams === true,
    };
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
  return new S2TokenUnavailableError("The provider was closed.", undefined, undefined);
}

/** Evicts the least recently used entries. */
function trim(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
