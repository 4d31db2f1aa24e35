import { afterEach, describe, expect, it, vi } from "vitest";
import { S2, S2ResponseError, type S2Event } from "../../../src/index.js";
import { createLocalAccount } from "../../../src/testing/index.js";

const IDS = Array.from({ length: 7 }, (_, index) => `t${index}`);

async function setUp(ids = IDS) {
  const account = createLocalAccount();
  const client = new S2({ accessToken: account.token, fetch: account.fetch });
  for (const id of ids) await client.accessTokens.issue({ id, scope: { ops: ["read"] } });
  const sent = account.journal.length;
  return {
    account,
    tokens: client.accessTokens,
    /** The listings requested since. */
    asked: () => account.journal.slice(sent).map(({ path }) => path.replace(/^.*\?/, "")),
  };
}

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

afterEach(() => vi.useRealTimers());

describe("a walk", () => {
  it("yields every item once, in order, and restarts on each iteration", async () => {
    const { tokens, asked } = await setUp();
    const all = tokens.listAll({ pageSize: 3 });
    expect(asked()).toEqual([]);
    for (let round = 0; round < 2; round++) {
      expect((await gather(all)).map(({ id }) => id)).toEqual(IDS);
    }
    const pages = ["limit=3", "start_after=t2&limit=3", "start_after=t5&limit=3"];
    expect(asked()).toEqual([...pages, ...pages]);
  });

  it("yields pages whose cursor resumes the walk", async () => {
    const { tokens } = await setUp();
    const pages = await gather(tokens.listAll({ pageSize: 3 }).pages());
    expect(pages.map(({ items, cursor, hasMore }) => [items.length, cursor, hasMore])).toEqual([
      [3, "t2", true],
      [3, "t5", true],
      [1, "t6", false],
    ]);
    const rest = await gather(tokens.listAll({ startAfter: pages[0]?.cursor, prefix: "t" }));
    expect(rest.map(({ id }) => id)).toEqual(IDS.slice(3));
  });

  it("yields one empty page for an empty listing", async () => {
    const { tokens } = await setUp([]);
    expect(await gather(tokens.listAll().pages())).toEqual([
      { items: [], cursor: undefined, hasMore: false },
    ]);
    expect(await gather(tokens.listAll())).toEqual([]);
  });

  it("fetches at most one page ahead", async () => {
    const { tokens, asked } = await setUp();
    const iterator = tokens.listAll({ pageSize: 2 })[Symbol.asyncIterator]();
    await new Promise(setImmediate);
    expect(asked()).toHaveLength(0);
    await iterator.next();
    await vi.waitFor(() => expect(asked()).toHaveLength(2));
    await iterator.next();
    await new Promise(setImmediate);
    expect(asked()).toHaveLength(2);
    await iterator.next();
    await vi.waitFor(() => expect(asked()).toHaveLength(3));
  });

  it("fetches no page ahead if that is turned off", async () => {
    const { tokens, asked } = await setUp();
    const iterator = tokens.listAll({ pageSize: 2 }, { prefetch: false })[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    await new Promise(setImmediate);
    expect(asked()).toHaveLength(1);
    expect((await iterator.next()).value?.id).toBe("t2");
  });

  it("answers concurrent next calls in order", async () => {
    const { tokens } = await setUp();
    const iterator = tokens.listAll({ pageSize: 2 })[Symbol.asyncIterator]();
    const steps = await Promise.all(Array.from({ length: 9 }, () => iterator.next()));
    expect(steps.map(({ value }) => value?.id)).toEqual([...IDS, undefined, undefined]);
    const pages = tokens.listAll({ pageSize: 4 }).pages()[Symbol.asyncIterator]();
    const both = await Promise.all([pages.next(), pages.next(), pages.next()]);
    expect(both.map(({ value }) => value?.cursor)).toEqual(["t3", "t6", undefined]);
  });

  it("ends after return and after a failure", async () => {
    const { account, tokens, asked } = await setUp();
    const iterator = tokens.listAll({ pageSize: 2 }, { prefetch: false })[Symbol.asyncIterator]();
    await iterator.next();
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(asked()).toHaveLength(1);
    const failing = tokens.listAll({ pageSize: 2 })[Symbol.asyncIterator]();
    account.faults.always("list", "403");
    await expect(failing.next()).rejects.toMatchObject({ status: 403 });
    expect(await failing.next()).toEqual({ done: true, value: undefined });
  });

  it("ends even if it is closed just as a page arrives", async () => {
    const { account } = await setUp();
    let close: () => unknown = () => undefined;
    const observe = ({ type }: S2Event) => type === "done" && close();
    const client = new S2({ accessToken: account.token, fetch: account.fetch, observe });
    const iterator = client.accessTokens.listAll({ pageSize: 2 })[Symbol.asyncIterator]();
    close = () => iterator.return?.();
    const sent = account.journal.length;
    const over = { done: true, value: undefined };
    expect([await iterator.next(), await iterator.next()]).toEqual([over, over]);
    expect(account.journal).toHaveLength(sent + 1);
  });

  it("yields nothing after return, however late", async () => {
    const answer = () =>
      Response.json({ access_tokens: IDS.map((id) => ({ id, scope: {} })), has_more: false });
    const { accessTokens } = new S2({ accessToken: "x", fetch: () => Promise.resolve(answer()) });
    // A walk can be hit at any of its many small steps, so every one is tried.
    for (let steps = 0; steps < 40; steps++) {
      const iterator = accessTokens.listAll()[Symbol.asyncIterator]();
      const first = iterator.next();
      for (let passed = 0; passed < steps; passed++) await Promise.resolve();
      await iterator.return?.();
      await first;
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    }
  });

  it.each([1, 3, 7])("ends at once when its signal fires, in pages of %i", async (pageSize) => {
    const { tokens } = await setUp();
    const controller = new AbortController();
    const items = tokens.listAll({ pageSize }, { signal: controller.signal })[Symbol.asyncIterator]();
    expect(await items.next()).toMatchObject({ value: { id: "t0" } });
    controller.abort("enough");
    const steps = await Promise.allSettled([items.next(), items.next()]);
    expect(steps).toEqual([
      { status: "rejected", reason: "enough" },
      { status: "fulfilled", value: { done: true, value: undefined } },
    ]);
    const pages = tokens.listAll({ pageSize }, { signal: controller.signal }).pages()[Symbol.asyncIterator]();
    await expect(pages.next()).rejects.toBe("enough");
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });

  it("stays ended when its signal fires later", async () => {
    const { tokens } = await setUp();
    const controller = new AbortController();
    const items = tokens.listAll({}, { signal: controller.signal })[Symbol.asyncIterator]();
    while ((await items.next()).done !== true);
    controller.abort("enough");
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  it("reports the failure of a prefetched page only when it is requested", async () => {
    const { account, tokens } = await setUp();
    account.faults.script(["none", "403"]);
    const iterator = tokens.listAll({ pageSize: 2 })[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await iterator.next()).value?.id).toBe("t1");
    await expect(iterator.next()).rejects.toMatchObject({ status: 403, operation: "list" });
  });

  it("applies the total timeout to each page, not to the walk", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
    const { account, tokens } = await setUp();
    account.faults.always("list", { name: "slow", delayMillis: 80 });
    const walk = tokens.listAll({ pageSize: 1 }, { totalTimeoutMillis: 100 }).toArray({ maxItems: Infinity });
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await walk).map(({ id }) => id)).toEqual(IDS);
  });
});

