import { S2, type AccessTokenScope, type IssuedAccessToken } from "../../../src/index.js";
import {
  applyPlan,
  generationOf,
  markOf,
  planTokens,
  rotate,
  type DesiredTokens,
  type Sink,
} from "../../../src/lifecycle/index.js";
import { createLocalAccount, type LocalAccount } from "../../../src/testing/index.js";
import { BEGIN } from "../world.js";
import { seeded } from "../../seeded.js";

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** An overlap of the tokens here: a tenth of their ten hours. */
export const OVERLAP = 60 * MINUTE;

const NAME = "svc/ingest";
const SCOPE: AccessTokenScope = { basins: { exact: "production" }, ops: ["list-streams"] };
const OTHER: AccessTokenScope = {
  basins: { exact: "production" },
  ops: ["list-streams", "create-stream"],
};
export const DESIRED: DesiredTokens = {
  owned: "svc/",
  tokens: { ingest: { scope: SCOPE, expiresIn: "10h" } },
};

const FOREVER = new Promise<never>(() => undefined);
const NO_TIMEOUT = 2_147_483_647;

/** The contents of a sink. */
interface Stored {
  id: string | undefined;
  secret: string | undefined;
}

/** The world around every run: an account, a sink and a clock, which outlive the runs. */
export class World {
  time = BEGIN;
  readonly account: LocalAccount;
  readonly stored: Stored = { id: undefined, secret: undefined };
  /** Every secret that was ever complete in the sink. */
  readonly delivered = new Map<string, number>();
  readonly #working = new Set<string>();
  /** Violations of the invariants. */
  readonly broken: string[] = [];
  /** Effects of killed runs that have not landed yet. */
  readonly late: (() => unknown)[] = [];
  #worked = false;
  /** The working token that the sink held at the last check. */
  #held: string | undefined;
  #serial = 0;

  constructor() {
    this.account = createLocalAccount({
      now: () => this.time,
      newSecret: () => `secret-${(this.#serial += 1)}`,
    });
  }

  /** Issues a generation as an earlier run; `deliver` puts it into the sink. */
  async have(at: number, deliver: boolean, scope = SCOPE, sink = "production"): Promise<string> {
    const { accessTokens } = new S2({
      accessToken: this.account.token,
      fetch: this.account.fetch,
      now: () => this.time,
    });
    const seconds = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
    const id = `${NAME}@${seconds}-${markOf(sink)}-aa`;
    const { accessToken } = await accessTokens.issue({ id, scope, expiresAt: at + 10 * HOUR });
    if (deliver) this.store(id, accessToken, at);
    return id;
  }

  store(id: string, secret: string, at = this.time): void {
    this.stored.secret = secret;
    this.stored.id = id;
    this.delivered.set(secret, at);
  }

  /** The ids of living tokens. */
  alive(): string[] {
    return this.account
      .tokens()
      .filter(({ expires_at: expiry }) => expiry === null || Date.parse(expiry) > this.time)
      .map(({ id }) => id);
  }

  /** Checks, after every effect, that a delivered token works if one did before. */
  check(after: string): void {
    const live = [...this.delivered.keys()].filter((secret) => this.account.idOf(secret) !== undefined);
    const works = live.length > 0;
    for (const secret of this.#working) {
      if (live.includes(secret)) continue;
      this.#working.delete(secret);
      // Its holders had an overlap to fetch the successor, less the tolerance for clocks and the store.
      const since = Math.min(...live.map((other) => this.delivered.get(other) ?? Infinity));
      const early = this.time - since < OVERLAP - 10 * MINUTE;
      if (early)
        this.broken.push(`a token was revoked before its successor's overlap was over, after ${after}`);
    }
    for (const secret of live) this.#working.add(secret);
    if (this.#worked && !works) this.broken.push(`no delivered token works after ${after}`);
    this.#worked = works;
    const { secret } = this.stored;
    const held = secret !== undefined && this.account.idOf(secret) !== undefined ? secret : undefined;
    if (this.#held !== undefined && this.#held === secret && held === undefined) {
      this.broken.push(`what the sink holds stopped working after ${after}`);
    }
    this.#held = held;
  }
}

/** The point at which a run stops: before or after the effect of one of its calls, by number or by its log entry. */
export interface Ending {
  readonly at: number | string;
  /** `kill`: for ever. `pause`: until it is resumed. */
  readonly how: "kill" | "pause";
  /** The effect of the call it was killed before still happens later. */
  readonly late?: boolean;
}

/** The way a sink stores: both at once, the id last, or after removing the old one. */
export type Storing = "atomic" | "id-last" | "emptied-first";

export interface RunnerOptions {
  readonly ending?: Ending;
  /** The error of this run's clock. */
  readonly skew?: number;
  readonly storing?: Storing;
  readonly desired?: DesiredTokens;
  readonly by?: "plan" | "rotate";
  readonly requestTimeoutMillis?: number;
  readonly sink?: (sink: Sink) => Sink;
  readonly seed?: number;
}

/** One run of a process: it ends by itself, is killed, or pauses. */
export class Runner {
  /** The points passed so far, two per call. */
  points = 0;
  /** Its actions, in words. */
  readonly log: string[] = [];
  readonly statuses: string[] = [];
  error: unknown;
  #dead = false;
  #goOn: (() => void) | undefined;
  #stopped: (() => void) | undefined;
  readonly #world: World;
  readonly #options: RunnerOptions;

