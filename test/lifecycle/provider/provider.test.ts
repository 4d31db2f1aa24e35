import { describe, expect, test } from "vitest";
import {
  all,
  exact,
  S2ArgumentError,
  scope as scopeBuilder,
  type IssuedAccessToken,
} from "../../../src/index.js";
import {
  S2RevocationError,
  S2TokenUnavailableError,
  tokenProvider,
  type ProviderEvent,
  type TokenCalls,
  type TokenProviderOptions,
} from "../../../src/lifecycle/index.js";
import type { FaultName, LocalAccountOptions } from "../../../src/testing/index.js";
import { ids, sessionOptions, setting, virtualTime } from "../world.js";
import { seeded } from "../../seeded.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const scope = { ops: ["list-basins"] } as const;

function setUp(options: Partial<TokenProviderOptions> = {}, accountOptions: LocalAccountOptions = {}) {
  const time = virtualTime();
  const { account, client } = setting({ now: time.now, ...accountOptions }, { now: time.now });
  const events: ProviderEvent[] = [];
  const full: TokenProviderOptions = {
    ...sessionOptions(time),
    observe: (event) => void events.push(event),
    ...options,
  };
  const sessions = tokenProvider(client.accessTokens, full);
  const count = (method: string): number => account.journal.filter((entry) => entry.method === method).length;
  const get = (key: string): Promise<IssuedAccessToken> => time.run(sessions.get(key));
  const fails = (fault: FaultName): void => account.faults.always("issue", fault);
  return { time, account, client, sessions, events, count, get, fails, full };
}

const works = ({ account }: ReturnType<typeof setUp>, token: IssuedAccessToken): boolean =>
  account.idOf(token.accessToken) === token.id;

describe("a token provider under load", () => {
  test("issues once for 1 000 concurrent gets of a cold key", async () => {
    const made = setUp();
    const all = await Promise.all(Array.from({ length: 1000 }, () => made.sessions.get("1")));
    expect(new Set(all).size).toBe(1);
    expect(made.count("POST")).toBe(1);
  });

  test.each([16, 5])("issues for 1 000 keys at most %i at a time", async (concurrency) => {
    const made = setUp();
    let now = 0;
    let most = 0;
    const { accessTokens } = made.client;
    const tokens: TokenCalls = {
      listAll: accessTokens.listAll.bind(accessTokens),
      revoke: accessTokens.revoke.bind(accessTokens),
      async issue(...call) {
        most = Math.max(most, (now += 1));
        const issued = await accessTokens.issue(...call);
        now -= 1;
        return issued;
      },
    };
    const sessions = tokenProvider(tokens, concurrency === 16 ? made.full : { ...made.full, concurrency });
    await Promise.all(Array.from({ length: 1000 }, (_, key) => sessions.get(String(key))));
    expect(most).toBe(concurrency);
    expect(ids(made.account)).toHaveLength(1000);
  });

  test("asks a failing service only a few times and never caches a rejection", async () => {
    const made = setUp();
    const { time, sessions, count, fails } = made;
    fails("403");
    const errors: unknown[] = [];
    const until = time.now() + MINUTE;
    await time.run(
      (async () => {
        while (time.now() < until) {
          await Promise.all(
            Array.from({ length: 50 }, () => sessions.get("1").catch((error: unknown) => errors.push(error))),
          );
          await time.sleep(100);
        }
      })(),
    );
    // 1 s, 2 s, 4 s … by full jitter, here at its middle.
    expect(count("POST")).toBeLessThanOrEqual(8);
    const unavailable = errors.find((error) => error instanceof S2TokenUnavailableError);
    expect(unavailable).toMatchObject({ retryAt: expect.any(Date), cause: { code: "permission_denied" } });
    made.account.faults.clear();
    time.jump(MINUTE);
    expect(works(made, await made.get("1"))).toBe(true);
  });

  test("doubles its backoff up to five minutes", async () => {
    const { time, sessions, events, fails } = setUp({ random: () => 0.999_999 });
    fails("403");
    for (let round = 0; round < 12; round++) {
      await time.run(sessions.get("1").catch(() => undefined));
      time.jump(5 * MINUTE);
    }
    const delays = events.flatMap((event, index) =>
      event.type === "failed"
        ? [Math.round((event.retryAt.getTime() - (time.now() - (12 - index) * 5 * MINUTE)) / 1000)]
        : [],
    );
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });
});

