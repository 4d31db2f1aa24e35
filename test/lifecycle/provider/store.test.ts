import { Keyv } from "keyv";
import { describe, expect, test } from "vitest";
import {
  tokenProvider,
  type ProviderEvent,
  type TokenProvider,
  type TokenStore,
} from "../../../src/lifecycle/index.js";
import type { IssuedAccessToken } from "../../../src/index.js";
import { ids, setting, virtualTime } from "../world.js";

const MINUTE = 60_000;
const scope = { ops: ["list-basins"] } as const;

function world() {
  const time = virtualTime(Date.now());
  const { account, client } = setting({ now: time.now }, { now: time.now });
  const events: ProviderEvent[] = [];
  const process = (store: TokenStore, template: object = { scope }) =>
    tokenProvider(client.accessTokens, {
      token: (user) => ({ idPrefix: `session/${user}/`, scope, ...template }),
      expiresIn: "1h",
      store,
      now: time.now,
      random: () => 0.5,
      observe: (event) => void events.push(event),
    });
  const issued = (): number => account.journal.filter(({ method }) => method === "POST").length;
  return { time, account, events, process, issued };
}

/** Asks until the background renewal has finished. */
async function renewed(sessions: TokenProvider, old: string): Promise<IssuedAccessToken> {
  for (;;) {
    const token = await sessions.get("1");
    if (token.id !== old) return token;
    await new Promise(setImmediate);
  }
}

describe("a store shared by processes", () => {
  test("gives two processes one token and one renewal", async () => {
    const { time, account, process, issued } = world();
    const store = new Keyv();
    const [a, b] = [process(store), process(store)];
    const first = await a.get("1");
    expect((await b.get("1")).accessToken).toBe(first.accessToken);
    expect(issued()).toBe(1);
    time.jump(46 * MINUTE);
    const second = await renewed(a, first.id);
    expect((await renewed(b, first.id)).accessToken).toBe(second.accessToken);
    expect(issued()).toBe(2);
    expect(account.idOf(second.accessToken)).toBe(second.id);
  });

  test("is missed after a change of template and cleared by a logout", async () => {
    const { account, process, issued } = world();
    const store = new Keyv();
    const sessions = process(store);
    await sessions.get("1");
    await process(store, { scope: { ops: ["list-streams"] } }).get("1");
    expect(issued()).toBe(2);
    await sessions.revoke("1");
    expect(ids(account)).toEqual([]);
    const next = await process(store).get("1");
    expect(account.idOf(next.accessToken)).toBe(next.id);
  });

  const good = { version: 1, key: "1", id: "session/1/x", accessToken: "stolen" };
  const lies: Readonly<Record<string, (now: number) => unknown>> = {
    "a number": () => 42,
    "broken JSON": () => "{",
    "JSON of another kind": () => "[]",
    "another version": (now) =>
      JSON.stringify({ ...good, version: 2, issuedAt: now, expiresAt: now + 60 * MINUTE }),
    "another key's token": (now) =>
      JSON.stringify({ ...good, key: "2", issuedAt: now, expiresAt: now + 60 * MINUTE }),
    "an id outside the prefix": (now) =>
      JSON.stringify({ ...good, id: "session/10/x", issuedAt: now, expiresAt: now + 60 * MINUTE }),
    "an expired token": (now) =>
      JSON.stringify({ ...good, issuedAt: now - 61 * MINUTE, expiresAt: now - MINUTE }),
    "a longer lifetime than requested": (now) =>
      JSON.stringify({ ...good, issuedAt: now, expiresAt: now + 600 * MINUTE }),
    "no expiry": (now) => JSON.stringify({ ...good, issuedAt: now, expiresAt: null }),
    "a secret no header can carry": (now) =>
      JSON.stringify({ ...good, accessToken: "a\r\nb", issuedAt: now, expiresAt: now + 60 * MINUTE }),
  };

  test.each(Object.entries(lies))("treats %s as a miss", async (_what, lie) => {
    const { time, account, process } = world();
    const token = await process({
      get: () => lie(time.now()),
      set: () => undefined,
      delete: () => undefined,
    }).get("1");
    expect(account.idOf(token.accessToken)).toBe(token.id);
  });

  const broken: Readonly<Record<string, TokenStore>> = {
    hangs: {
      get: () => new Promise(() => undefined),
      set: () => new Promise(() => undefined),
      delete: () => new Promise(() => undefined),
    },
    rejects: {
      get: () => Promise.reject(new Error("down")),
      set: () => Promise.reject(new Error("down")),
      delete: () => Promise.reject(new Error("down")),
    },
    throws: {
      get() {
        throw new Error("down");
      },
      set() {
        throw new Error("down");
      },
      delete() {
        throw new Error("down");
      },
    },
  };

  test.each(Object.entries(broken))(
    "is bypassed and reported if it %s, within a quarter of a second a call",
    async (_how, store) => {
      const { time, account, events, process } = world();
      const sessions = process(store);
      const token = await sessions.get("1");
      expect(account.idOf(token.accessToken)).toBe(token.id);
      await sessions.revoke("1");
      expect(ids(account)).toEqual([]);
      const failed = events.flatMap((event) => (event.type === "store-failed" ? [event.operation] : []));
      expect(failed).toEqual(["get", "set", "delete"]);
      expect(time.pending()).toBe(0);
      expect(JSON.stringify(events)).not.toContain(token.accessToken);
    },
  );
});
