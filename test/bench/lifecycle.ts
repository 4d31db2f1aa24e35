// Measures the lifecycle: a token from the cache, a plan of 10 000, a run over a million inputs.
import { inWords, interleave, spread, table, target } from "./measure.js";
import type * as Lifecycle from "../../src/lifecycle/index.js";
import type { TokenCalls } from "../../src/lifecycle/index.js";

// The published build, which run.ts has made. The URL is computed, so that it need not exist to compile.
const built: typeof Lifecycle = await import(
  new URL("../../dist/src/lifecycle/index.js", import.meta.url).href
);
const { planTokens, revokeMany, tokenProvider } = built;

const ROUNDS = 15;
const GETS = 100_000;
const PLANNED = 10_000;
const INPUTS = 1_000_000;

const scope = { basins: { exact: "production" }, streams: { prefix: "logs/" }, ops: ["append"] } as const;

/** A service that answers at once, so only this side is measured. */
const tokens: TokenCalls = {
  async *listAll() {
    for (let index = 0; index < PLANNED; index += 1) {
      yield {
        id: `svc/${String(index).padStart(5, "0")}@20300101T000000Z-00000000-00`,
        scope: { basins: null, streams: null, accessTokens: null, opGroups: groups, ops: ["append"] },
        autoPrefixStreams: false,
        expiresAt: null,
        expiresAtText: null,
      };
    }
  },
  issue: async ({ id }) => ({ id, accessToken: "a-secret", expiresAt: undefined }),
  revoke: async () => "revoked",
};
const off = { read: false, write: false };
const groups = { account: off, basin: off, stream: off };

const sessions = tokenProvider(tokens, {
  token: (user) => ({ idPrefix: `session/${user}/`, scope }),
  expiresIn: "1h",
});
for (let user = 0; user < 1000; user += 1) await sessions.get(String(user));
const [gets] = await interleave(
  [
    {
      name: "get, from the cache",
      async run() {
        for (let index = 0; index < GETS; index += 1) await sessions.get(String(index % 1000));
      },
    },
  ],
  { rounds: ROUNDS, warmup: 3 },
);
const perGet = (gets?.cpu ?? []).map((millis) => (millis * 1000) / GETS);
table(
  `microseconds a call: ${ROUNDS} rounds of ${GETS}`,
  ["", "µs (middle half)"],
  [["get", inWords(spread(perGet))]],
);
target("get from the cache, µs", spread(perGet).median, { atMost: 2 });

const desired = {
  owned: "svc/",
  tokens: Object.fromEntries(
    Array.from({ length: PLANNED }, (_, index) => [
      String(index).padStart(5, "0"),
      { scope, expiresIn: "90d" },
    ]),
  ),
};
const sink = { name: "production", current: () => undefined, put: () => undefined };
const [plans] = await interleave(
  [
    {
      name: "plan",
      async run() {
        const { steps } = await planTokens(tokens, desired, { sink });
        if (steps.length !== 2 * PLANNED) throw new Error(`planned ${steps.length} steps`);
      },
    },
  ],
  { rounds: 5, warmup: 1 },
);
table(`a plan of ${PLANNED}`, ["", "ms (middle half)"], [["plan", inWords(spread(plans?.cpu ?? []))]]);
target("a plan of 10 000 tokens, ms", spread(plans?.cpu ?? []).median, { atMost: 1000 });

function* inputs(): Generator<string> {
  for (let index = 0; index < INPUTS; index += 1) yield `token/${index}`;
}
const before = process.memoryUsage().heapUsed;
let most = 0;
let seen = 0;
for await (const { status } of revokeMany(tokens, inputs())) {
  if (status !== "revoked") throw new Error(status);
  if (++seen % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
}
if (seen !== INPUTS) throw new Error(`${seen} results`);
target("a million inputs, MB of heap on top", most / 1_048_576, { atMost: 64 });