describe("renewal", () => {
  test("returns the old token at once from 70 to 80 % of its life and renews in the background", async () => {
    for (const [random, minutes] of [
      [0, 42],
      [0.999_999, 48],
    ] as const) {
      const made = setUp({ random: () => random });
      const first = await made.get("1");
      made.time.jump(minutes * MINUTE - 1000);
      expect(await made.get("1")).toBe(first);
      expect(made.count("POST")).toBe(1);
      made.time.jump(2000);
      const beside = await Promise.all(Array.from({ length: 100 }, () => made.sessions.get("1")));
      expect(new Set(beside)).toEqual(new Set([first]));
      await new Promise(setImmediate);
      const second = await made.get("1");
      expect(second).not.toBe(first);
      expect(made.count("POST")).toBe(2);
      expect(made.time.pending()).toBe(0);
    }
  });

  test("makes the caller wait in the last 30 seconds", async () => {
    const made = setUp();
    const first = await made.get("1");
    made.time.jump(HOUR - 29_000);
    expect(await made.get("1")).not.toBe(first);
    const short = setUp({ expiresIn: "60s", mustRenewBefore: "30s" });
    const one = await short.get("1");
    short.time.jump(53_000);
    expect(await short.get("1")).toBe(one);
  });
});

describe("failures and aborts", () => {
  test("what a guard throws passes through, and is observed without its words", async () => {
    const refusal = new Error("not for this tenant");
    const made = setUp({
      before: [
        () => {
          throw refusal;
        },
      ],
    });
    await expect(made.get("1")).rejects.toBe(refusal);
    expect(made.events).toMatchObject([{ type: "failed", key: "1", code: "aborted", served: false }]);
    expect(made.account.journal).toEqual([]);
  });

  test("serve the old token while it lives, and report the failed renewal", async () => {
    const made = setUp();
    const first = await made.get("1");
    made.fails("403");
    made.time.jump(50 * MINUTE);
    expect(await made.get("1")).toBe(first);
    made.time.jump(9 * MINUTE + 45_000);
    expect(await made.get("1")).toBe(first);
    expect(made.events).toContainEqual(
      expect.objectContaining({ type: "failed", served: true, code: "permission_denied" }),
    );
    made.time.jump(MINUTE);
    await expect(made.get("1")).rejects.toMatchObject({
      code: expect.stringMatching(/permission_denied|token_unavailable/),
    });
  });

  test("never end what other callers wait for", async () => {
    const made = setUp();
    const abort = new AbortController();
    const impatient = made.sessions.get("1", { signal: abort.signal });
    const patient = made.sessions.get("1");
    abort.abort(new Error("left"));
    await expect(impatient).rejects.toThrow("left");
    expect(works(made, await patient)).toBe(true);
    expect(made.count("POST")).toBe(1);
    await expect(made.sessions.get("1", { signal: abort.signal })).rejects.toThrow("left");
  });

  test("of an observer, synchronous or not, change nothing", async () => {
    const made = setUp({ observe: () => Promise.reject(new Error("observer")) });
    await made.get("1");
    const loud = setUp({
      observe() {
        throw new Error("observer");
      },
    });
    expect(works(loud, await loud.get("1"))).toBe(true);
  });
});

describe("an unknown outcome of the provider", () => {
  const after: readonly FaultName[] = ["500-after", "truncated", "empty-2xx", "wrong-shape", "reset-after"];

  test.each(after)(
    "issues under a new id at once after %s, and revokes the lost token in the background",
    async (fault) => {
      const made = setUp();
      made.account.faults.next("issue", fault);
      const token = await made.get("1");
      expect(works(made, token)).toBe(true);
      await made.time.run(made.sessions.close());
      expect(ids(made.account)).toEqual([token.id]);
      expect(made.events.filter(({ type }) => type === "lost")).toHaveLength(1);
    },
  );

  test("retries the revocation of a lost token on later calls", async () => {
    const made = setUp();
    made.account.faults.next("issue", "500-after");
    made.account.faults.always("revoke", "500");
    const token = await made.get("1");
    await made.time.run(made.time.sleep(1000));
    expect(ids(made.account)).toHaveLength(2);
    made.account.faults.clear();
    made.time.jump(MINUTE);
    expect(await made.get("1")).toBe(token);
    await made.time.run(made.time.sleep(1));
    expect(ids(made.account)).toEqual([token.id]);
    const before = made.account.journal.length;
    made.time.jump(MINUTE);
    await made.get("1");
    expect(made.account.journal).toHaveLength(before);
  });

  test("revokes a token that appears late", async () => {
    const made = setUp();
    const { accessTokens } = made.client;
    const late: Parameters<typeof accessTokens.issue>[0][] = [];
    made.account.faults.next("issue", "500");
    const tokens: TokenCalls = {
      listAll: accessTokens.listAll.bind(accessTokens),
      revoke: accessTokens.revoke.bind(accessTokens),
      issue(input, options) {
        late.push(input);
        return accessTokens.issue(input, options);
      },
    };
    const sessions = tokenProvider(tokens, made.full);
    const token = await made.time.run(sessions.get("1"));
    await made.time.run(made.time.sleep(1));
    if (late[0] !== undefined) await accessTokens.issue(late[0]);
    expect(ids(made.account)).toHaveLength(2);
    made.time.jump(15_000);
    await made.time.run(sessions.get("1"));
    await made.time.run(made.time.sleep(1));
    expect(ids(made.account)).toEqual([token.id]);
  });

  test("allows at most three living tokens and then waits for a revocation", async () => {
    const made = setUp();
    const first = await made.get("1");
    made.account.faults.always("issue", "500-after");
    made.account.faults.always("revoke", "500");
    for (let round = 0; round < 10; round++) {
      made.time.jump(round === 0 ? 50 * MINUTE : 30_000);
      await made.get("1").catch(() => undefined);
      await made.time.run(made.time.sleep(1));
      const alive = made.account
        .tokens()
        .filter(({ expires_at: at }) => at === null || Date.parse(at) > made.time.now());
      expect(alive.length).toBeLessThanOrEqual(3);
    }
    made.account.faults.clear();
    made.time.jump(10 * MINUTE);
    const token = await made.get("1");
    expect(works(made, token)).toBe(true);
    expect(token).not.toBe(first);
  });
});

