import { afterEach, describe, expect, test } from "vitest";
import { OPERATION_TABLE, OPERATIONS, type Operation } from "../../../generated/constants.js";
import { createLocalAccount } from "../../../src/testing/index.js";
import { listen, type LocalServer } from "../../../src/testing/node/index.js";
import { requestsOf, secretIn } from "../requests.js";
import { fence, frame, framesIn, input, trim } from "../wire.js";
import { bytesOf, clientOf, PROTOCOLS, type Client, type Protocol } from "./both.js";

const basin = "my-basin-1";
const stream = "/streams/a";
const records = `${stream}/records`;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const get = (path: string, headers?: Record<string, string>): Sent => ({
  method: "GET",
  path,
  ...(headers === undefined ? {} : { headers }),
});
const send = (method: string, path: string, body: unknown): Sent => ({ method, path, body });
const framed = (...messages: number[][]): Sent => ({
  method: "POST",
  path: records,
  headers: { "content-type": "s2s/proto" },
  body: new Uint8Array(messages.flatMap((message) => frame(message))),
});
const protobuf = (message: number[]): Sent => ({
  method: "POST",
  path: records,
  headers: { "content-type": "application/protobuf", accept: "application/protobuf" },
  body: new Uint8Array(message),
});
const FRAMES = { "content-type": "s2s/proto" };
const EVENTS = { accept: "text/event-stream" };

/** The requests of every operation, in each form that it has. Each changes something, or shows something. */
const REQUESTS = {
  "list-basins": [get("/basins")],
  "create-basin": [send("POST", "/basins", { basin: "my-basin-2" })],
  "delete-basin": [send("DELETE", `/basins/${basin}`, undefined)],
  "reconfigure-basin": [
    send("PATCH", `/basins/${basin}`, { create_stream_on_append: true }),
    send("PUT", `/basins/${basin}`, { config: { create_stream_on_append: true } }),
  ],
  "get-basin-config": [get(`/basins/${basin}`)],
  "issue-access-token": [
    send("POST", "/access-tokens", { id: "new", scope: { ops: ["issue-access-token"] } }),
  ],
  "revoke-access-token": [send("DELETE", "/access-tokens/old", undefined)],
  "list-access-tokens": [get("/access-tokens")],
  "list-streams": [get("/streams")],
  "create-stream": [send("POST", "/streams", { stream: "b" })],
  "delete-stream": [send("DELETE", stream, undefined)],
  "get-stream-config": [get(stream)],
  "reconfigure-stream": [
    send("PATCH", stream, { storage_class: "standard" }),
    send("PUT", stream, { storage_class: "standard" }),
  ],
  "check-tail": [get(`${records}/tail`)],
  append: [send("POST", records, { records: [{ body: "x" }] }), protobuf(input("x")), framed(input("x"))],
  read: [
    get(`${records}?seq_num=0`),
    get(`${records}?seq_num=0`, { accept: "application/protobuf" }),
    get(`${records}?seq_num=0&count=1`, FRAMES),
    get(`${records}?seq_num=0&count=1`, EVENTS),
  ],
  trim: [
    {
      ...send("POST", records, {
        records: [{ headers: [["", btoa("trim")]], body: btoa(`${"\0".repeat(7)}\x01`) }],
      }),
      headers: { "s2-format": "base64" },
    },
    protobuf(trim(1)),
    framed(trim(1)),
  ],
  fence: [
    send("POST", records, { records: [{ headers: [["", "fence"]], body: "token" }] }),
    protobuf(fence("token")),
    framed(fence("token")),
  ],
  "account-metrics": [get("/metrics?set=active-basins&start=0&end=3600")],
  "basin-metrics": [get(`/metrics/${basin}?set=storage&start=0&end=3600`)],
  "stream-metrics": [get(`/metrics/${basin}/a?set=storage&start=0&end=3600`)],
  "list-locations": [get("/locations")],
  "get-default-location": [get("/locations/default")],
  "set-default-location": [send("PUT", "/locations/default", "aws:us-east-1")],
} satisfies Record<Operation, readonly Sent[]>;

const everywhere = { prefix: "" };
const sets = { basins: everywhere, streams: everywhere, access_tokens: everywhere };
const SET_OF = { basin: "basins", stream: "streams", "access-token": "access_tokens" } as const;

