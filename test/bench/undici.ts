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

type Client = "built-in" | "undiciFetch" | "SDK";
const CLIENTS = ["built-in", "undiciFetch", "SDK"] as const satisfies readonly Client[];

interface Kind {
  readonly what: string;
  readonly atLeast: number;
  readonly atMostCpu: number;
  readonly atLeastSdk: number;
  readonly ours: (tokens: Ours.S2AccessTokens) => Promise<unknown>;
  readonly sdk: () => Promise<unknown>;
}

const KINDS: readonly Kind[] = [
  ...[10, 100].map((limit) => ({
    what: `list of ${limit}`,
    atLeast: 1.5,
    atMostCpu: 0.7,
    atLeastSdk: 1.7,
    ours: (tokens: Ours.S2AccessTokens) => tokens.list({ prefix, limit }),
    sdk: () => sdk.list(prefix, limit),
  })),
  {
    what: "issue",
    atLeast: 1.6,
    atMostCpu: 0.6,
    atLeastSdk: 2.2,
    ours: (tokens) => tokens.issue({ id: "user-1", scope }),
    sdk: () => sdk.issue("user-1"),
  },
  {
    what: "revoke",
    atLeast: 1.6,
    atMostCpu: 0.6,
    atLeastSdk: 1.7,
    ours: (tokens) => tokens.revoke({ id: "user-1" }),
    sdk: () => sdk.revoke("user-1"),
  },
];

/** Microseconds a call, by the clock and of CPU, of each round. */
type Rounds = Readonly<Record<Client, { readonly micros: number[]; readonly cpu: number[] }>>;

for (const kind of KINDS) for (const inFlight of IN_FLIGHT) await compare(kind, inFlight);

async function compare(kind: Kind, inFlight: number): Promise<void> {
  const rounds: Rounds = {
    "built-in": { micros: [], cpu: [] },
    undiciFetch: { micros: [], cpu: [] },
    SDK: { micros: [], cpu: [] },
  };
  const calls: Readonly<Record<Client, () => Promise<unknown>>> = {
    "built-in": () => kind.ours(builtIn),
    undiciFetch: () => kind.ours(fast),
    SDK: kind.sdk,
  };
  const serverBefore = await server.cpuMicros();
  const startedAt = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = round % CLIENTS.length;
    for (const client of [...CLIENTS.slice(from), ...CLIENTS.slice(0, from)]) {
      const { micros, cpu } = await measure(CALLS, inFlight, calls[client]);
      rounds[client].micros.push(micros);
      rounds[client].cpu.push(cpu);
    }
  }
  const millis = performance.now() - startedAt;
  const serverShare = (await server.cpuMicros()) - serverBefore;
  report(kind, inFlight, rounds);
  console.log(`  the server was busy for ${Math.round(serverShare / millis / 10)} % of the time`);
}

/** Makes calls, so many at a time; returns microseconds a call, by the clock and of CPU. */
async function measure(
  calls: number,
  inFlight: number,
  call: (number: number) => Promise<unknown>,
): Promise<{ readonly micros: number; readonly cpu: number }> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  let begun = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (begun < calls) await call(++begun);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { micros: ((performance.now() - startedAt) * 1000) / calls, cpu: (user + system) / calls };
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
const far = new built.S2({
  ...options,
  endpoints: { account: server.far },
  fetch: undiciFetch(new Agent({ connections: 64 })),
}).accessTokens;
const minted = await measure(4_000, 64, (number) => far.issue({ id: `session-${number}`, scope }));
console.log(`  CPU of minting one token, 64 at a time: ${Math.round(minted.cpu)} µs`);
target("tokens minted a second over 64 connections, 20 ms each", 1_000_000 / minted.micros, {
  atLeast: 1000,
});
server.stop();
process.exit();