describe("a lost token", () => {
  test("that could not be revoked is forgotten once it has expired", async () => {
    const made = setUp();
    made.account.faults.next("issue", "500-after");
    made.account.faults.always("revoke", "500");
    await made.get("1");
    await made.time.run(made.time.sleep(1));
    made.time.jump(2 * HOUR);
    made.account.faults.clear();
    await made.get("1");
    await made.time.run(made.time.sleep(1));
    const revocations = made.count("DELETE");
    made.time.jump(MINUTE);
    await made.get("1");
    await made.time.run(made.sessions.close());
    expect(made.count("DELETE")).toBe(revocations);
  });
});

describe("a token refused elsewhere", () => {
  test("is dropped once, if still the current one", async () => {
    const made = setUp();
    const first = await made.get("1");
    await made.client.accessTokens.revoke({ id: first.id });
    made.sessions.rejected(first);
    const second = await made.get("1");
    expect(second).not.toBe(first);
    made.sessions.rejected(first);
    made.sessions.rejected({ id: "unknown" });
    expect(await made.get("1")).toBe(second);
    expect(made.count("POST")).toBe(2);
  });
});

describe("revoke and close", () => {
  test("revokes every token under the key's idPrefix, whoever issued it", async () => {
    const made = setUp();
    await made.get("1");
    await made.get("10");
    await made.client.accessTokens.issue({ id: "session/1/of-another-process", scope });
    const from = made.time.now();
    const revoked = await made.time.run(made.sessions.revoke("1"));
    expect(revoked).toEqual({ count: 2, effectiveBy: new Date(from + 10 * MINUTE) });
    expect(ids(made.account)).toEqual([expect.stringMatching(/^session\/10\//)]);
    expect(works(made, await made.get("1"))).toBe(true);
  });

  test("includes a token being issued, and a get meanwhile waits for the end", async () => {
    const made = setUp();
    const doomed = made.sessions.get("1").catch((error: unknown) => error);
    const revoked = made.sessions.revoke("1");
    const next = made.sessions.get("1");
    expect(await made.time.run(doomed)).toBeInstanceOf(S2TokenUnavailableError);
    await made.time.run(revoked);
    const token = await made.time.run(next);
    expect(works(made, token)).toBe(true);
    expect(ids(made.account)).toEqual([token.id]);
  });

  test("covers a prefix with revokeAll, and refuses one without a final separator", async () => {
    const made = setUp();
    for (const key of ["1", "10", "2"]) await made.get(key);
    expect(await made.time.run(made.sessions.revokeAll("session/"))).toMatchObject({ count: 3 });
    expect(ids(made.account)).toEqual([]);
    expect(works(made, await made.get("2"))).toBe(true);
    await expect(made.sessions.revokeAll("session")).rejects.toBeInstanceOf(S2ArgumentError);
    await expect(made.sessions.revokeAll("")).rejects.toBeInstanceOf(S2ArgumentError);
    const bad = setUp({ token: (user) => ({ idPrefix: `session/${user}`, scope }) });
    await expect(bad.get("1")).rejects.toThrow("must end in a separator");
    await expect(bad.sessions.revoke("1")).rejects.toBeInstanceOf(S2ArgumentError);
    expect(bad.account.journal).toEqual([]);
  });

  test("reports the tokens that could not be revoked", async () => {
    const made = setUp();
    const token = await made.get("1");
    made.account.faults.always("revoke", "403");
    const error: unknown = await made.time.run(made.sessions.revoke("1").catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(S2RevocationError);
    expect(error).toMatchObject({ left: [token.id] });
  });

  test("ends renewals and awaits calls in progress on close", async () => {
    const made = setUp();
    const first = await made.get("1");
    const underWay = made.sessions.get("2").catch((error: unknown) => error);
    await made.time.run(made.sessions.close());
    await made.time.run(underWay);
    expect(await made.get("1")).toBe(first);
    made.time.jump(50 * MINUTE);
    expect(await made.get("1")).toBe(first);
    await expect(made.get("3")).rejects.toBeInstanceOf(S2TokenUnavailableError);
    made.time.jump(HOUR);
    await expect(made.get("1")).rejects.toBeInstanceOf(S2TokenUnavailableError);
    expect(made.time.pending()).toBe(0);
  });
});

describe("the provider's cache", () => {
  test("outlives a clock that is set back by less than the token's last seconds, and no more", async () => {
    const made = setUp();
    const first = await made.get("1");
    made.time.jump(-1000);
    expect(await made.get("1")).toBe(first);
    made.time.jump(-HOUR);
    expect(await made.get("1")).not.toBe(first);
  });

  test("goes by the runtime's own clock unless given another", async () => {
    const { account, client } = setting();
    const { token, expiresIn } = setUp().full;
    const sessions = tokenProvider(client.accessTokens, { token, expiresIn });
    const first = await sessions.get("1");
    expect(await sessions.get("1")).toBe(first);
    expect(account.idOf(first.accessToken)).toBe(first.id);
    await sessions.close();
  });

  test("takes the scope of a template from a builder, too", async () => {
    const builder = scopeBuilder().basins(exact("production")).streams(all()).ops("read");
    const made = setUp({ token: (user) => ({ idPrefix: `session/${user}/`, scope: builder }) });
    await made.get("1");
    expect(made.account.tokens()).toMatchObject([
      { scope: { basins: { exact: "production" }, ops: ["read"] } },
    ]);
  });

  test("evicts the least recently used entry first", async () => {
    const made = setUp({ maxEntries: 2 });
    const first = await made.get("1");
    await made.get("2");
    expect(await made.get("1")).toBe(first);
    await made.get("3");
    expect(await made.get("1")).toBe(first);
    const before = made.count("POST");
    await made.get("2");
    expect(made.count("POST")).toBe(before + 1);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "a\u0000b"])(
    "accepts %j as a key",
    async (key) => {
      const made = setUp({ token: (user) => ({ idPrefix: `session/${encodeURIComponent(user)}/`, scope }) });
      const token = await made.get(key);
      expect(await made.get(key)).toBe(token);
      expect(works(made, token)).toBe(true);
    },
  );

  test.each([2 * HOUR, -2 * HOUR])(
    "never serves an expired token from the cache after the clock jumps by %i",
    async (jump) => {
      const random = seeded(7);
      for (let round = 0; round < 50; round++) {
        const made = setUp({ random }, {});
        // The account's clock is right; the provider's jumps.
        let wrong = 0;
        const sessions = tokenProvider(made.client.accessTokens, {
          ...made.full,
          now: () => made.time.now() + wrong,
        });
        await made.time.run(sessions.get("1"));
        for (let step = 0; step < 12; step++) {
          if (step === round % 12) wrong = jump;
          if (step === (round % 12) + 3) wrong = 0;
          made.time.jump(random() * 25 * MINUTE);
          const before = made.count("POST");
          const token = await made.time.run(sessions.get("1")).catch(() => undefined);
          if (token !== undefined && !works(made, token))
            expect(made.count("POST"), `${round} ${step}`).toBeGreaterThan(before);
        }
      }
    },
  );

  test.each([
    [{ expiresIn: "soon" }, "expiresIn"],
    [{ expiresIn: 3600 }, "expiresIn"],
    [{ maxEntries: 0 }, "maxEntries"],
    [{ concurrency: 1.5 }, "concurrency"],
    [{ mustRenewBefore: -1 }, "mustRenewBefore"],
    [{ token: undefined }, "token"],
  ])("refuses the options %j", (options, path) => {
    const make = (): unknown => setUp(options as unknown as Partial<TokenProviderOptions>);
    expect(make).toThrow(path);
  });
});
