import { describe, expect, test } from "vitest";
import {
  S2AuthenticationError,
  S2ConflictError,
  S2RateLimitError,
  type IssueAccessTokenInput,
} from "../../../src/index.js";
import { issueMany, revokeMany, type TokenToIssueInBulk } from "../../../src/lifecycle/index.js";
import {
  FAULT_NAMES,
  type FaultName,
  type JournalEntry,
  type LocalAccount,
} from "../../../src/testing/index.js";
import { runs } from "../../runs.js";
import { ids, setting, virtualTime } from "../world.js";
import { seeded } from "../../seeded.js";

const scope = { ops: ["list-basins"] } as const;

function unnamed(count: number): { idPrefix: string; scope: typeof scope }[] {
  return Array.from({ length: count }, (_, index) => ({ idPrefix: `t/${index}/`, scope }));
}

function named(count: number): IssueAccessTokenInput[] {
  return Array.from({ length: count }, (_, index) => ({ id: `t/${index}`, scope }));
}

async function collect<T>(run: AsyncIterable<T>): Promise<{ results: T[]; error: unknown }> {
  const results: T[] = [];
  try {
    for await (const result of run) results.push(result);
  } catch (error) {
    return { results, error };
  }
  return { results, error: undefined };
}

function requests(account: LocalAccount, method: string): JournalEntry[] {
  return account.journal.filter((entry) => entry.method === method);
}

