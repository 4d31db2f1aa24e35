import { describe, expect, it } from "vitest";
import { compareBytes } from "../../../src/check/names.js";
import { S2 } from "../../../src/index.js";
import { walkListing } from "../../../src/transport/walks/walk.js";
import { runs } from "../../runs.js";
import { firstAfter, ROUND_TRIP, simulate, sourceOf, WALK, type World } from "./simulated-walk.js";
import { seeded } from "../../seeded.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const BASE62 = `0123456789${LETTERS.toUpperCase()}${LETTERS}`;
let random = seeded(1);
const text = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
const hex = (length: number): string => text("0123456789abcdef", length);
const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-${hex(4)}-${hex(12)}`;
/** One of some words; the first ones are more frequent. */
const oneOf = (words: readonly string[]): string =>
  words[Math.floor(random() * random() * words.length)] ?? "";
const wordsOf = (count: number): string[] =>
  Array.from({ length: count }, () => text(LETTERS, 3 + Math.floor(random() * 8)));
const timeIn2025 = (): string => new Date(1_735_689_600_000 + Math.floor(random() * 3.15e10)).toISOString();
const padded = (index: number): string => String(index).padStart(7, "0");

/** A shape of ids, with the most requests and the least speed-up of 16 workers, relative to a sequential walk. */
type Kind = readonly [make: (index: number, count: number) => string, requests: number, sooner: number];

/** Ids of one density. */
const UNIFORM: Readonly<Record<string, Kind>> = {
  hex: [() => hex(12), 1.15, 11],
  uuids: [uuid, 1.15, 11],
  "base 62": [() => text(BASE62, 16), 1.15, 11],
  "a shared prefix": [() => `service/production/${hex(12)}`, 1.15, 11],
  "a deep common prefix": [() => `org/eu-west-1/production/services/ingest/pipelines/${uuid()}`, 1.15, 11],
};

const TENANTS = wordsOf(200);
const SERVICES = wordsOf(30);

/** Ids that lie close together in some places and far apart in others. */
const SKEWED: Readonly<Record<string, Kind>> = {
  "sequential numbers": [(index) => `n-${padded(index)}`, 1.3, 11],
  "numbers without leading zeros": [(index) => `user-${index}`, 1.3, 11],
  "uuids behind words": [
    () => `${oneOf(["user", "session", "team", "ci", "a", "backup"])}/${uuid()}`,
    1.3,
    11,
  ],
  "words behind words": [() => `${oneOf(["dev", "prod", "staging"])}/${oneOf(SERVICES)}/${uuid()}`, 1.3, 11],
  "two clusters, one twenty times the other": [
    (index, count) => `${index < count / 20 ? "admin" : "user"}/${uuid()}`,
    1.3,
    11,
  ],
  "a giant cluster among many tiny ones": [
    (index, count) => (index < count * 0.98 ? `main/${uuid()}` : `${oneOf(TENANTS)}/${hex(6)}`),
    1.3,
    10.5,
  ],
  "dates to the millisecond": [() => `${timeIn2025()}-${hex(2)}`, 1.35, 10],
  "generations of services": [
    () => `svc/${oneOf(TENANTS)}@${timeIn2025().replaceAll(/[-:]|\.\d+/g, "")}-${hex(8)}-${hex(2)}`,
    1.35,
    10,
  ],
  // Nothing in a word says how many ids follow it, so that the beginning of each is walked alone.
  "tenants of ten pages each": [() => `${oneOf(TENANTS.slice(0, 100))}/${uuid()}`, 1.35, 9],
  emoji: [() => `${oneOf(["😀", "é", "日", "z", "a"])}${oneOf(["🚀", "本", "z"])}${hex(8)}`, 1.3, 9],
};

function sorted(count: number, make: (index: number, count: number) => string): string[] {
  random = seeded(count);
  const ids = [...new Set(Array.from({ length: count }, (_, index) => make(index, count)))];
  // Units sort as bytes do, and much faster, unless there are surrogates.
  return ids.some((id) => /\p{Emoji_Presentation}/u.test(id)) ? ids.sort(compareBytes) : ids.sort();
}

describe("a walk with several requests at a time", () => {
  // A thousand pages each: of a thousand in the long run, of a hundred, which is as uneven, in the short one.
  it.each(Object.entries({ ...UNIFORM, ...SKEWED }))(
    "lists %s in order, once, and sooner",
    async (_kind, [make, requests, sooner]) => {
      const ids = sorted(runs(1_000_000), make);
      const walk = await simulate({ ids }, 16, runs(1000));
      const pages = Math.ceil(ids.length / runs(1000));
      expect(walk.found.length).toBe(ids.length);
      expect(walk.found.findIndex((id, index) => id !== ids[index])).toBe(-1);
      expect(walk.hasMore).toBe(false);
      expect(walk.firstAt).toBe(ROUND_TRIP);
      expect(walk.requests / pages).toBeLessThanOrEqual(requests);
      expect((pages * ROUND_TRIP) / walk.now).toBeGreaterThanOrEqual(sooner);
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

  it("stops its workers while nobody reads, and aborts what is under way at a break", async () => {
    const ids = sorted(40_000, uuid);
    let requests = 0;
    let aborted = 0;
    const source = sourceOf(({ startAfter, limit }) => {
      requests++;
      const from = startAfter === undefined ? 0 : firstAfter(ids, startAfter);
      const items = ids.slice(from, from + limit);
      const page = Promise.resolve({ items, cursor: items.at(-1), hasMore: from + limit < ids.length });
      // Later ones never come: a break has to abort them.
      return {
        page: requests < 34 ? page : new Promise(() => undefined),
        bringForward: () => undefined,
        abort: () => aborted++,
      };
    });
    const walk = walkListing(source, { ...WALK, pageSize: 100, parallel: 2 });
    await walk.next();
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    expect(requests - 1).toBeGreaterThan(2 * 12);
    expect(requests - 1).toBeLessThanOrEqual(2 * 16);
    for (let page = 0; page < 12; page++) await walk.next();
    await walk.return?.();
    expect(aborted).toBeGreaterThan(0);
    expect(await walk.next()).toEqual({ done: true, value: undefined });
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