describe("an array", () => {
  it.each([
    [0, 3, []],
    [1, 3, ["limit=1"]],
    [3, 3, ["limit=3"]],
    [5, 3, ["limit=3", "start_after=t2&limit=2"]],
    [7, 1000, ["limit=7"]],
    [Infinity, 1000, ["limit=1000"]],
  ])("of %d items in pages of %d requests no more than that", async (maxItems, pageSize, want) => {
    const { tokens, asked } = await setUp();
    const found = await tokens.listAll({ pageSize }).toArray({ maxItems });
    expect(found.map(({ id }) => id)).toEqual(IDS.slice(0, maxItems));
    expect(asked()).toEqual(want);
  });

  it("is never longer than requested, even if a page is", async () => {
    const { account, tokens } = await setUp();
    const generous = new S2({
      accessToken: account.token,
      fetch: (url, init) => account.fetch(url.replace("limit=2", "limit=5"), init),
    });
    expect(await tokens.listAll().toArray({ maxItems: 2 })).toHaveLength(2);
    expect(await generous.accessTokens.listAll().toArray({ maxItems: 2 })).toHaveLength(2);
  });
});

describe("a page that cannot be right", () => {
  const page = (ids: readonly string[], hasMore: boolean) => () =>
    Promise.resolve(
      Response.json({ access_tokens: ids.map((id) => ({ id, scope: {} })), has_more: hasMore }),
    );

  it.each([
    ["is empty but reports more", page([], true), {}],
    ["goes backward", page(["b", "a"], false), {}],
    ["repeats an id", page(["a", "a"], false), {}],
    ["begins with the cursor", page(["a", "b"], false), { startAfter: "a" }],
    ["lies before the cursor", page(["a"], false), { startAfter: "b" }],
    ["sorts by UTF-16", page(["\u{10000}", "\uffff"], false), {}],
    ["ignores the prefix", page(["b"], false), { prefix: "a" }],
    ["begins before the prefix", page(["Z", "a", "ab"], false), { prefix: "a" }],
    ["leaves the prefix in between", page(["a", "b", "ac"], false), { prefix: "a" }],
    ["ends after the prefix", page(["a", "ab", "b"], false), { prefix: "a" }],
    ["ends in an id that cannot be sent but reports more", page(["a\ud800"], true), {}],
  ])("%s", async (_name, fetch, input) => {
    const { accessTokens } = new S2({ accessToken: "x", fetch });
    for (const call of [accessTokens.list(input), gather(accessTokens.listAll(input))]) {
      await expect(call).rejects.toBeInstanceOf(S2ResponseError);
      await expect(call).rejects.toMatchObject({
        operation: "list",
        attempts: 1,
        effect: "none",
        retryable: false,
      });
    }
  });
});

