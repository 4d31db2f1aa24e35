// Whole listings, each in a fresh process: from a near server, from one that takes 20 ms a page with a consumer that
// takes its time too, and of accounts ten times apart in size.
import { CONTENDERS, type ContenderName } from "./contenders.js";
import { prepareLister } from "./prepare-lister.js";
import { compared, inWords, ratio, spread, table, target } from "./measure.js";
import { startServer } from "./start-server.js";
import type { Listing } from "./lister.js";
import { SHAPES } from "./tokens.js";

const server = await startServer();
const list = await prepareLister();

const FRESH_ROUNDS = 15;
const FAR_ROUNDS = 5;
const TOKENS = 100_000;
const PAGES = TOKENS / 1000;
const WAIT_MILLIS = 20;

type Row = readonly Listing[];
const millis = (row: Row): number[] => row.map((listing) => listing.millis);
const cpu = (row: Row): number[] => row.map((listing) => listing.cpuMillis);

await fresh();
await shapes();
await far();
await memory();
server.stop();

async function fresh(): Promise<void> {
  const rows = await collect(FRESH_ROUNDS, (name) => list({ name, endpoint: server.near, tokens: TOKENS }));
  compare(`${TOKENS} tokens listed in a fresh process: ${FRESH_ROUNDS} rounds`, rows);
  compared(`${TOKENS} tokens listed, fresh process, ms`, eachMedian(rows, millis));
  target(
    "listing fresh, time against the bare loop",
    ratio(millis(rows.ours), millis(rows["bare fetch"])).median,
    {
      atMost: 1.25,
    },
  );
}

/** Tokens with missing or unknown fields must not cost more than complete ones. */
async function shapes(): Promise<void> {
  for (const shape of SHAPES) {
    const ours: Listing[] = [];
    const bare: Listing[] = [];
    for (let round = 0; round < FRESH_ROUNDS; round += 1) {
      const order = { endpoint: server.near, tokens: TOKENS, shape };
      ours.push(await list({ ...order, name: "ours" }));
      bare.push(await list({ ...order, name: "bare fetch" }));
    }
    const factor = ratio(millis(ours), millis(bare));
    console.log(`  ${TOKENS} tokens of the shape "${shape}": ${inWords(factor)} times the bare loop`);
    target(`listing the shape "${shape}" fresh, time against the bare loop`, factor.median, {
      atMost: shape === "full" ? 1.25 : 1.35,
    });
  }
}

async function far(): Promise<void> {
  const options = { endpoint: server.far, tokens: TOKENS, consumerMicros: 10 };
  const inTurn: Listing[] = [];
  const rows = await collect(FAR_ROUNDS, async (name) => {
    if (name === "ours") inTurn.push(await list({ ...options, name, prefetch: false }));
    return list({ ...options, name });
  });
  compare(`the same, ${WAIT_MILLIS} ms a page, consumer 10 µs a token: ${FAR_ROUNDS} rounds`, rows);
  compared(`the same, far server, busy reader, ms`, eachMedian(rows, millis));
  // While a page is consumed the next can travel: at most the shorter of the two is hidden, on every page but the first.
  const shares = inTurn.map((sequential, round) => {
    const ceiling = (PAGES - 1) * Math.min(WAIT_MILLIS, sequential.busyMillis / PAGES);
    return { ceiling, share: (sequential.millis - (rows.ours[round]?.millis ?? Number.NaN)) / ceiling };
  });
  const ceiling = spread(shares.map((round) => round.ceiling)).median;
  console.log(`  ours without reading ahead: ${inWords(spread(millis(inTurn)), 0)} ms`);
  console.log(`  overlapping can hide at most ${ceiling.toFixed(0)} ms of that`);
  target("share of that hidden", spread(shares.map((round) => round.share)).median, { atLeast: 0.8 });
}

async function memory(): Promise<void> {
  const small = await collect(3, (name) => list({ name, endpoint: server.near, tokens: TOKENS }));
  const large = await collect(2, (name) => list({ name, endpoint: server.near, tokens: 10 * TOKENS }));
  const megabytes = (row: Row): number[] => row.map((listing) => listing.peakMegabytes);
  const peak = (row: Row): number => spread(megabytes(row)).median;
  table(
    "peak resident memory of the process, MB",
    ["", "100 000", "1 000 000", "growth"],
    CONTENDERS.map((name) => {
      const [from, to] = [peak(small[name]), peak(large[name])];
      return [name, from.toFixed(0), to.toFixed(0), (to / from).toFixed(2)];
    }),
  );
  compared("peak memory, 100000 tokens, MB", eachMedian(small, megabytes));
  compared("peak memory, 1000000 tokens, MB", eachMedian(large, megabytes));
  target("memory, 1 000 000 against 100 000", peak(large.ours) / peak(small.ours), { atMost: 1.15 });
}

function eachMedian(rows: Record<ContenderName, Row>, numbers: (row: Row) => number[]): string[] {
  return CONTENDERS.map((name) => spread(numbers(rows[name])).median.toFixed(0));
}

/** Runs every contender once a round, beginning with another one each time. */
async function collect(
  rounds: number,
  run: (name: ContenderName) => Promise<Listing>,
): Promise<Record<ContenderName, Listing[]>> {
  const rows: Record<ContenderName, Listing[]> = {
    ours: [],
    "bare fetch": [],
    "openapi-fetch": [],
    "official SDK": [],
  };
  for (let round = 0; round < rounds; round += 1) {
    const from = round % CONTENDERS.length;
    for (const name of [...CONTENDERS.slice(from), ...CONTENDERS.slice(0, from)]) {
      rows[name].push(await run(name));
    }
  }
  return rows;
}

function compare(title: string, rows: Record<ContenderName, Row>): void {
  table(
    title,
    ["", "ms", "least", "CPU ms", "time / bare", "CPU / bare"],
    CONTENDERS.map((name) => [
      name,
      inWords(spread(millis(rows[name])), 0),
      Math.min(...millis(rows[name])).toFixed(0),
      inWords(spread(cpu(rows[name])), 0),
      inWords(ratio(millis(rows[name]), millis(rows["bare fetch"]))),
      inWords(ratio(cpu(rows[name]), cpu(rows["bare fetch"]))),
    ]),
  );
}
