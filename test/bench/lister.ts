// One whole listing in a process of its own. Bundled before it runs, so that no loader shares the process.
// argv: contender, base URL, tokens, microseconds the consumer takes per token, "prefetch" or "no-prefetch", shape,
// requests at a time.
import { contender, CONTENDERS } from "./contenders.js";
import { accountOf, SHAPES } from "./tokens.js";

/** The cost of one listing. */
export interface Listing {
  readonly millis: number;
  readonly cpuMillis: number;
  /** The consumer's share. */
  readonly busyMillis: number;
  readonly peakMegabytes: number;
}

const [asked, endpoint = "", count = "0", micros = "0", prefetch, shape, parallel = "1"] =
  process.argv.slice(2);
const name = CONTENDERS.find((known) => known === asked);
if (name === undefined) throw new Error(`no contender is called ${asked}`);

const client = await contender(name, {
  endpoint,
  bearer: "s2_bench_bearer",
  timeoutMillis: 5000,
  prefetch: prefetch !== "no-prefetch",
  parallel: Number(parallel),
});
const pause = Number(micros) / 1000;
let seen = 0;
let busyMillis = 0;
const cpu = process.cpuUsage();
const start = performance.now();
await client.walk(
  accountOf(
    Number(count),
    SHAPES.find((known) => known === shape),
  ),
  () => {
    seen += 1;
    if (pause === 0) return;
    const begun = performance.now();
    while (performance.now() - begun < pause);
    busyMillis += performance.now() - begun;
  },
);
const millis = performance.now() - start;
const used = process.cpuUsage(cpu);
if (seen !== Number(count)) throw new Error(`${name} listed ${seen} of ${count} tokens`);

const listing: Listing = {
  millis,
  cpuMillis: (used.user + used.system) / 1000,
  busyMillis,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(listing));
