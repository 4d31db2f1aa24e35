// Pages that a parallel walk reads when their turn comes, and that then turn out to be no pages.
import { describe, expect, it } from "vitest";
import { S2, S2ResponseError, type AccessTokenInfo, type S2Options } from "../../../src/index.js";
import { compareBytes, isText } from "../../../src/check/names.js";
import { runs } from "../../runs.js";
import { seeded } from "../../seeded.js";
import { firstAfter } from "./simulated-walk.js";

const IDS = Array.from({ length: 40 }, (_, index) => `t${String(index).padStart(2, "0")}`);
const SIZE = 2;

/** A page as it is sent, to be changed. */
interface SentPage {
  access_tokens: Record<string, unknown>[];
  has_more: boolean;
}

/** Lists ids of which `change` changes the pages that hold `t20`, and counts how often the same page was requested. */
function setUp(
  change: (page: SentPage, time: number) => string | undefined,
  ids: readonly string[] = IDS,
  options: Partial<S2Options> = {},
) {
  const times = new Map<string, number>();
  const fetch = (url: string) => {
    const { searchParams } = new URL(url);
    const after = searchParams.get("start_after");
    const from = after === null ? 0 : firstAfter(ids, after);
    const to = from + Number(searchParams.get("limit"));
    const items = ids.slice(from, to).map((id) => ({ id, scope: {} }));
    const page: SentPage = { access_tokens: items, has_more: to < ids.length };
    const time = (times.get(url) ?? 0) + 1;
    times.set(url, time);
    const changed = items.some(({ id }) => id === "t20") ? change(page, time) : undefined;
    const headers = { "content-type": "application/json" };
    return Promise.resolve(new Response(changed ?? JSON.stringify(page), { headers }));
  };
  const retry = { minBaseDelayMillis: 1, maxBaseDelayMillis: 1 };
  const { accessTokens } = new S2({ accessToken: "bearer", fetch, retry, ...options });
  const listing = accessTokens.listAll({ prefix: "t", pageSize: SIZE }, { parallel: 4 });
  const found: string[] = [];
  const walk = (async () => {
    for await (const { id } of listing) found.push(id);
  })();
  return { walk, found, mostTimes: () => Math.max(...times.values()), listing };
}

/** Gives the item an expiry that is no time: its page can be skimmed, and not read. */
function spoil(page: SentPage): undefined {
  for (const item of page.access_tokens) if (item["id"] === "t20") item["expires_at"] = "soon";
}

describe("a page that cannot be read when its turn comes", () => {
  it("is requested again at its place", async () => {
    const { walk, found, mostTimes } = setUp((page, time) => (time === 1 ? spoil(page) : undefined));
    await walk;
    expect(found).toEqual(IDS);
    expect(mostTimes()).toBe(2);
  });

  it("fails at its place once attempts are used up, as in a walk in turn", async () => {
    const { walk, found, mostTimes } = setUp(spoil);
    await expect(walk).rejects.toBeInstanceOf(S2ResponseError);
    await expect(walk).rejects.toMatchObject({ operation: "list", effect: "none", retryable: true });
    expect(found).toEqual(IDS.slice(0, found.length));
    expect(found.length).toBeGreaterThanOrEqual(20 - SIZE);
    expect(mostTimes()).toBe(3);
  });

  it("fails at once where nothing is retried", async () => {
    const { walk, found, mostTimes } = setUp(spoil, IDS, { retry: { maxAttempts: 1 } });
    await expect(walk).rejects.toMatchObject({
      message: expect.stringContaining("wrong shape"),
      attempts: 1,
    });
    expect(found).toEqual(IDS.slice(0, found.length));
    expect(mostTimes()).toBe(1);
  });

  it.each([
    ["ids out of order", (page: SentPage) => void page.access_tokens.reverse()],
    [
      "a last id without the prefix",
      (page: SentPage) => void page.access_tokens.push({ id: "u", scope: {} }),
    ],
    [
      "an id without the prefix",
      (page: SentPage) => void page.access_tokens.splice(1, 0, { id: "u", scope: {} }),
    ],
    ["no items but more to come", (page: SentPage) => void page.access_tokens.splice(0)],
  ])("fails at its place, not requested again, with %s", async (_name, change) => {
    const { walk, found, mostTimes } = setUp(change);
    await expect(walk).rejects.toMatchObject({
      message: expect.stringContaining("invalid"),
      retryable: false,
    });
    expect(found).toEqual(IDS.slice(0, found.length));
    expect(found.length).toBeGreaterThanOrEqual(20 - SIZE);
    expect(mostTimes()).toBe(1);
  });

  it.each([
    ["cut off", (page: SentPage) => JSON.stringify(page).slice(0, -9)],
    ["no JSON within a text", (page: SentPage) => JSON.stringify(page).replace('"scope"', '"\\x"')],
    ["no JSON between texts", (page: SentPage) => JSON.stringify(page).replace('"scope":', '"scope"')],
    [
      "another page than was skimmed",
      (page: SentPage) => JSON.stringify(page).replace("[", '[{"id":"t2"},5,'),
    ],
  ])("is requested again if it was %s", async (_name, change) => {
    const { walk, found, mostTimes } = setUp((page, time) => (time === 1 ? change(page) : undefined));
    await walk;
    expect(found).toEqual(IDS);
    expect(mostTimes()).toBe(2);
  });
});