describe("the concurrency of a bulk run", () => {
  /** Runs revocations with scripted answers, and returns the number of calls in each round. */
  async function rounds(answer: (round: number) => "ok" | "busy", count: number): Promise<number[]> {
    const time = virtualTime();
    const sizes: number[] = [];
    let round = -1;
    let begunAt = -1;
    const tokens = {
      listAll: () => {
        throw new Error("not asked for");
      },
      issue: () => Promise.reject(new Error("not asked for")),
      async revoke(): Promise<"revoked"> {
        if (time.now() !== begunAt) {
          begunAt = time.now();
          sizes[(round += 1)] = 0;
        }
        const own = round;
        sizes[own] = (sizes[own] ?? 0) + 1;
        await time.sleep(100);
        if (answer(own) === "ok") return "revoked";
        throw new S2RateLimitError(429, "rate_limited", "slow down", { retryable: true });
      },
    };
    await time.run(
      collect(
        revokeMany(
          tokens,
          unnamed(count).map(({ idPrefix }) => idPrefix),
          time,
        ),
      ),
    );
    return sizes;
  }

  test("starts at 4 and doubles up to 64", async () => {
    expect((await rounds(() => "ok", 300)).slice(0, 6)).toEqual([4, 8, 16, 32, 64, 64]);
  });

  test("drops by three tenths on congestion, once a round trip, then grows by one a round", async () => {
    const sizes = await rounds((round) => (round === 3 ? "busy" : "ok"), 300);
    expect(sizes.slice(0, 7)).toEqual([4, 8, 16, 32, 22, 23, 24]);
  });

  test("never exceeds the requested maximum", async () => {
    const { account, client } = setting();
    let most = 0;
    let now = 0;
    const tokens = {
      listAll: client.accessTokens.listAll.bind(client.accessTokens),
      revoke: client.accessTokens.revoke.bind(client.accessTokens),
      async issue(...call: Parameters<typeof client.accessTokens.issue>) {
        most = Math.max(most, (now += 1));
        const issued = await client.accessTokens.issue(...call);
        now -= 1;
        return issued;
      },
    };
    await collect(issueMany(tokens, unnamed(40), { concurrency: 3 }));
    expect(most).toBe(3);
    expect(ids(account)).toHaveLength(40);
  });

  test("paces requests below one at a time", async () => {
    const time = virtualTime();
    const begun: number[] = [];
    let refusals = 8;
    const tokens = {
      listAll: () => {
        throw new Error("not asked for");
      },
      issue: () => Promise.reject(new Error("not asked for")),
      async revoke(): Promise<"revoked"> {
        begun.push(time.now());
        await time.sleep(100);
        if ((refusals -= 1) < 0) return "revoked";
        throw new S2RateLimitError(429, "rate_limited", "slow down", { retryable: true });
      },
    };
    await time.run(collect(revokeMany(tokens, ["one"], time)));
    const gaps = begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
    expect(gaps[0]).toBe(100);
    expect(Math.max(...gaps)).toBeGreaterThan(300);
  });

  test("repeats a call after a 429 itself, so each attempt is counted", async () => {
    const { account, client } = setting();
    account.faults.next("issue", "429");
    const { results } = await collect(issueMany(client.accessTokens, named(1)));
    expect(results).toMatchObject([{ status: "issued", id: "t/0" }]);
    expect(requests(account, "POST")).toHaveLength(2);
  });

  test("stops all requests for the Retry-After, to the millisecond", async () => {
    const time = virtualTime();
    const { account, client } = setting({ now: time.now });
    const begun: number[] = [];
    const tokens = {
      listAll: client.accessTokens.listAll.bind(client.accessTokens),
      revoke: client.accessTokens.revoke.bind(client.accessTokens),
      issue(...call: Parameters<typeof client.accessTokens.issue>) {
        begun.push(time.now());
        return client.accessTokens.issue(...call);
      },
    };
    account.faults.next("issue", { name: "429-retry-after", retryAfterMillis: 30_000 });
    const from = time.now();
    const { results } = await time.run(collect(issueMany(tokens, named(40), time)));
    expect(results.filter(({ status }) => status === "issued")).toHaveLength(40);
    expect(begun.filter((at) => at > from && at < from + 30_000)).toEqual([]);
    expect(time.now()).toBeGreaterThanOrEqual(from + 30_000);
    expect(time.pending()).toBe(0);
  });

  test("ends the run at a Retry-After beyond two minutes, and the run can be resumed", async () => {
    const time = virtualTime();
    const { account, client } = setting({ now: time.now });
    const inputs = named(100);
    account.faults.script(Array.from({ length: 10 }, () => "none"));
    account.faults.next("issue", { name: "429-retry-after", retryAfterMillis: 600_000 });
    const first = issueMany(client.accessTokens, inputs, time);
    const { results, error } = await time.run(collect(first));
    expect(error).toBeInstanceOf(S2RateLimitError);
    expect(error).toMatchObject({ retryAfterMillis: 600_000 });
    expect(first.summary).toMatchObject({ state: "stopped", taken: results.length, left: [] });
    const again = results.filter(({ status }) => status !== "issued").map(({ input }) => input);
    expect(again.length).toBeGreaterThan(0);
    const rest = [...again, ...inputs.slice(first.summary.taken)];
    const second = await time.run(collect(issueMany(client.accessTokens, rest, time)));
    expect(second.error).toBeUndefined();
    expect(ids(account)).toHaveLength(100);
  });
});

