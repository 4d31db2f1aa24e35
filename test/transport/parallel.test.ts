import { describe, expect, it } from "vitest";
import { compareBytes } from "../../src/check/names.js";
import { S2 } from "../../src/index.js";
import type { PageSource } from "../../src/transport/listing.js";
import { walkListing } from "../../src/transport/walk.js";
import { runs } from "../runs.js";

/** Numbers from 0 to 1, the same ones for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ROUND_TRIP = 20;

interface World {
  /** Sorted by bytes. */
  ids: string[];
  /** Changes the account before an answer. */
  readonly change?: () => void;
  readonly fails?: (after: string | undefined) => boolean;
}

/** Walks a listing on a simulated clock; returns its cost and its result. */
async function simulate(world: World, parallel: number, pageSize = 1000) {
  const clock = { now: 0, requests: 0, firstAt: Number.NaN };
  const due: { readonly at: number; readonly answer: () => void }[] = [];
  const source: PageSource<string> = ({ startAfter, limit }) => {
    clock.requests++;
    const page = new Promise<Awaited<ReturnType<PageSource<string>>["page"]>>((resolve, reject) => {
      const answer = (): void => {
        world.change?.();
        if (world.fails?.(startAfter) === true) {
          reject(new Error(`after ${startAfter}`));
          return;
        }
        const from = startAfter === undefined ? 0 : firstAfter(world.ids, startAfter);
        const items = world.ids.slice(from, from + limit);
        resolve({ items, cursor: items.at(-1), hasMore: from + limit < world.ids.length });
      };
      due.push({ at: clock.now + ROUND_TRIP, answer });
    });
    return { page, bringForward: () => undefined, abort: () => undefined };
  };
  const walk = walkListing(source, {
    startAfter: undefined,
    pageSize,
    prefetch: true,
    signal: undefined,
    wanted: Infinity,
    parallel,
    prefix: "",
    idOf: (id) => id,
  });
  const found: string[] = [];
  let hasMore = true;
  const state: { over: boolean; error?: unknown } = { over: false };
  const reading = (async () => {
    for await (const page of { [Symbol.asyncIterator]: () => walk }) {
      if (Number.isNaN(clock.firstAt)) clock.firstAt = clock.now;
      found.push(...page.items);
      hasMore = page.hasMore;
    }
  })().then(
    () => Object.assign(state, { over: true }),
    (error: unknown) => Object.assign(state, { over: true, error }),
  );
  while (!state.over) {
    await new Promise(setImmediate);
    const next = due.shift();
    if (next === undefined) continue;
    clock.now = next.at;
    next.answer();
    // Everything due at one moment happens at that moment.
    while (due[0]?.at === clock.now) due.shift()?.answer();
  }
  await reading;
  return { ...clock, found, hasMore, state };
}