  constructor(world: World, options: RunnerOptions = {}) {
    this.#world = world;
    this.#options = options;
  }

  /** Runs until it ends, is killed or pauses. */
  async start(): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    this.#finished = this.#work().catch((error: unknown) => {
      this.error = error;
    });
    await Promise.race([this.#finished, stopped]);
  }
  #finished: Promise<void> = Promise.resolve();

  /** Resumes a paused run until it ends. */
  async finish(): Promise<void> {
    this.#goOn?.();
    await this.#finished;
  }

  async #work(): Promise<void> {
    const world = this.#world;
    const {
      skew = 0,
      desired = DESIRED,
      by = "plan",
      requestTimeoutMillis = NO_TIMEOUT,
      seed = 1,
    } = this.#options;
    const now = (): number => world.time + skew;
    const timing = { now, random: seeded(seed), sleep: this.#sleep };
    const { accessTokens } = new S2({
      accessToken: world.account.token,
      fetch: (url, init) =>
        this.#call(`${init.method ?? "GET"} ${new URL(url).pathname}`, () => world.account.fetch(url, init)),
      now,
      requestTimeoutMillis,
      totalTimeoutMillis: NO_TIMEOUT,
    });
    const sink = (this.#options.sink ?? ((plain) => plain))(this.#sink());
    if (by === "rotate") {
      for (const { status } of await rotate(accessTokens, NAME, { sink, ...timing }))
        this.statuses.push(status);
      return;
    }
    const plan = await planTokens(accessTokens, desired, { sink, ...timing });
    // Like a saved plan.
    const saved: typeof plan = JSON.parse(JSON.stringify(plan));
    for await (const { status, step } of applyPlan(accessTokens, saved, { sink, ...timing })) {
      this.statuses.push(`${step.action} ${status}`);
    }
  }

  /** Short waits are delays of retries and pass at once. Deadlines do not, and a killed run never wakes up. */
  readonly #sleep = (millis: number): Promise<void> => {
    if (this.#dead || millis > 10_000) return FOREVER;
    this.#world.time += millis;
    return Promise.resolve();
  };

  #sink(): Sink {
    const world = this.#world;
    const { storing = "atomic" } = this.#options;
    return {
      name: "production",
      current: () => this.#call("current", () => Promise.resolve(world.stored.id)),
      put: async (_token, issued) => {
        if (storing !== "atomic") {
          await this.#call("put, first half", () => {
            if (storing === "emptied-first") world.stored.id = world.stored.secret = undefined;
            else world.stored.secret = issued.accessToken;
            return Promise.resolve();
          });
        }
        await this.#call("put", () => Promise.resolve(this.#store(issued)));
      },
    };
  }

  #store({ id, accessToken }: IssuedAccessToken): void {
    this.#world.store(id, accessToken);
  }

  async #call<T>(what: string, effect: () => Promise<T>): Promise<T> {
    await this.#point(`before ${what}`, effect);
    const result = await effect();
    this.#world.check(what);
    await this.#point(`after ${what}`, undefined);
    return result;
  }

  async #point(where: string, effect: (() => unknown) | undefined): Promise<void> {
    if (this.#dead) return FOREVER;
    const { ending } = this.#options;
    const own = this.points++;
    this.log.push(where);
    if (ending === undefined || (ending.at !== own && ending.at !== where)) return undefined;
    if (ending.how === "kill") {
      this.#dead = true;
      if (ending.late === true && effect !== undefined) {
        this.#world.late.push(async () => {
          await effect();
          this.#world.check(`late ${where}`);
        });
      }
      this.#stopped?.();
      return FOREVER;
    }
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
      this.#stopped?.();
    });
    return undefined;
  }
}

