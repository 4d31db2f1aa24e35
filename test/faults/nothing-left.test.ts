import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLocalAccount, FAULT_NAMES } from "../../src/testing/index.js";
import { CALLS, fakeTime, faultCall, makeCell, RESIDENTS, run, settle } from "./harness.js";
import type { S2 } from "../../src/index.js";

beforeEach(fakeTime);
afterEach(() => vi.useRealTimers());

/** A `fetch` that tracks its requests. */
function counted(fetch: typeof globalThis.fetch) {
  const open = new Set<AbortSignal | null | undefined>();
  const responses: Response[] = [];
  return {
    responses,
    /** Requests that are neither answered nor aborted. */
    pending: () => [...open].filter((signal) => signal?.aborted !== true).length,
    /** Answers whose body is neither read nor cancelled. */
    unread: () => responses.filter(({ body, bodyUsed }) => body !== null && !bodyUsed).length,
    fetch: async (url: string, init: RequestInit) => {
      open.add(init.signal);
      try {
        const response = await fetch(url, init);
        responses.push(response);
        return response;
      } finally {
        open.delete(init.signal);
      }
    },
  };
}

async function makeCountedCell() {
  const account = createLocalAccount();
  const counts = counted(account.fetch);
  return { ...counts, ...(await makeCell({ fetch: counts.fetch }, account)) };
}

/** A signal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    listeners.add(listener);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    listeners.delete(listener);
    remove(type, listener);
  };
  return { controller, signal, listeners };
}

describe.each(FAULT_NAMES)("%s", (fault) => {
  it.each(CALLS)("leaves no timer, listener or body behind after %s", async (call) => {
    for (const times of ["next", "always"] as const) {
      const { account, client, pending, unread } = await makeCountedCell();
      account.faults[times](faultCall(call), fault);
      await settle(run(client, call));
      expect([vi.getTimerCount(), pending(), unread()], times).toEqual([0, 0, 0]);
    }
  });
});

const SIGNALLED: Record<string, (client: S2, signal: AbortSignal) => Promise<unknown>> = {
  list: ({ accessTokens }, signal) => accessTokens.list({}, { signal }),
  get: ({ accessTokens }, signal) => accessTokens.get({ id: "t1" }, { signal }),
  listAll: ({ accessTokens }, signal) =>
    accessTokens.listAll({ pageSize: 2 }, { signal }).toArray({ maxItems: Infinity }),
  revoke: ({ accessTokens }, signal) => accessTokens.revoke({ id: "t1" }, { signal }),
  issue: ({ accessTokens }, signal) =>
    accessTokens.issue({ id: "new", scope: { ops: ["read"] } }, { signal }),
};

describe("a caller's signal", () => {
  it.each(Object.entries(SIGNALLED))("keeps one listener during %s and none after", async (_name, call) => {
    const { client } = await makeCell();
    const { signal, listeners } = countedSignal();
    const both = Promise.all([call(client, signal), client.accessTokens.list({}, { signal })]);
    expect(listeners.size).toBe(1);
    await settle(both);
    expect(listeners.size).toBe(0);
  });

  it.each(Object.entries(SIGNALLED))("ends a hanging %s and leaves nothing behind", async (_name, call) => {
    const { account, client, pending, unread } = await makeCountedCell();
    account.faults.always("any", "hang-after");
    const { controller, signal, listeners } = countedSignal();
    const work = call(client, signal).catch((error: unknown) => error);
    await new Promise(setImmediate);
    expect(pending()).toBe(1);
    const reason = new Error("enough");
    controller.abort(reason);
    const ending = await work;
    expect(ending === reason || (ending instanceof Error && ending.cause === reason)).toBe(true);
    expect([vi.getTimerCount(), pending(), unread(), listeners.size]).toEqual([0, 0, 0, 0]);
  });

  it.each(Object.entries(SIGNALLED))("ends the wait before a retry of %s", async (_name, call) => {
    const { account, client } = await makeCell();
    account.faults.always("any", "429");
    const { controller, signal, listeners } = countedSignal();
    const work = call(client, signal).catch((error: unknown) => error);
    await vi.waitFor(() => expect(account.journal).toHaveLength(RESIDENTS.length + 1));
    await new Promise(setImmediate);
    controller.abort("enough");
    expect(await work).toBe("enough");
    expect(vi.getTimerCount()).toBe(0);
    expect(listeners.size).toBe(0);
    expect(account.journal).toHaveLength(RESIDENTS.length + 1);
  });

  it.each(Object.entries(SIGNALLED))(
    "that has already fired keeps %s from sending anything",
    async (_name, call) => {
      const { account, client } = await makeCell();
      for (const reason of [new Error("early"), null, 0, undefined]) {
        const ending: unknown = await call(client, AbortSignal.abort(reason)).catch(
          (error: unknown) => error,
        );
        if (reason === undefined) expect(ending).toMatchObject({ name: "AbortError" });
        else expect(ending).toBe(reason);
      }
      expect(account.journal).toHaveLength(RESIDENTS.length);
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});

describe("an iterator", () => {
  it.each(["break", "return"] as const)("aborts the prefetched page on %s", async (how) => {
    const { account, client, pending, unread } = await makeCountedCell();
    account.faults.script(["none", "hang-after"]);
    const tokens = client.accessTokens.listAll({ pageSize: 2 });
    if (how === "break") {
      for await (const { id } of tokens) {
        expect(id).toBe("t1");
        await new Promise(setImmediate);
        expect(pending()).toBe(1);
        break;
      }
    } else {
      const iterator = tokens.pages()[Symbol.asyncIterator]();
      await iterator.next();
      await new Promise(setImmediate);
      const next = iterator.next();
      expect(pending()).toBe(1);
      await iterator.return?.();
      expect(await next).toEqual({ done: true, value: undefined });
    }
    await new Promise(setImmediate);
    expect([vi.getTimerCount(), pending(), unread()]).toEqual([0, 0, 0]);
  });
});
