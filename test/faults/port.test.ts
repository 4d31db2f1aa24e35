import { afterEach, describe, expect, it } from "vitest";
import { createLocalAccount, type FaultName } from "../../src/testing/index.js";
import { listen, type LocalServer } from "../../src/testing/node/index.js";
import type { FetchFunction } from "../../src/index.js";
import { undiciFetch } from "../../src/undici.js";
import { CALLS, faultCall, makeCell, run } from "./harness.js";
import { expectedAll, expectedFirst, judge } from "./judge.js";

/** Faults below `fetch`, and faults that a real `fetch` might handle in its own way. */
const FAULTS = [
  ...([
    "none",
    "slow",
    "gzip",
    "reset-before",
    "refused",
    "reset-after",
    "hang-after",
    "drip",
    "cut-body",
  ] as const),
  ...([
    "500-empty",
    "empty-2xx",
    "truncated",
    "401-echo",
    "huge-error",
    "redirect",
    "redirect-loop",
  ] as const),
] satisfies FaultName[];

const DELAYS: Partial<Record<FaultName, number>> = { slow: 50, refused: 20, drip: 20 };

/** Deadlines are real, and short if one must be met. A refusal lasts less than the sum of the delays. */
function optionsFor(name: FaultName, fetch: FetchFunction | undefined) {
  return {
    fetch,
    requestTimeoutMillis: name === "hang-after" || name === "drip" ? 200 : 5000,
    retry: { minBaseDelayMillis: 60, maxBaseDelayMillis: 60 },
  };
}

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(name: FaultName, fetch: FetchFunction | undefined) {
  const account = createLocalAccount();
  const server = await listen(account);
  servers.push(server);
  const cell = await makeCell(
    { ...optionsFor(name, fetch), endpoints: { account: server.accountEndpoint } },
    account,
  );
  return { ...cell, server };
}

/** The functions that send: the built-in fetch, and the fast path on Node, which keeps the same promises. */
const FETCHES: readonly (readonly [string, FetchFunction | undefined])[] = [
  ["fetch", undefined],
  ["undiciFetch", undiciFetch()],
];
const cells = FAULTS.flatMap((name) => FETCHES.map(([how, fetch]) => [name, how, fetch] as const));

describe.each(cells)("%s on a port, through %s", (name, _how, fetch) => {
  const fault = { name, delayMillis: DELAYS[name], retryAfterMillis: 20 };

  it.each(CALLS)("on the first attempt of %s", async (call) => {
    const { account, client } = await start(name, fetch);
    if (call === "listAll") account.faults.next("list", "none");
    account.faults.next(faultCall(call), fault);
    const { ending, value } = await run(client, call);
    expect(ending).toBe(expectedFirst(name, call));
    judge(account, call, ending, value);
  });

  it.each(CALLS)("on all attempts of %s", async (call) => {
    const { account, client, server } = await start(name, fetch);
    // A connection's call is unknown until its request arrives.
    if (name === "refused") server.refuse();
    else account.faults.always(faultCall(call), fault);
    const { ending, value } = await run(client, call);
    expect(ending).toBe(expectedAll(name, call));
    judge(account, call, ending, value);
  });
});