describe("a parallel walk, whose code is loaded when the first page is asked for", () => {
  const OVER = { done: true, value: undefined };

  it("asks for nothing if it is closed before", async () => {
    const { tokens, asked } = await setUp();
    const pages = tokens.listAll({ pageSize: 1 }, { parallel: 2 }).pages()[Symbol.asyncIterator]();
    await pages.return?.();
    expect(await pages.next()).toEqual(OVER);
    expect(asked()).toEqual([]);
  });

  it("asks for nothing if it is closed meanwhile", async () => {
    const { tokens, asked } = await setUp();
    const pages = tokens.listAll({ pageSize: 1 }, { parallel: 2 }).pages()[Symbol.asyncIterator]();
    const first = pages.next();
    const closed = pages.return?.();
    expect(await first).toEqual(OVER);
    expect(await closed).toEqual(OVER);
    expect(asked()).toEqual([]);
  });

  it("fails with the reason of a signal that fires meanwhile", async () => {
    const { tokens, asked } = await setUp();
    const controller = new AbortController();
    const items = tokens.listAll({ pageSize: 1 }, { parallel: 2, signal: controller.signal });
    const found = gather(items);
    controller.abort("enough");
    await expect(found).rejects.toBe("enough");
    expect(asked()).toEqual([]);
  });

  it("keeps the order of pages asked for at once", async () => {
    const { tokens } = await setUp();
    const pages = tokens.listAll({ pageSize: 1 }, { parallel: 2 }).pages()[Symbol.asyncIterator]();
    const found = await Promise.all(IDS.map(() => pages.next()));
    expect(found.map(({ value }) => value?.cursor)).toEqual(IDS);
  });
});