let server: LocalServer | undefined;
let client: Client | undefined;
afterEach(async () => {
  client?.close();
  await server?.close();
  server = client = undefined;
});

async function start(protocol: Protocol) {
  const account = createLocalAccount();
  const root = requestsOf(account);
  await root.send("POST", "/basins", { body: { basin } });
  await root.send("POST", "/streams", { basin, body: { stream: "a" } });
  await root.send("POST", records, { basin, body: { records: [{ body: "x" }, { body: "y" }] } });
  await root.issue({ id: "old", scope: { ops: ["read"] } });
  const before = account.snapshot();
  server = await listen(account);
  const connected = clientOf(protocol, server);
  client = connected;
  /** Returns the answer to the holder of a scope, and the change of the account. */
  const ask = async (scope: object, { method, path, headers, body }: Sent) => {
    account.restore(before);
    const bearer = secretIn((await root.issue({ id: "caller", scope })).json);
    const untouched = await state();
    const isBytes = body instanceof Uint8Array;
    const call = connected.open(method, `/v1${path}`, {
      authorization: `Bearer ${bearer}`,
      "s2-basin": basin,
      ...(body === undefined || isBytes ? {} : { "content-type": "application/json" }),
      ...headers,
    });
    call.body.end(body === undefined ? undefined : isBytes ? body : JSON.stringify(body));
    const { status, headers: received, answer } = await call.head;
    const bytes = await bytesOf(answer);
    const inFrames = received["content-type"] === "s2s/proto" ? framesIn(bytes, () => "message") : [];
    const denied = inFrames.at(-1)?.startsWith("end 403") ?? false;
    return {
      status: denied ? 403 : status,
      denial: account.journal.at(-1)?.decision?.denial,
      isChanged: (await state()) !== untouched,
    };
  };
  /** Returns everything that root can see. */
  const state = async () => {
    const seen = [
      "/basins",
      `/basins/${basin}`,
      "/access-tokens",
      "/streams",
      stream,
      `${records}?seq_num=0`,
    ];
    const replies = await Promise.all(seen.map((path) => root.send("GET", path, { basin })));
    const { json } = await root.send("POST", records, {
      basin,
      body: { records: [{ body: "" }], fencing_token: "never" },
    });
    return JSON.stringify([...replies, json]);
  };
  return { ask };
}

describe.each(PROTOCOLS)("over %s", (protocol) => {
  describe.each(OPERATIONS)("%s", (operation) => {
    const rows = REQUESTS[operation].map((sent) => {
      const form = Object.values(sent.headers ?? {})[0] ?? "";
      return { name: `${sent.method} ${sent.path} ${form}`.trim(), sent };
    });
    const names = OPERATION_TABLE[operation].resources;

    test.each(rows)("is carried out if granted: $name", async ({ sent }) => {
      const { ask } = await start(protocol);
      const { status, denial, isChanged } = await ask({ ...sets, ops: [operation] }, sent);
      expect([status, denial]).toEqual([expect.toSatisfy((one: number) => one < 300), undefined]);
      if (OPERATION_TABLE[operation].access === "read") expect(isChanged).toBe(false);
    });

    test.each(rows)("is refused if every other is granted: $name", async ({ sent }) => {
      const { ask } = await start(protocol);
      const ops = OPERATIONS.filter((other) => other !== operation);
      expect(await ask({ ...sets, ops }, sent)).toEqual({
        status: 403,
        denial: { kind: "operation-not-granted", operation },
        isChanged: false,
      });
    });

    if (names.length > 0) {
      test.each(rows)("is refused on an uncovered resource: $name", async ({ sent }) => {
        const { ask } = await start(protocol);
        for (const resource of names) {
          for (const set of [null, { exact: "" }, { prefix: "other-" }, { exact: "other-one" }]) {
            const scope = { ...sets, [SET_OF[resource]]: set, ops: [operation] };
            const { denial, ...rest } = await ask(scope, sent);
            expect(rest).toEqual({ status: 403, isChanged: false });
            expect(denial).toMatchObject({ kind: "resource-not-covered", operation, resource });
          }
        }
      });
    }
  });
});
