// Calls over loopback, one after another, and whole listings in a process that is warm: time and processor time of the
// client, the four contenders in turn.
import { accountOf } from "./tokens.js";
import { CONTENDERS, contender, type Contender } from "./contenders.js";
import { compared, inWords, interleave, ratio, spread, table, target, type Series } from "./measure.js";
import { startServer } from "./start-server.js";

const ROUNDS = 201;
const WALK_ROUNDS = 15;
const CALLS = 20;
const TOKENS = 100_000;

const server = await startServer();
const clients: Contender[] = [];
for (const name of CONTENDERS) {
  clients.push(
    await contender(name, { endpoint: server.near, bearer: "s2_bench_bearer", timeoutMillis: 5000 }),
  );
}

const CALLS_OF = {
  list: (client, number) => client.list("", 10 + (number % 2)),
  issue: (client, number) => client.issue(`session-${number}`),
  revoke: (client, number) => client.revoke(`session-${number}`),
} satisfies Record<string, (client: Contender, number: number) => Promise<unknown>>;

for (const [verb, call] of Object.entries(CALLS_OF)) {
  const series = await interleave(
    clients.map((client) => ({
      name: client.name,
      run: async () => {
        for (let number = 0; number < CALLS; number += 1) await call(client, number);
      },
    })),
    { rounds: ROUNDS, warmup: 8 },
  );
  report(`${verb}: ${ROUNDS} rounds of ${CALLS} calls over loopback`, series, CALLS);
  compared(`${verb}, ms a call`, eachMedian(series, CALLS));
  const [ours, , openapi, sdk] = series;
  if (ours === undefined || openapi === undefined || sdk === undefined) continue;
  target(`${verb}, times as fast as openapi-fetch`, ratio(openapi.wall, ours.wall).median, { atLeast: 0.95 });
  target(`${verb}, times as fast as the official SDK`, ratio(sdk.wall, ours.wall).median, { atLeast: 1.1 });
  target(`${verb}, share of the official SDK's CPU`, ratio(ours.cpu, sdk.cpu).median, { atMost: 0.9 });
}

const walks = await interleave(
  clients.map((client) => ({ name: client.name, run: () => walkAll(client) })),
  { rounds: WALK_ROUNDS, warmup: 3 },
);
report(`${TOKENS} tokens listed, warm: ${WALK_ROUNDS} rounds`, walks, 1);
compared(`${TOKENS} tokens listed, warm, ms`, eachMedian(walks, 1, 0));
const [ours, bare] = walks;
if (ours !== undefined && bare !== undefined) {
  target("listing warm, time against the bare loop", ratio(ours.wall, bare.wall).median, { atMost: 1.15 });
}
server.stop();

async function walkAll(client: Contender): Promise<void> {
  let seen = 0;
  await client.walk(accountOf(TOKENS), () => {
    seen += 1;
  });
  if (seen !== TOKENS) throw new Error(`${client.name} listed ${seen} of ${TOKENS} tokens`);
}

function eachMedian(series: readonly Series[], calls: number, digits = 3): string[] {
  return series.map(({ wall }) => (spread(wall).median / calls).toFixed(digits));
}

/**
 * One line per contender; ratios are round by round against ours, so above 1 means that ours took less. On a machine that
 * is busy with other things the least of all rounds says more than the median.
 */
function report(title: string, series: readonly Series[], calls: number): void {
  const ours = series[0];
  const rows = series.map(({ name, wall, cpu }) => [
    name,
    inWords(spread(wall.map((millis) => millis / calls)), 3),
    (Math.min(...wall) / calls).toFixed(3),
    inWords(spread(cpu.map((millis) => millis / calls)), 3),
    ours === undefined ? "" : inWords(ratio(wall, ours.wall)),
    ours === undefined ? "" : inWords(ratio(cpu, ours.cpu)),
  ]);
  table(title, ["", "ms each", "least", "CPU ms each", "time / ours", "CPU / ours"], rows);
}