describe("a parallel walk", () => {
  it("lists each id once and in order, whichever pages have to be requested again", async () => {
    for (let run = 0; run < runs(300); run++) {
      const draw = seeded(run + 1);
      const count = Math.floor(draw() * 120);
      const name = (): string =>
        Array.from({ length: 1 + Math.floor(draw() * 4) }, () => 'ab"é😀1'[Math.floor(draw() * 6)]).join("");
      const ids = [...new Set(Array.from({ length: count }, name))].filter(isText).sort(compareBytes);
      const fetch = async (url: string): Promise<Response> => {
        const { searchParams } = new URL(url);
        const from = firstAfter(ids, searchParams.get("start_after") ?? "");
        const to = from + Number(searchParams.get("limit"));
        const expires_at = draw() < 0.1 ? "soon" : null;
        const access_tokens = ids.slice(from, to).map((id) => ({ id, scope: {}, expires_at }));
        const text = JSON.stringify({ access_tokens, has_more: to < ids.length });
        for (let turn = draw() * 5; turn > 1; turn--) await new Promise(setImmediate);
        const headers = { "content-type": "application/json" };
        return new Response(draw() < 0.1 ? text.slice(0, -5) : text, { headers });
      };
      const retry = { maxAttempts: 100, minBaseDelayMillis: 0, maxBaseDelayMillis: 0 };
      const { accessTokens } = new S2({ accessToken: "bearer", fetch, retry });
      const options = { parallel: 2 + Math.floor(draw() * 7) };
      const listing = accessTokens.listAll({ pageSize: 1 + Math.floor(draw() * 6) }, options);
      const found = (await listing.toArray({ maxItems: Infinity })).map(({ id }) => id);
      expect(found, `run ${run}`).toEqual(ids);
    }
  });

  it("lets fewer pages wait if they are long", async () => {
    let requests = 0;
    const fetch = (url: string) => {
      const { searchParams } = new URL(url);
      const from = Number((searchParams.get("start_after") ?? "0000").slice(0, 4)) + 1;
      const access_tokens = [{ id: String(from).padStart(4, "0"), scope: {} }];
      requests++;
      return Promise.resolve(Response.json({ access_tokens, has_more: true, note: "-".repeat(2 ** 21) }));
    };
    const { accessTokens } = new S2({ accessToken: "bearer", fetch });
    const walk = accessTokens.listAll({ pageSize: 1 }, { parallel: 2 })[Symbol.asyncIterator]();
    await walk.next();
    for (let turn = 0; turn < 500; turn++) await new Promise(setImmediate);
    // Of 2 MiB, 12 are 24 MiB; of short ones 32 would wait.
    expect(requests - 1).toBeGreaterThan(6);
    expect(requests - 1).toBeLessThanOrEqual(12);
    await walk.return?.();
  });

  it("lists ids that JSON escapes", async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `t"\\\n${String(index).padStart(2, "0")}`);
    const { walk, found } = setUp(() => undefined, ids);
    await walk;
    expect(found).toEqual(ids);
  });

  it.each([0, 1, 5])(
    "gives the pages of a listing of %i as a walk in turn does, to the last",
    async (count) => {
      const { listing } = setUp(() => undefined, IDS.slice(0, count));
      const pages: (readonly AccessTokenInfo[])[] = [];
      let last: { cursor: string | undefined; hasMore: boolean } | undefined;
      for await (const { items, cursor, hasMore } of listing.pages()) {
        pages.push(items);
        last = { cursor, hasMore };
      }
      expect(pages.flat().map(({ id }) => id)).toEqual(IDS.slice(0, count));
      expect(pages.length).toBe(Math.max(1, Math.ceil(count / SIZE)));
      expect(last).toEqual({ cursor: IDS.slice(0, count).at(-1), hasMore: false });
    },
  );
});
