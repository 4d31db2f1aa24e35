import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { S2, S2Error, type S2Event } from "../../src/index.js";
import { createLocalAccount, FAULT_NAMES } from "../../src/testing/index.js";
import { CALLS, fakeTime, faultCall, makeCell, run, settle } from "./harness.js";

const BEARER = "bZq7Xw9Kd3Vb5Nm1Rt8Yp4Lc6";
const SECRET = "sHj2Gf4Td6Sw8Qa0Zx1Ce3Rv5";

/** The length of the parts of a bearer or secret that are searched for. */
const RUN = 8;
const RUNS = [BEARER, SECRET].flatMap((text) =>
  Array.from({ length: text.length - RUN + 1 }, (_, index) => text.slice(index, index + RUN)),
);

beforeEach(fakeTime);
afterEach(() => vi.useRealTimers());

function leaksIn(text: string): string[] {
  return RUNS.filter((part) => text.includes(part));
}

/** Returns everything about a value that could end up in a log. */
function printed(value: unknown): string {
  const all = { showHidden: true, depth: Infinity };
  // Browsers and `console.dir` ignore a value's custom inspection.
  const parts = [inspect(value, all), inspect(value, { ...all, customInspect: false })];
  parts.push(String(value), JSON.stringify(value));
  for (let error = value; error instanceof Error; error = error.cause) {
    parts.push(error.message, String(error.stack), JSON.stringify(Object.entries(error)));
  }
  return parts.join("\n");
}

async function makeMarkedCell(fetch?: typeof globalThis.fetch) {
  let count = 0;
  const account = createLocalAccount({ token: BEARER, newSecret: () => `${SECRET}${count++}` });
  const events: S2Event[] = [];
  const cell = await makeCell(
    { observe: (event) => events.push(event), fetch: fetch ?? account.fetch, accessToken: BEARER },
    account,
  );
  return { ...cell, events };
}

describe.each(FAULT_NAMES)("%s", (fault) => {
  it.each(CALLS)("leaks neither bearer nor secret from %s", async (call) => {
    const output: unknown[] = [];
    for (const method of ["log", "warn", "error", "info", "debug"] as const) {
      vi.spyOn(console, method).mockImplementation((...line) => output.push(line));
    }
    for (const times of ["next", "always"] as const) {
      const { account, client, events } = await makeMarkedCell();
      account.faults[times](faultCall(call), fault);
      const { value } = await settle(run(client, call));
      expect(leaksIn(printed(value))).toEqual([]);
      expect(leaksIn(printed([client, events, output]))).toEqual([]);
      expect(events.at(-1)).toMatchObject({ type: "done" });
    }
    vi.restoreAllMocks();
  });
});

/** Ways in which a hostile or careless server or `fetch` echoes a bearer. */
const ECHOES: readonly { readonly how: string; readonly fetch: typeof globalThis.fetch }[] = [
  { how: "in a code", fetch: () => answer(403, { code: BEARER, message: "no" }) },
  {
    how: "twice, across the cut of a long message",
    fetch: () => answer(403, { code: "x", message: `${"a".repeat(1015)}${BEARER}${BEARER}` }),
  },
  {
    how: "in part",
    fetch: () => answer(403, { code: "x", message: `a bearer that ends in …${BEARER.slice(-12)}` }),
  },
  {
    how: "in a request id",
    fetch: () => answer(500, { code: "other", message: "" }, { "x-request-id": BEARER }),
  },
  {
    how: "as broken JSON of a success",
    fetch: () =>
      Promise.resolve(
        new Response(`{"access_token": ${SECRET}`, {
          status: 201,
          headers: { "content-type": "application/json" },
        }),
      ),
  },
  { how: "as a secret among wrong fields", fetch: () => answer(201, { token: SECRET, accessToken: SECRET }) },
  {
    how: "as the location of a redirect",
    fetch: () =>
      Promise.resolve(
        new Response(null, { status: 307, headers: { location: `https://elsewhere.invalid/${BEARER}` } }),
      ),
  },
  {
    how: "in what fetch throws",
    fetch: (_url, init) => {
      const request = { headers: init?.headers };
      const cause = Object.assign(new Error(`bad header: ${JSON.stringify(request)}`), {
        code: BEARER,
        request,
      });
      return Promise.reject(
        Object.assign(new TypeError(`fetch failed ${BEARER}`, { cause }), { request, name: BEARER }),
      );
    },
  },
  // eslint-disable-next-line prefer-promise-reject-errors -- a given fetch may reject with anything
  { how: "as a bare string that fetch throws", fetch: () => Promise.reject(`no way with ${BEARER}`) },
];

function answer(status: number, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(
    new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...headers },
    }),
  );
}

describe("a server that echoes the bearer", () => {
  it.each(ECHOES)("$how", async ({ fetch }) => {
    const { client, events } = await makeMarkedCell(fetch);
    for (const call of CALLS) {
      const { value } = await settle(run(client, call));
      expect(value).toBeInstanceOf(S2Error);
      expect(leaksIn(printed([value, events]))).toEqual([]);
      expect(leaksIn(printed(value))).toEqual([]);
    }
  });
});

describe("a bearer that cannot be sent", () => {
  it.each([`${BEARER}\n`, ` ${BEARER}`, `${BEARER}é`])("is refused without being quoted", async (bad) => {
    const attempt = () => new S2({ accessToken: bad });
    expect(attempt).toThrow(/visible ASCII/);
    try {
      attempt();
    } catch (error) {
      expect(leaksIn(printed(error))).toEqual([]);
    }
    const client = new S2({ accessToken: () => bad });
    const error: unknown = await client.accessTokens.list().catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "argument", operation: "list", attempts: 0 });
    expect(leaksIn(printed(error))).toEqual([]);
  });
});
