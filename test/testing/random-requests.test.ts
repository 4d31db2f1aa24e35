import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createLocalAccount } from "../../src/testing/index.js";
import { holdToContract } from "./contract.js";
import { issued, type Token } from "./requests.js";
import { runs } from "../runs.js";

const RUNS = runs(50_000);
const SEED = 20_261_101;

const name = fc.oneof(
  fc.constantFrom(
    "a",
    "my-basin-1",
    "s",
    "",
    ".",
    "..",
    "%2E%2E",
    "%FF",
    "%",
    "a%2Fb",
    "\u0000",
    "😀",
    "\ufffd",
  ),
  fc
    .string({ unit: "binary", maxLength: 12 })
    .map((text) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "?"))),
  fc.constantFrom(97, 600).map((length) => "x".repeat(length)),
);

const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "/v1/access-tokens",
      "/v1/basins",
      "/v1/streams",
      "/v1/metrics",
      "/v1/locations",
      "/v1/locations/default",
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("access-tokens", "basins", "streams", "metrics"), name)
      .map((parts) => `/v1/${parts.join("/")}`),
  },
  { weight: 3, arbitrary: name.map((stream) => `/v1/streams/${stream}/records`) },
  { weight: 1, arbitrary: fc.webPath() },
);

const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("limit", "prefix", "start_after", "seq_num", "wait", "clamp", "x"), name)
      .map(([key, value]) => `?${key}=${value}&limit=${value.length}`),
  },
);

const all = { prefix: "" };

