// Calls through the built-in fetch, through undiciFetch and through the official SDK, in turn: microseconds and CPU a call.
import { Agent } from "undici";
import { undiciFetch } from "../../src/undici.js";
import type * as Ours from "../../src/index.js";
import { contender } from "./contenders.js";
import { inWords, ratio, spread, table, target } from "./measure.js";
import { startServer } from "./start-server.js";
import { accountOf } from "./tokens.js";

const ROUNDS = 31;
const CALLS = 200;

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

for (const { what, calls, atLeast, atMostCpu, atLeastSdk } of KINDS) {
  const micros: Record<keyof typeof calls, number[]> = { "built-in": [], undiciFetch: [], SDK: [] };
  const cpu: Record<keyof typeof calls, number[]> = { "built-in": [], undiciFetch: [], SDK: [] };
  const names = ["built-in", "undiciFetch", "SDK"] as const;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = round % names.length;
    for (const name of [...names.slice(from), ...names.slice(0, from)]) {
      const startedAt = performance.now();
      const before = process.cpuUsage();
      for (let call = 0; call < CALLS; call += 1) await calls[name]();
      const used = process.cpuUsage(before);
      micros[name].push(((performance.now() - startedAt) * 1000) / CALLS);
      cpu[name].push((used.user + used.system) / CALLS);
    }
  }
  table(
    `${what}: ${ROUNDS} rounds of ${CALLS} calls`,
    ["", "µs a call", "CPU µs a call"],
    names.map((name) => [name, inWords(spread(micros[name]), 0), inWords(spread(cpu[name]), 0)]),
  );
  target(
    `${what}, calls a second against the built-in fetch`,
    ratio(micros["built-in"], micros.undiciFetch).median,
    {
      atLeast,
    },
  );
  target(`${what}, CPU against the built-in fetch`, ratio(cpu.undiciFetch, cpu["built-in"]).median, {
    atMost: atMostCpu,
  });
  target(`${what}, calls a second against the SDK`, ratio(micros.SDK, micros.undiciFetch).median, {
    atLeast: atLeastSdk,
  });
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