describe("an unknown outcome in a bulk run", () => {
  test("issues an absent token again under the same id", async () => {
    const { account, client } = setting();
    account.faults.next("issue", "500");
    const { results } = await collect(issueMany(client.accessTokens, named(1)));
    expect(results).toMatchObject([{ status: "issued", id: "t/0", lost: [] }]);
  });

  test("revokes an existing token and issues under another id, given an idPrefix", async () => {
    const { account, client } = setting();
    account.faults.next("issue", "500-after");
    const { results } = await collect(issueMany(client.accessTokens, unnamed(1)));
    expect(results).toMatchObject([{ status: "issued", lost: [] }]);
    expect(ids(account)).toEqual([results[0]?.id]);
    expect(requests(account, "DELETE")).toHaveLength(1);
  });

  test("reports an existing token as unknown and keeps it, given an id", async () => {
    const { account, client } = setting();
    account.faults.next("issue", "truncated");
    const { results } = await collect(issueMany(client.accessTokens, named(1)));
    expect(results).toMatchObject([{ status: "unknown", id: "t/0", error: { code: "outcome_unknown" } }]);
    expect(ids(account)).toEqual(["t/0"]);
  });

  test("names a lost id that cannot be revoked in the result", async () => {
    const time = virtualTime();
    const { account, client } = setting();
    account.faults.next("issue", "500-after");
    account.faults.always("revoke", "403");
    const { results } = await time.run(collect(issueMany(client.accessTokens, unnamed(1), time)));
    const [result] = results;
    expect(result).toMatchObject({ status: "issued" });
    expect(new Set(ids(account))).toEqual(new Set([...(result?.lost ?? []), result?.id]));
  });

  test("treats a 409 on the first attempt as a conflict", async () => {
    const { account, client } = setting();
    await client.accessTokens.issue({ id: "t/0", scope });
    const { results } = await collect(issueMany(client.accessTokens, named(1)));
    expect(results).toMatchObject([{ status: "refused" }]);
    expect(results[0]?.error).toBeInstanceOf(S2ConflictError);
    expect(requests(account, "DELETE")).toEqual([]);
  });

  test("recognises its own late token in a 409 after an unknown outcome", async () => {
    const { account } = setting();
    const late: (() => Promise<unknown>)[] = [];
    let posts = 0;
    const fetch: typeof account.fetch = async (url, init) => {
      if (init?.method !== "POST" || (posts += 1) > 2) return account.fetch(url, init);
      if (posts === 2) await late[0]?.();
      else {
        const { signal: _, ...rest } = init;
        late.push(() => account.fetch(url, rest));
        throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
      }
      return account.fetch(url, init);
    };
    const { client } = setting({}, { fetch, accessToken: account.token });
    const { results } = await collect(issueMany(client.accessTokens, unnamed(1)));
    expect(results).toMatchObject([{ status: "issued", lost: [] }]);
    expect(ids(account)).toEqual([results[0]?.id]);
  });
});

describe("back-pressure of a bulk run", () => {
  test("sends nothing before the first result is requested, and takes inputs one by one", async () => {
    const { account, client } = setting();
    let taken = 0;
    function* endless(): Generator<IssueAccessTokenInput> {
      for (;;) yield { id: `t/${(taken += 1)}`, scope };
    }
    const run = issueMany(client.accessTokens, endless());
    await new Promise(setImmediate);
    expect([taken, account.journal.length]).toEqual([0, 0]);
    await run.next();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(taken).toBeLessThanOrEqual(8);
    expect(ids(account)).toHaveLength(taken);
    await run.return();
  });

  test("revokes undelivered tokens on break, before the loop is left", async () => {
    const { account, client } = setting();
    const seen: string[] = [];
    const run = issueMany(client.accessTokens, unnamed(100));
    for await (const { id } of run) if (seen.push(id) === 6) break;
    expect(ids(account).sort()).toEqual(seen.sort());
    expect(run.summary).toMatchObject({ state: "stopped", left: [] });
  });

  test("lists tokens that could not be revoked in the summary", async () => {
    const time = virtualTime();
    const { account, client } = setting();
    account.faults.always("revoke", "403");
    const run = issueMany(client.accessTokens, unnamed(100), time);
    const seen: string[] = [];
    await time.run(
      (async () => {
        for await (const { id } of run) if (seen.push(id) === 6) break;
      })(),
    );
    expect(run.summary.left.length).toBeGreaterThan(0);
    expect(ids(account).sort()).toEqual([...seen, ...run.summary.left].sort());
  });

  test("treats an exception in the consumer as a break and closes the inputs", async () => {
    const { account, client } = setting();
    let closed = false;
    function* inputs(): Generator<IssueAccessTokenInput> {
      try {
        for (const input of named(50)) yield input;
      } finally {
        closed = true;
      }
    }
    const failing = async (): Promise<void> => {
      for await (const _ of issueMany(client.accessTokens, inputs())) throw new Error("consumer");
    };
    await expect(failing()).rejects.toThrow("consumer");
    expect(closed).toBe(true);
    expect(ids(account)).toHaveLength(1);
  });

  test("ends the run when the inputs fail, after the calls in progress", async () => {
    const { account, client } = setting();
    async function* inputs(): AsyncGenerator<IssueAccessTokenInput> {
      yield* named(3);
      throw new Error("the file ended in the middle");
    }
    const run = issueMany(client.accessTokens, inputs());
    const { results, error } = await collect(run);
    expect(error).toMatchObject({ message: "the file ended in the middle" });
    expect(results.map(({ status }) => status)).toEqual(["issued", "issued", "issued"]);
    expect(run.summary.state).toBe("stopped");
    expect(ids(account)).toHaveLength(3);
  });

  test("refuses an unreadable input without affecting others", async () => {
    const { client } = setting();
    const inputs = [
      { id: "", scope },
      {
        id: "getter",
        get scope(): never {
          throw new Error("getter");
        },
      },
      ...named(3),
    ];
    const { results, error } = await collect(issueMany(client.accessTokens, inputs));
    expect(error).toBeUndefined();
    expect(results.map(({ index, status }) => `${index} ${status === "issued"}`).sort()).toEqual([
      "0 false",
      "1 false",
      "2 true",
      "3 true",
      "4 true",
    ]);
  });
});

