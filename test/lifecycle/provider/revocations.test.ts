import { describe, expect, test } from "vitest";
import { Revocations } from "../../../src/lifecycle/provider/revocations.js";
import { tokenProvider, type TokenProviderOptions, type TokenStore } from "../../../src/lifecycle/index.js";
import { ids, sessionOptions, setting, virtualTime } from "../world.js";

function setUp(options: Partial<TokenProviderOptions> = {}) {
  const time = virtualTime(Date.now());
  const { account, client } = setting({ now: time.now }, { now: time.now });
  const full: TokenProviderOptions = {
    ...sessionOptions(time),
    ...options,
  };
  return {
    time,
    account,
    full,
    tokens: client.accessTokens,
    sessions: tokenProvider(client.accessTokens, full),
  };
}

describe("revocations by prefix", () => {
  test("of one prefix run one after the other, also after one that failed", async () => {
    const revocations = new Revocations(10);
    const order: string[] = [];
    let fail: (error: Error) => void = () => undefined;
    const first = revocations.run("a/", () => {
      order.push("first");
      return new Promise<never>((_, reject) => (fail = reject));
    });
    const second = revocations.run("a/", async () => order.push("second"));
    expect([...revocations.underWay("a/1/")]).toHaveLength(1);
    expect([...revocations.underWay("b/")]).toEqual([]);
    await new Promise(setImmediate);
    expect(order).toEqual(["first"]);
    fail(new Error("refused"));
    await expect(first).rejects.toThrow("refused");
    await second;
    expect(order).toEqual(["first", "second"]);
    expect([...revocations.underWay("a/1/")]).toEqual([]);
  });

  test("cover the tokens issued up to then, under that prefix", () => {
    const revocations = new Revocations(10);
    revocations.record("a/", 100);
    const cases = [
      revocations.cover("a/1/", 100),
      revocations.cover("a/1/", 101),
      revocations.cover("b/", 1),
    ];
    expect(cases).toEqual([true, false, false]);
  });
});

describe("logging out", () => {
  test("of two prefixes at once leaves the tokens and renewals of others alone", async () => {
    const { time, account, sessions } = setUp();
    for (const key of ["1", "2", "3"]) await sessions.get(key);
    const renewal = sessions.get("4");
    const both = Promise.all([sessions.revoke("1"), sessions.revoke("2")]);
    const third = await sessions.get("3");
    expect((await time.run(both)).map(({ count }) => count)).toEqual([1, 1]);
    expect(ids(account)).toEqual([third.id, (await renewal).id]);
  });

  test("reports how many tokens are left", async () => {
    const { time, account, sessions } = setUp();
    for (const key of ["1", "2"]) await sessions.get(key);
    account.faults.always("revoke", "403");
    const revoked = sessions.revokeAll("session/");
    await expect(time.run(revoked)).rejects.toThrow("2 tokens were not revoked, and may still work.");
  });

  test("ends the use of a token that a store still holds", async () => {
    const kept = new Map<string, string>();
    const store: TokenStore = {
      get: (key) => kept.get(key),
      set: (key, value) => kept.set(key, value),
      // A store that loses deletions.
      delete: () => undefined,
    };
    const { time, account, sessions } = setUp({ store });
    const first = await sessions.get("1");
    await time.run(sessions.revoke("1"));
    const second = await sessions.get("1");
    expect(second.id).not.toBe(first.id);
    expect(ids(account)).toEqual([second.id]);
  });

  test("waits no longer than its signal for a renewal that hangs", async () => {
    const { time, account, sessions } = setUp();
    account.faults.always("issue", "hang-after");
    void sessions.get("1").catch(() => undefined);
    await new Promise(setImmediate);
    const stop = new AbortController();
    const revoked = sessions.revoke("1", { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(time.run(revoked)).rejects.toThrow("enough");
  });
});
