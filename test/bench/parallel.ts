// Listings with several requests at a time: over sockets, each in a fresh process, where the client's CPU is the limit,
// and of a million tokens on a simulated clock, where the round trips are.
import { ROUND_TRIP, simulate } from "../transport/walks/simulated-walk.js";
import type { Listing } from "./lister.js";
import { inWords, ratio, spread, table, target } from "./measure.js";
import { prepareLister, type ListingOrder } from "./prepare-lister.js";
import { startServer } from "./start-server.js";
import { seeded } from "../seeded.js";

const PAGE = 1000;
const PAGES = 200;
const MILLION_PAGES = 1000;
const ROUNDS = 5;
const WORKERS = [1, 8, 16] as const;

const server = await startServer();
const list = await prepareLister();
await sockets();
await memory();
server.stop();
await simulated();

/** Compares walks of pages that take 20 ms each, round by round. */
async function sockets(): Promise<void> {
  const orders: readonly (readonly [name: string, order: Pick<ListingOrder, "name" | "parallel">])[] = [
    ...WORKERS.map((parallel) => [`ours, parallel ${parallel}`, { name: "ours", parallel }] as const),
    ["official SDK", { name: "official SDK" }],
  ];
  const rows = orders.map((): Listing[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const index of orders.keys()) {
      const place = (index + round) % orders.length;
      const [, order] = orders[place] ?? [];
      if (order === undefined) continue;
      rows[place]?.push(await list({ ...order, endpoint: server.far, tokens: PAGES * PAGE }));
    }
  }
  const [inTurn = [], eight = []] = rows;
  table(
    `${PAGES} pages of ${PAGE} tokens at ${ROUND_TRIP} ms a page over sockets: ${ROUNDS} rounds`,
    [
      "",
      "pages a second",
      "CPU ms a page",
      "CPU's ceiling",
      "share of it",
      "times as fast as in turn",
      "peak MB",
    ],
    orders.map(([name], index) => {
      const row = rows[index] ?? [];
      return [
        name,
        inWords(spread(row.map(pagesASecond)), 0),
        inWords(spread(row.map((each) => each.cpuMillis / PAGES))),
        spread(row.map(ceiling)).median.toFixed(0),
        inWords(spread(row.map(share))),
        inWords(ratio(inTurn.map(millis), row.map(millis))),
        spread(row.map(({ peakMegabytes }) => peakMegabytes)).median.toFixed(0),
      ];
    }),
  );
  target("8 requests at a time, share of the CPU's ceiling", spread(eight.map(share)).median, {
    atLeast: 0.85,
  });
  target(
    "8 requests at a time, times as fast as in turn",
    ratio(inTurn.map(millis), eight.map(millis)).median,
    {
      atLeast: 3,
    },
  );
}

function millis(row: Listing): number {
  return row.millis;
}

function pagesASecond(row: Listing): number {
  return (PAGES * 1000) / row.millis;
}

/** Returns the pages a second if the client's one thread never waited. */
function ceiling(row: Listing): number {
  return (PAGES * 1000) / row.cpuMillis;
}

function share(row: Listing): number {
  return row.cpuMillis / row.millis;
}

async function memory(): Promise<void> {
  for (const parallel of WORKERS) {
    const tokens = MILLION_PAGES * PAGE;
    const { peakMegabytes } = await list({ name: "ours", endpoint: server.near, tokens, parallel });
    target(`peak memory, ${tokens} tokens, ${parallel} at a time, MB`, peakMegabytes, { atMost: 150 });
  }
}

/** Shows the walk itself, on a clock that only its round trips move. */
async function simulated(): Promise<void> {
  const draw = seeded(1);
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(draw() * 16).toString(16)).join("");
  const words = ["user", "session", "team", "ci", "a", "backup"];
  const sets = [
    { name: "uuids", requests: 1.15, make: () => `${hex(8)}-${hex(4)}-${hex(4)}` },
    {
      name: "uuids behind words",
      requests: 1.3,
      make: () => `${words[Math.floor(draw() * draw() * words.length)]}/${hex(12)}`,
    },
  ];
  for (const { name, requests, make } of sets) {
    const ids = Array.from({ length: MILLION_PAGES * PAGE }, make).sort();
    const walks = await Promise.all(
      WORKERS.map(async (parallel) => Object.assign(await simulate({ ids }, parallel), { parallel })),
    );
    table(
      `${ids.length} tokens, ${name}, at ${ROUND_TRIP} ms a page, simulated`,
      ["requests at a time", "seconds", "times as fast", "requests a page", "first item, ms"],
      walks.map(({ parallel, now, requests: sent, firstAt }) => [
        String(parallel),
        (now / 1000).toFixed(2),
        ((walks[0]?.now ?? Number.NaN) / now).toFixed(1),
        (sent / MILLION_PAGES).toFixed(3),
        String(firstAt),
      ]),
    );
    const [inTurn, , sixteen] = walks;
    if (inTurn === undefined || sixteen === undefined) continue;
    target(`${name}, 16 at a time, times as fast`, inTurn.now / sixteen.now, { atLeast: 11 });
    target(`${name}, 16 at a time, requests a page`, sixteen.requests / MILLION_PAGES, { atMost: requests });
  }
}