describe("the end of a bulk run", () => {
  test.each(["401", "401-echo"] as const)("comes at once after %s", async (fault) => {
    const { account, client } = setting();
    account.faults.always("issue", fault);
    const run = issueMany(client.accessTokens, named(1000));
    const { results, error } = await collect(run);
    expect(error).toBeInstanceOf(S2AuthenticationError);
    expect(results.length).toBeLessThanOrEqual(4);
    expect(run.summary).toMatchObject({ taken: results.length, state: "stopped" });
  });

  test("comes after 25 failed or unknown results in a row", async () => {
    const time = virtualTime();
    const { account, client } = setting();
    account.faults.always("issue", "500");
    account.faults.always("list", "500");
    const run = issueMany(client.accessTokens, named(1000), { ...time, concurrency: 1 });
    const { results, error } = await time.run(collect(run));
    expect(results).toHaveLength(25);
    expect(error).toMatchObject({ code: "outcome_unknown" });
    expect(run.summary.counts).toEqual({ issued: 0, refused: 0, failed: 0, unknown: 25 });
  });

  test("is not brought about by conflicts or gone tokens", async () => {
    const { client } = setting();
    for (const input of named(60)) await client.accessTokens.issue(input);
    const conflicts = await collect(issueMany(client.accessTokens, named(60)));
    expect(conflicts).toMatchObject({ error: undefined });
    const gone = await collect(
      revokeMany(
        client.accessTokens,
        Array.from({ length: 60 }, (_, n) => `no/${n}`),
      ),
    );
    expect(gone.error).toBeUndefined();
    expect(gone.results.every(({ status }) => status === "gone")).toBe(true);
  });

  test("follows an abort: calls in progress finish, then it rejects with the reason", async () => {
    const { account, client } = setting();
    const abort = new AbortController();
    const run = issueMany(client.accessTokens, named(100), { signal: abort.signal });
    const results: unknown[] = [];
    const failing = async (): Promise<void> => {
      for await (const result of run) if (results.push(result) === 3) abort.abort(new Error("Ctrl-C"));
    };
    await expect(failing()).rejects.toThrow("Ctrl-C");
    expect(results).toHaveLength(run.summary.taken);
    expect(ids(account)).toHaveLength(run.summary.counts.issued);
    expect(run.summary.taken).toBeLessThan(30);
  });

  test("comes before any request if the signal has already fired", async () => {
    const { account, client } = setting();
    const run = issueMany(client.accessTokens, named(3), { signal: AbortSignal.abort(new Error("over")) });
    await expect(run.next()).rejects.toThrow("over");
    expect(await run.next()).toEqual({ done: true, value: undefined });
    expect(account.journal).toEqual([]);
  });

  test("takes few listings to verify gone tokens: one proof of the bearer a minute", async () => {
    const { account, client } = setting();
    const many = Array.from({ length: 200 }, (_, n) => `no/${n}`);
    const { results } = await collect(revokeMany(client.accessTokens, many));
    expect(results.filter(({ status }) => status === "gone")).toHaveLength(200);
    expect(requests(account, "GET").length).toBeLessThanOrEqual(4);
    await client.accessTokens.issue({ id: "a", scope });
    const before = requests(account, "GET").length;
    await collect(revokeMany(client.accessTokens, ["a", ...many], { concurrency: 1 }));
    expect(requests(account, "GET")).toHaveLength(before);
  });

  test("is an authentication error if the bearer is dead and S2 answers 404", async () => {
    const { account, client } = setting();
    await client.accessTokens.issue({ id: "a", scope });
    account.faults.always("revoke", "404");
    account.faults.always("list", "401");
    const { results, error } = await collect(revokeMany(client.accessTokens, ["a", "b"], { concurrency: 1 }));
    expect(error).toBeInstanceOf(S2AuthenticationError);
    expect(results).toMatchObject([{ status: "failed" }]);
  });

  test("accepts a denied listing as proof of the bearer", async () => {
    const { account, client } = setting();
    account.faults.always("list", "403");
    const { results } = await collect(revokeMany(client.accessTokens, ["a"]));
    expect(results).toMatchObject([{ status: "gone" }]);
  });

  test("reports an uncertain revocation as unknown, and revokes a listing's tokens", async () => {
    const time = virtualTime();
    const { account, client } = setting();
    await client.accessTokens.issue({ id: "a", scope });
    await client.accessTokens.issue({ id: "b", scope });
    account.faults.always("revoke", "500");
    const failed = await time.run(
      collect(revokeMany(client.accessTokens, client.accessTokens.listAll(), { ...time, concurrency: 1 })),
    );
    expect(failed.results.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
    account.faults.clear();
    const { results } = await collect(revokeMany(client.accessTokens, client.accessTokens.listAll()));
    expect(results.map(({ status }) => status)).toEqual(["revoked", "revoked"]);
    expect(ids(account)).toEqual([]);
  });
});

describe("a bulk run", () => {
  // Faults that end without a timer of the client.
  const timed = new Set<FaultName>(["slow", "hang-after", "drip"]);
  const FAULTS = FAULT_NAMES.filter((name) => !timed.has(name));
  const count = runs(2_000);

  test(`gives one final result per input and accounts for every token, over ${count} seeded runs of issueMany`, async () => {
    for (let seed = 0; seed < count; seed++) {
      const random = seeded(seed);
      const time = virtualTime();
      const { account, client } = setting();
      const rate = random() * 0.5;
      const size = Math.floor(random() * 40);
      await client.accessTokens.issue({ id: "t/1", scope });
      account.faults.script(
        Array.from({ length: 200 }, () =>
          random() < rate ? (FAULTS[Math.floor(random() * FAULTS.length)] ?? "none") : "none",
        ),
      );
      const inputs: readonly TokenToIssueInBulk[] = random() < 0.5 ? named(size) : unnamed(size);
      const abort = new AbortController();
      const run = issueMany(client.accessTokens, inputs, { ...time, random, signal: abort.signal });
      const stopAfter = random() < 0.3 ? Math.floor(random() * 20) : Infinity;
      const abortAfter = random() < 0.3 ? Math.floor(random() * 20) : Infinity;
      const accounted = new Set(["t/1"]);
      const indices: number[] = [];
      await time.run(
        (async () => {
          try {
            for await (const result of run) {
              indices.push(result.index);
              if (result.status === "issued" || result.status === "unknown") accounted.add(result.id);
              for (const id of result.lost) accounted.add(id);
              if (indices.length > stopAfter) break;
              if (indices.length > abortAfter) abort.abort(new Error("aborted"));
            }
          } catch {
            // Ended early: the rest is for a next run.
          }
        })(),
      );
      for (const id of run.summary.left) accounted.add(id);
      const unaccounted = ids(account).filter((id) => !accounted.has(id));
      expect(unaccounted, `seed ${seed}`).toEqual([]);
      expect(new Set(indices).size, `seed ${seed}`).toBe(indices.length);
      if (indices.length <= stopAfter) {
        const all = Array.from({ length: run.summary.taken }, (_, index) => index);
        expect(
          indices.sort((a, b) => a - b),
          `seed ${seed}`,
        ).toEqual(all);
      }
      expect(time.pending(), `seed ${seed}`).toBe(0);
    }
  });
});