/** Something like a scope, partly valid, so that requests pass some checks. */
const set = fc.oneof(
  fc.constantFrom(null, undefined, {}, { exact: "", prefix: "" }, { prefix: 1 }, "all"),
  fc.record({ prefix: fc.constantFrom("", "my-", "s/") }),
  fc.record({ exact: fc.constantFrom("", "my-basin-1", "s") }),
);
const scope = fc.record(
  {
    basins: set,
    streams: set,
    access_tokens: set,
    ops: fc.oneof(
      fc.constant(null),
      fc.array(fc.constantFrom("read", "append", "issue-access-token", "fly")),
    ),
    op_groups: fc.oneof(
      fc.constantFrom(null, { stream: { read: true } }, { account: null, basin: 1 }),
      fc.object(),
    ),
  },
  { requiredKeys: [] },
);
const token = fc.record<Token>(
  {
    id: fc.oneof(fc.string({ unit: "binary", maxLength: 100 }), fc.constantFrom("a", "b", ".", "\0")),
    scope: fc.oneof(scope, fc.anything()),
    expires_at: fc.oneof(
      fc.constantFrom(null, "2027-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "soon", 1),
      fc.string(),
    ),
    auto_prefix_streams: fc.constantFrom(true, false, null, "yes"),
  },
  { requiredKeys: [] },
);
const deep = fc.integer({ min: 1, max: 20_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth));
const body = fc.oneof(
  { weight: 6, arbitrary: token.map((value) => new TextEncoder().encode(JSON.stringify(value))) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        '{"id":"reader","scope":{"ops":["read"]}}',
        '{"id":"new","scope":{"ops":["read"]}}',
        '{"basin":"my-basin-1"}',
        '{"default_stream_config":{"timestamping":null,"retention_policy":{"age":0}}}',
        '{"storage_class":"standard","timestamping":{"uncapped":true}}',
        '"aws:us-west-2"',
        '{"stream":"s"}',
        '{"records":[{"body":"x"}]}',
        '{"records":[{"headers":[["","trim"]],"body":"12345678"}]}',
        '{"id":"\\ud800","scope":{"ops":["read"]}}',
        '{"__proto__":{"id":"p"},"id":"a","scope":{"ops":["read"]}}',
      )
      .map((text) => new TextEncoder().encode(text)),
  },
  { weight: 2, arbitrary: fc.json().map((text) => new TextEncoder().encode(text)) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  { weight: 1, arbitrary: deep.map((text) => new TextEncoder().encode(`{"id":"a","scope":${text}}`)) },
);

const wild = fc.record({
  method: fc.constantFrom("GET", "POST", "DELETE", "POST", "PUT", "PATCH", "HEAD", "OPTIONS"),
  path,
  query,
  body,
});

/** Requests with effects, so that the account changes. */
const tame = fc
  .constantFrom<[method: string, path: string, body: object]>(
    ["POST", "/v1/access-tokens", { id: "new", scope: { ops: ["read"] } }],
    ["POST", "/v1/access-tokens", { id: "new", scope: {} }],
    ["DELETE", "/v1/access-tokens/new", {}],
    ["POST", "/v1/basins", { basin: "my-basin-1" }],
    ["DELETE", "/v1/basins/my-basin-1", {}],
    ["PUT", "/v1/basins/my-basin-1", {}],
    ["PATCH", "/v1/streams/s", { storage_class: null }],
    ["POST", "/v1/streams", { stream: "s" }],
    ["POST", "/v1/streams/s/records", { records: [{ body: "x" }] }],
  )
  .map(([method, path, json]) => ({
    method,
    path,
    query: "",
    body: new TextEncoder().encode(JSON.stringify(json)),
  }));

const request = fc.record({
  target: fc.oneof({ weight: 9, arbitrary: wild }, { weight: 1, arbitrary: tame }),
  bearer: fc.constantFrom(
    "s2_local_root",
    "s2_local_root",
    "s2_local_root",
    "secret-0",
    "secret-1",
    "nobody",
    "",
  ),
  type: fc.constantFrom(
    "application/json",
    "application/json",
    "application/json",
    "text/plain",
    "application/protobuf",
    "s2s/proto",
  ),
  accept: fc.constantFrom("*/*", "*/*", "application/protobuf", "text/event-stream"),
  basin: fc.constantFrom("my-basin-1", "my-basin-1", undefined, "NO"),
});

test(`${RUNS} random requests never crash it, never get a 500, and change nothing on a 4xx`, async () => {
  let secrets = 0;
  const account = createLocalAccount({
    now: () => Date.parse("2026-11-01T00:00:00Z"),
    newSecret: () => `secret-${secrets++}`,
    // Waits are over at once.
    startTimer(callback) {
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
  });
  await issued(account, { id: "reader", scope: { ops: ["read"], basins: all, streams: all } });
  await issued(account, {
    id: "minter",
    scope: { ops: ["issue-access-token", "append"], access_tokens: all },
  });
  const start = account.snapshot();
  const send = holdToContract(account.fetch);
  let state = fingerprint(account);
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(
      request,
      async ({ target: { method, path, query, body }, bearer, type, accept, basin }) => {
        if (account.tokens().length > 10) {
          account.restore(start);
          state = fingerprint(account);
        }
        const response = await send(`https://a.test${path}${query}`, {
          method,
          headers: {
            authorization: `Bearer ${bearer}`,
            "content-type": type,
            accept,
            ...(basin && { "s2-basin": basin }),
          },
          ...(method === "GET" || method === "HEAD" ? {} : { body }),
        });
        await response.body?.cancel();
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        expect(response.status).not.toBe(500);
        const before = state;
        state = fingerprint(account);
        if (response.status >= 400) expect(state).toBe(before);
      },
    ),
    { seed: SEED, numRuns: RUNS },
  );
  // The requests were useful: each kind of answer occurred.
  for (const status of [200, 201, 204, 400, 401, 403, 404, 405, 409, 422]) {
    expect(statuses.get(status) ?? 0, `answers of ${status}`).toBeGreaterThan(0);
  }
});

test("a body over the size limit is refused", async () => {
  const account = createLocalAccount();
  const response = await account.fetch("https://a.test/v1/access-tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${account.token}`, "content-type": "application/json" },
    body: JSON.stringify({ id: "a", scope: { ops: ["read"] }, padding: "x".repeat(5 * 1024 * 1024) }),
  });
  expect(await response.json()).toMatchObject({ code: "bad_json" });
  expect(account.tokens()).toEqual([]);
});

/** Returns everything the root token can see of an account, as text. */
function fingerprint(account: ReturnType<typeof createLocalAccount>): string {
  const get = (path: string, basin = "my-basin-1") => {
    const headers = new Headers({ authorization: `Bearer ${account.token}`, "s2-basin": basin });
    const { outcome } = account.serve({
      method: "GET",
      url: new URL(`https://a.test/v1${path}`),
      headers,
      body: new Uint8Array(),
    });
    return "answer" in outcome ? String(outcome.answer.body) : "";
  };
  return [account.tokens(), get("/basins"), get("/streams"), get("/streams/s/records?seq_num=0")]
    .map((part) => JSON.stringify(part))
    .join();
}
