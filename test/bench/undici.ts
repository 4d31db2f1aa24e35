// Calls through the built-in fetch, through undiciFetch and through the official SDK, in turn: microseconds and CPU a call.
// Several in flight are a service's calls a second, where the client's CPU decides; one after the other, half of the time
// is waiting for the server, which no client can change.
import { Agent } from "undici";
import { undiciFetch } from "../../src/undici.js";
import type * as Ours from "../../src/index.js";
import { contender } from "./contenders.js";
import { inWords, ratio, spread, table, target } from "./measure.js";
import { startServer } from "./start-server.js";
import { accountOf } from "./tokens.js";

const ROUNDS = 31;
const CALLS = 208;
const IN_FLIGHT = [16, 1];

const server = await startServer();
const built: typeof Ours = await import(new URL("../../dist/src/index.js", import.meta.url).href);
const options = { accessToken: "s2_bench_bearer", endpoints: { account: server.near } };
const builtIn = new built.S2(options).accessTokens;
const fast = new built.S2({ ...options, fetch: undiciFetch(new Agent()) }).accessTokens;
const sdk = await contender("official SDK", { endpoint: server.near, bearer: "s2_bench_bearer" });

const scope = { basins: { prefix: "" }, streams: { prefix: "users/1/" }, ops: ["read", "append"] } as const;
const prefix = accountOf(100_000);

interface Kind {
  readonly what: string;
  readonly atLeast: number;
  readonly atMostCpu: number;
  readonly atLeastSdk: number;
  readonly calls: Readonly<Record<"built-in" | "undiciFetch" | "SDK", () => Promise<unknown>>>;
}

const KINDS: readonly Kind[] = [
  {
    what: "list of 10",
    atLeast: 1.5,
    atMostCpu: 0.7,
    atLeastSdk: 1.7,
    calls: {
      "built-in": () => builtIn.list({ prefix, limit: 10 }),
      undiciFetch: () => fast.list({ prefix, limit: 10 }),
      SDK: () => sdk.list(prefix, 10),
    },
  },
  {
    what: "list of 100",
    atLeast: 1.5,
    atMostCpu: 0.7,
    atLeastSdk: 1.7,
    calls: {
      "built-in": () => builtIn.list({ prefix, limit: 100 }),
      undiciFetch: () => fast.list({ prefix, limit: 100 }),
      SDK: () => sdk.list(prefix, 100),
    },
  },
  {
    what: "issue",
    atLeast: 1.6,
    atMostCpu: 0.6,
    atLeastSdk: 2.2,
    calls: {
      "built-in": () => builtIn.issue({ id: "user-1", scope }),
      undiciFetch: () => fast.issue({ id: "user-1", scope }),
      SDK: () => sdk.issue("user-1"),
    },
  },
  {
    what: "revoke",
    atLeast: 1.6,
    atMostCpu: 0.6,
    atLeastSdk: 1.7,
    calls: {
      "built-in": () => builtIn.revoke({ id: "user-1" }),
      undiciFetch: () => fast.revoke({ id: "user-1" }),
      SDK: () => sdk.revoke("user-1"),
    },
  },
];

type Client = keyof Kind["calls"];
const CLIENTS = ["built-in", "undiciFetch", "SDK"] as const satisfies readonly Client[];

/** Microseconds a call, by the clock and of CPU, of each round. */
type Rounds = Readonly<Record<Client, { readonly micros: number[]; readonly cpu: number[] }>>;

for (const kind of KINDS) for (const inFlight of IN_FLIGHT) await compare(kind, inFlight);

async function compare(kind: Kind, inFlight: number): Promise<void> {
  const rounds: Rounds = {
    "built-in": { micros: [], cpu: [] },
    undiciFetch: { micros: [], cpu: [] },
    SDK: { micros: [], cpu: [] },
  };
  const serverBefore = await server.cpuMicros();
  const startedAt = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = round % CLIENTS.length;
    for (const client of [...CLIENTS.slice(from), ...CLIENTS.slice(0, from)])
      await measure(kind.calls[client], inFlight, rounds[client]);
  }
  const millis = performance.now() - startedAt;
  const serverShare = (await server.cpuMicros()) - serverBefore;
  report(kind, inFlight, rounds);
  console.log(`  the server was busy for ${Math.round(serverShare / millis / 10)} % of the time`);
}

async function measure(
  call: () => Promise<unknown>,
  inFlight: number,
  { micros, cpu }: Rounds[Client],
): Promise<void> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  let begun = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (begun++ < CALLS) await call();
    }),
  );
  const { user, system } = process.cpuUsage(before);
  micros.push(((performance.now() - startedAt) * 1000) / CALLS);
  cpu.push((user + system) / CALLS);
}

/** Targets of calls a second are for several in flight; CPU is the client's own in either case. */
function report(
  { what, atLeast, atMostCpu, atLeastSdk }: Kind,
  inFlight: number,
  { "built-in": builtIn, undiciFetch, SDK }: Rounds,
): void {
  const manner = inFlight === 1 ? "one after the other" : `${inFlight} in flight`;
  const speed = ratio(builtIn.micros, undiciFetch.micros).median;
  const againstSdk = ratio(SDK.micros, undiciFetch.micros).median;
  table(
    `${what}, ${manner}: ${ROUNDS} rounds of ${CALLS} calls`,
    ["", "µs a call", "CPU µs a call", "time / undiciFetch", "CPU / undiciFetch"],
    Object.entries({ "built-in": builtIn, undiciFetch, SDK }).map(([client, { micros, cpu }]) => [
      client,
      inWords(spread(micros), 0),
      inWords(spread(cpu), 0),
      inWords(ratio(micros, undiciFetch.micros)),
      inWords(ratio(cpu, undiciFetch.cpu)),
    ]),
  );
  const cpuShare = ratio(undiciFetch.cpu, builtIn.cpu).median;
  target(`${what}, ${manner}, CPU against the built-in fetch`, cpuShare, { atMost: atMostCpu });
  if (inFlight === 1) return;
  target(`${what}, ${manner}, calls a second against the built-in fetch`, speed, { atLeast });
  target(`${what}, ${manner}, calls a second against the SDK`, againstSdk, { atLeast: atLeastSdk });
}

// The service that the guide shows: as many tokens as it can mint with 64 connections, each taking 20 ms.
const MINTED = 4_000;
const far = new built.S2({
  ...options,
  endpoints: { account: server.far },
  fetch: undiciFetch(new Agent({ connections: 64 })),
}).accessTokens;
const startedAt = performance.now();
const before = process.cpuUsage();
let begun = 0;
await Promise.all(
  Array.from({ length: 64 }, async () => {
    while (begun++ < MINTED) await far.issue({ id: `session-${begun}`, scope });
  }),
);
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(`  CPU of minting one token, 64 at a time: ${Math.round((user + system) / MINTED)} µs`);
target("tokens minted a second over 64 connections, 20 ms each", MINTED / seconds, { atLeast: 1000 });
server.stop();
process.exit();