/** The index of the first id after another. */
function firstAfter(ids: readonly string[], after: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareBytes(ids[middle] ?? "", after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const random = seeded(1);
const hex = (length: number): string =>
  Array.from({ length }, () => "0123456789abcdef"[Math.floor(random() * 16)]).join("");
const oneOf = (words: readonly string[]): string =>
  words[Math.floor(random() * random() * words.length)] ?? "";

/** Shapes of ids, each with the most requests, relative to a sequential walk, and the least speed-up. */
const KINDS: Readonly<
  Record<string, readonly [make: (index: number) => string, requests: number, sooner: number]>
> = {
  "sequential numbers": [(index) => `n-${String(index).padStart(7, "0")}`, 1.15, 6],
  uuids: [() => `${hex(8)}-${hex(4)}-${hex(4)}`, 1.15, 6],
  "a shared prefix": [() => `service/production/${hex(12)}`, 1.15, 6],
  "uuids behind words": [
    () => `${oneOf(["user", "session", "team", "ci", "a", "backup"])}/${hex(12)}`,
    1.3,
    6,
  ],
  "numbers without leading zeros": [(index) => `user-${index}`, 1.3, 6],
  emoji: [() => `${oneOf(["😀", "é", "日", "z", "a"])}${oneOf(["🚀", "本", "z"])}${hex(8)}`, 1.3, 6],
};

function sorted(count: number, make: (index: number) => string): string[] {
  return [...new Set(Array.from({ length: count }, (_, index) => make(index)))].sort(compareBytes);
}

describe("a walk with several requests at a time", () => {
  it.each(Object.entries(KINDS))(
    "lists %s in order, once each, in less time",
    async (_kind, [make, requests, sooner]) => {
      const ids = sorted(300_000, make);
      const pages = Math.ceil(ids.length / 1000);
      const walk = await simulate({ ids }, 16);
      expect(walk.found).toEqual(ids);
      expect(walk.hasMore).toBe(false);
      expect(walk.firstAt).toBe(ROUND_TRIP);
      expect(walk.requests / pages).toBeLessThan(requests + 0.05);
      expect((pages * ROUND_TRIP) / walk.now).toBeGreaterThan(sooner);
    },
  );

  it.each([0, 1, 999, 1000, 1001, 1999, 2000])(
    "lists %i tokens with the same requests as a sequential walk",
    async (count) => {
      const ids = sorted(count, (index) => String(index).padStart(6, "0"));
      const [alone, together] = [await simulate({ ids }, 1), await simulate({ ids }, 8)];
      expect(together.found).toEqual(ids);
      expect(together.requests).toBe(alone.requests);
    },
  );

  it("yields each lasting token exactly once, whatever else changes", async () => {
    for (let run = 0; run < runs(2_000); run++) {
      const draw = seeded(run + 1);
      const name = (): string =>
        Array.from({ length: 1 + Math.floor(draw() * 5) }, () => "ab/é😀1"[Math.floor(draw() * 5)]).join("");
      const lasting = new Set(Array.from({ length: 40 + Math.floor(draw() * 160) }, name));
      const world: World = {
        ids: [...lasting].sort(compareBytes),
        change: () => {
          const passing = Array.from({ length: 5 }, name);
          world.ids = [...new Set([...lasting, ...passing])].sort(compareBytes);
        },
      };
      const { found } = await simulate(world, 2 + Math.floor(draw() * 7), 1 + Math.floor(draw() * 9));
      expect(new Set(found).size, `run ${run}`).toBe(found.length);
      expect(found, `run ${run}`).toEqual(found.toSorted(compareBytes));
      expect(
        found.filter((id) => lasting.has(id)),
        `run ${run}`,
      ).toEqual([...lasting].sort(compareBytes));
    }
  });

  it("yields everything before a failed page, then fails", async () => {
    const ids = sorted(50_000, (index) => String(index).padStart(6, "0"));
    const fails = (after: string | undefined): boolean => after !== undefined && after > "030500";
    const { found, state } = await simulate({ ids, fails }, 8);
    expect(state).toMatchObject({ error: expect.any(Error) });
    expect(found).toEqual(ids.slice(0, found.length));
    expect(found.length).toBeGreaterThan(30_000);
    expect(found.length).toBeLessThan(33_000);
  });
});

it("listAll takes it as an option", async () => {
  const ids = sorted(7_000, (index) => String(index).padStart(6, "0"));
  const fetch = (url: string) => {
    const { searchParams } = new URL(url);
    const after = searchParams.get("start_after");
    const from = after === null ? 0 : firstAfter(ids, after);
    const limit = Number(searchParams.get("limit"));
    const page = ids.slice(from, from + limit).map((id) => ({ id, scope: {} }));
    return Promise.resolve(Response.json({ access_tokens: page, has_more: from + limit < ids.length }));
  };
  const { accessTokens } = new S2({ accessToken: "bearer", fetch });
  const listing = accessTokens.listAll({}, { parallel: 8 });
  expect((await listing.toArray({ maxItems: Infinity })).map(({ id }) => id)).toEqual(ids);
  expect((await listing.toArray({ maxItems: 4_321 })).map(({ id }) => id)).toEqual(ids.slice(0, 4_321));
  for await (const { id } of listing) if (id === "004000") break;
  expect(() => accessTokens.listAll({}, { parallel: 33 })).toThrow("options.parallel must be a whole number");
});
