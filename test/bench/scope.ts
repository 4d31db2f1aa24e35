// Measures analysis: one answer, one comparison, one explanation, and an audit on top of its listing. By processor
// time, which other programs of the machine disturb least.
import { accountOf, page } from "./tokens.js";
import { inWords, interleave, spread, table, target, type Series } from "./measure.js";
import type * as Source from "../../src/index.js";
import type { AccessTokenInfo, AccessTokenScope } from "../../src/index.js";

// The published build, which run.ts has made. The URL is computed, so that it need not exist to compile.
const built: typeof Source = await import(new URL("../../dist/src/index.js", import.meta.url).href);
const { audit, can, excess, explain, lint, S2 } = built;

const ROUNDS = 15;
const CALLS = 20_000;
const TOKENS = 20_000;

const user: AccessTokenScope = {
  basins: { prefix: "" },
  streams: { prefix: "users/1234/" },
  opGroups: { stream: { read: true, write: true } },
};
const wide: AccessTokenScope = {
  basins: { prefix: "" },
  streams: { prefix: "" },
  accessTokens: { prefix: "" },
  opGroups: {
    account: { read: true, write: true },
    basin: { read: true },
    stream: { read: true, write: true },
  },
};
const named: AccessTokenScope = { ...user, opGroups: null, ops: ["read", "append", "check-tail", "trim"] };
const append = { operation: "append", basin: "production", stream: "users/1234/events" } as const;
const elsewhere = { operation: "list-streams", basin: "production" } as const;
const token = { id: "user-1234", scope: user, expiresAt: Date.UTC(2030, 1, 1) };
const now = Date.UTC(2030, 0, 1);

/** One round of a runner is `CALLS` calls; what they give is added up, so that no call can be left out. */
const calls = (name: string, call: () => number | boolean) => ({
  name,
  run(): number {
    let sum = 0;
    for (let index = 0; index < CALLS; index += 1) sum += Number(call());
    return sum;
  },
});

const answers = await interleave(
  [
    calls("can, through a group", () => can(user, append)),
    calls("can, by name", () => can(named, append)),
    calls("can, refused", () => can(user, elsewhere)),
    calls("excess, contained", () => excess(user, wide).length),
    calls("excess, one operation more", () => excess({ ...user, ops: ["list-streams"] }, user).length),
    calls("lint", () => lint(token, { now }).length),
    calls("explain", () => explain(token).length),
  ],
  { rounds: ROUNDS, warmup: 3 },
);
const perCall = ({ cpu }: Series): number[] => cpu.map((millis) => (millis * 1000) / CALLS);
table(
  `microseconds a call: ${ROUNDS} rounds of ${CALLS}`,
  ["", "µs (middle half)"],
  answers.map((series) => [series.name, inWords(spread(perCall(series)))]),
);
const slowest = (name: string): number =>
  Math.max(
    ...answers
      .filter((series) => series.name.startsWith(name))
      .map((series) => spread(perCall(series)).median),
  );
target("can, µs", slowest("can"), { atMost: 2 });
target("excess, µs", slowest("excess"), { atMost: 20 });

const client = new S2({
  accessToken: "not-a-real-bearer",
  fetch: async (url) => {
    const { searchParams } = new URL(url);
    const body = page(accountOf(TOKENS), searchParams.get("start_after") ?? "", 1000);
    return new Response(new Uint8Array(body), { headers: { "content-type": "application/json" } });
  },
});
async function walk(items: AsyncIterable<AccessTokenInfo> | AsyncIterable<object>): Promise<void> {
  let count = 0;
  for await (const _ of items) count += 1;
  if (count !== TOKENS) throw new Error(`walked ${count} tokens`);
}
const walks = await interleave(
  [
    { name: "listing", run: () => walk(client.accessTokens.listAll()) },
    { name: "audit", run: () => walk(audit(client.accessTokens.listAll(), { now })) },
  ],
  { rounds: ROUNDS, warmup: 2 },
);
const [listing, audited] = walks.map(({ cpu }) => cpu.map((millis) => (millis * 1000) / TOKENS));
const added = (audited ?? []).map((micros, round) => micros - (listing?.[round] ?? Number.NaN));
table(
  `microseconds a token: ${ROUNDS} walks of ${TOKENS}`,
  ["", "µs (middle half)"],
  [
    ["listing", inWords(spread(listing ?? []))],
    ["audit", inWords(spread(audited ?? []))],
  ],
);
target("audit on top of listing, µs a token", spread(added).median, { atMost: 10 });