/** The situations in which a run can begin, at `BEGIN + 8 h` for those that are due. */
export const SITUATIONS: Readonly<Record<string, (world: World) => Promise<DesiredTokens | undefined>>> = {
  async nothing() {
    return undefined;
  },
  async "one that is due"(world) {
    await world.have(BEGIN, true);
    world.time = BEGIN + 8 * HOUR;
    return undefined;
  },
  async "one of another scope"(world) {
    await world.have(BEGIN, true, OTHER);
    world.time = BEGIN + 2 * HOUR;
    return undefined;
  },
  async "one whose predecessor can go"(world) {
    await world.have(BEGIN, true);
    await world.have(BEGIN + HOUR, true);
    world.time = BEGIN + 3 * HOUR;
    return undefined;
  },
  async "one whose predecessor can go, and that is due"(world) {
    await world.have(BEGIN, true);
    await world.have(BEGIN + HOUR, true);
    world.time = BEGIN + 8 * HOUR + 30 * MINUTE;
    return undefined;
  },
  async "a newer one that never arrived"(world) {
    await world.have(BEGIN, true);
    await world.have(BEGIN + HOUR, false);
    world.time = BEGIN + 3 * HOUR;
    return undefined;
  },
  async "two newer ones that never arrived"(world) {
    await world.have(BEGIN, true);
    await world.have(BEGIN + HOUR, false);
    await world.have(BEGIN + 2 * HOUR, false);
    world.time = BEGIN + 4 * HOUR;
    return undefined;
  },
  async "an empty sink beside one"(world) {
    await world.have(BEGIN, true);
    world.stored.id = world.stored.secret = undefined;
    world.time = BEGIN + HOUR;
    return undefined;
  },
  async "an empty sink beside three"(world) {
    await world.have(BEGIN, true);
    await world.have(BEGIN + 10 * MINUTE, false);
    await world.have(BEGIN + 20 * MINUTE, false);
    world.stored.id = world.stored.secret = undefined;
    world.time = BEGIN + 30 * MINUTE;
    return undefined;
  },
  async "one that somebody revoked, beside its predecessor"(world) {
    await world.have(BEGIN, true);
    const gone = await world.have(BEGIN + HOUR, true);
    const { accessTokens } = new S2({ accessToken: world.account.token, fetch: world.account.fetch });
    await accessTokens.revoke({ id: gone });
    world.time = BEGIN + HOUR + 10 * MINUTE;
    return undefined;
  },
};

/** Sets a situation up. */
export async function worldOf(situation: string): Promise<World> {
  const world = new World();
  await SITUATIONS[situation]?.(world);
  world.check("the beginning");
  return world;
}

/** Returns the problems of the final state: exactly one token must be left, in the sink, and work. */
export function unfinished(world: World): string[] {
  const problems = [...world.broken];
  const alive = world.alive();
  if (alive.length !== 1) problems.push(`alive: ${alive.join(", ")}`);
  if (world.stored.id !== alive[0]) problems.push(`the sink holds ${world.stored.id}`);
  if (world.account.idOf(world.stored.secret ?? "") !== world.stored.id)
    problems.push("its secret does not work");
  if (alive.some((id) => generationOf(id) === undefined)) problems.push("an id is unknown");
  return problems;
}

/** Lets an overlap pass and runs again, twice. */
export async function twoMoreRuns(world: World, options: RunnerOptions = {}): Promise<void> {
  for (let run = 0; run < 2; run++) {
    world.time += OVERLAP + 5 * MINUTE;
    const { ending: _, skew: __, ...rest } = options;
    await new Runner(world, { ...rest, seed: 100 + run }).start();
  }
}

/** Returns the number of points that an undisturbed run passes. */
export async function pointsOf(situation: string, options: RunnerOptions = {}): Promise<number> {
  const runner = new Runner(await worldOf(situation), options);
  await runner.start();
  return runner.points;
}
