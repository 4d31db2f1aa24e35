import { connect } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, it, test } from "vitest";
import type { FaultName } from "../../../src/testing/index.js";
import { listen, type LocalServer } from "../../../src/testing/node/index.js";
import { secretIn } from "../requests.js";
import { clockedStream } from "../stream.js";
import { ackIn, batchIn, frame, framesIn, input } from "../wire.js";
import { bytesOf, clientOf, PROTOCOLS, type Call, type Client, type Protocol } from "./both.js";

const basin = "my-basin-1";
const RECORDS = "/v1/streams/a/records";

/** A frame of nearly a MiB. */
const MIB = new Uint8Array(frame(input("x".repeat(1_000_000))));

let server: LocalServer | undefined;
let client: Client | undefined;
afterEach(async () => {
  client?.close();
  await server?.close();
  server = client = undefined;
});

async function start(protocol: Protocol) {
  const { clock, account, root } = await clockedStream(basin);
  const listening = await listen(account);
  server = listening;
  const connected = clientOf(protocol, listening);
  client = connected;
  const open = (method: string, path: string, headers: Record<string, string> = {}, bearer = account.token) =>
    connected.open(method, path, { authorization: `Bearer ${bearer}`, "s2-basin": basin, ...headers });
  const send = async (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) => {
    const type = json === undefined ? {} : { "content-type": "application/json" };
    const call = open(method, path, { ...type, ...headers });
    call.body.end(json === undefined ? undefined : JSON.stringify(json));
    const { status, answer } = await call.head;
    return { status, text: Buffer.from(await bytesOf(answer)).toString() };
  };
  const issue = (id: string) => send("POST", "/v1/access-tokens", { id, scope: { ops: ["read"] } });
  return { account, root, clock, server: listening, open, send, issue };
}

/** Yields the frames of an answer as they arrive. */
async function* framesOf({ head }: Call, describe: (message: Uint8Array) => string) {
  const { answer } = await head;
  for await (const chunk of answer) yield* framesIn(new Uint8Array(chunk as Buffer), describe);
}

/** Returns the failure of a call in a word, or `no failure`. */
async function failure(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "no failure";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe.each(PROTOCOLS)("the account over %s", (protocol) => {
  test("issues, lists and revokes", async () => {
    const { account, server, issue, send } = await start(protocol);
    expect((await issue("a/ü")).status).toBe(201);
    const list = await send("GET", "/v1/access-tokens");
    expect(JSON.parse(list.text)).toMatchObject({ access_tokens: [{ id: "a/ü" }] });
    expect(account.journal.at(-1)).toMatchObject({ origin: `http://127.0.0.1:${server.port}`, status: 200 });
    expect((await send("DELETE", "/v1/access-tokens/a%2F%C3%BC")).status).toBe(204);
  });

  it.each<{ name: FaultName; tokens: number }>([
    { name: "reset-before", tokens: 0 },
    { name: "reset-after", tokens: 1 },
    { name: "cut-body", tokens: 1 },
  ])("shows $name as a failure and continues", async ({ name, tokens }) => {
    const { account, issue, send } = await start(protocol);
    account.faults.next("issue", name);
    expect(await failure(issue("a"))).not.toBe("no failure");
    expect(account.tokens()).toHaveLength(tokens);
    expect((await send("GET", "/v1/access-tokens")).status).toBe(200);
  });

  it.each<{ name: FaultName; status: number }>([
    { name: "503-draining", status: 503 },
    { name: "429-retry-after", status: 429 },
    { name: "500-empty", status: 500 },
    { name: "redirect", status: 307 },
    { name: "html-2xx", status: 201 },
    { name: "huge-error", status: 400 },
  ])("answers $status for $name", async ({ name, status }) => {
    const { account, issue } = await start(protocol);
    account.faults.next("issue", name);
    expect((await issue("a")).status).toBe(status);
  });

  test("drips, and compresses if accepted", async () => {
    const { account, issue, send, open } = await start(protocol);
    account.faults.next("issue", { name: "drip", delayMillis: 1 });
    expect(JSON.parse((await issue("a")).text)).toHaveProperty("access_token");
    account.faults.script(["gzip", "gzip"]);
    expect(JSON.parse((await send("GET", "/v1/access-tokens")).text)).toHaveProperty("has_more");
    const call = open("GET", "/v1/access-tokens", { "accept-encoding": "gzip" });
    call.body.end();
    expect((await call.head).headers["content-encoding"]).toBe("gzip");
  });

  test("hangs on that fault until it is closed", async () => {
    const { account, server, issue } = await start(protocol);
    account.faults.next("issue", "hang-after");
    const hanging = failure(issue("a"));
    await expect.poll(() => account.tokens().length).toBe(1);
    await server.close();
    expect(await hanging).not.toBe("no failure");
  });

  test("runs an append session in both directions at once", async () => {
    const { open } = await start(protocol);
    const call = open("POST", RECORDS, { "content-type": "s2s/proto" });
    // The head comes before the first frame is sent.
    expect(await call.head).toMatchObject({ status: 200, headers: { "content-type": "s2s/proto" } });
    const acks = framesOf(call, ackIn);
    for (const [index, body] of ["x", "y", "z"].entries()) {
      call.body.write(new Uint8Array(frame(input(body))));
      expect((await acks.next()).value).toBe(`${index}@1000 ${index + 1}@1000 ${index + 1}@1000`);
    }
    call.body.end();
    expect((await acks.next()).done).toBe(true);
  });

  test("accepts any number of 1 MiB frames at once", async () => {
    const { open } = await start(protocol);
    const call = open("POST", RECORDS, { "content-type": "s2s/proto" });
    for (let sent = 0; sent < 16; sent++) call.body.write(MIB);
    call.body.end();
    const acks: string[] = [];
    for await (const ack of framesOf(call, ackIn)) acks.push(ack);
    expect(acks).toHaveLength(16);
    const read = open("GET", `${RECORDS}?seq_num=0&count=16`, { "content-type": "s2s/proto" });
    read.body.end();
    const { answer } = await read.head;
    expect(framesIn(await bytesOf(answer), (batch) => String(batch.length > 1_000_000))).toEqual(
      Array<string>(16).fill("true"),
    );
  });

  test("lets a client receive the end of a session that it still sends to", async () => {
    const { open, send } = await start(protocol);
    const call = open("POST", RECORDS, { "content-type": "s2s/proto" });
    call.body.on("error", () => undefined);
    call.body.write(new Uint8Array([...frame(input("x")), ...frame([]), ...frame(input("y"))]));
    for (let sent = 0; sent < 4; sent++) call.body.write(MIB);
    const { answer } = await call.head;
    expect(framesIn(await bytesOf(answer), ackIn)).toEqual(["0@1000 1@1000 1@1000", "end 422 invalid"]);
    expect((await send("GET", `${RECORDS}?seq_num=0`)).text).not.toContain('"y"');
  });

  test("follows a stream and stops when its client disconnects", async () => {
    const { root, clock, open } = await start(protocol);
    const call = open("GET", RECORDS, { "content-type": "s2s/proto" });
    call.body.end();
    const batches = framesOf(call, batchIn);
    expect((await batches.next()).value).toBe("tail 0@0");
    await root.send("POST", "/streams/a/records", { basin, body: { records: [{ body: "x" }] } });
    expect((await batches.next()).value).toBe("x tail 1@1000");
    (await call.head).answer.destroy();
    await expect.poll(clock.running).toBe(0);
  });

  test("follows a stream as events and ends with its token", async () => {
    const { root, open } = await start(protocol);
    const scope = { ops: ["read"], basins: { prefix: "" }, streams: { prefix: "" } };
    const bearer = secretIn((await root.issue({ id: "reader", scope })).json);
    const call = open("GET", RECORDS, { accept: "text/event-stream" }, bearer);
    call.body.end();
    const { answer } = await call.head;
    const [ping] = (await once(answer, "data")) as [Buffer];
    expect(ping.toString()).toContain("event: ping");
    await root.revoke("reader");
    expect(Buffer.from(await bytesOf(answer)).toString()).toContain("event: error");
  });

  test("waits for records, but not for a client that disconnected", async () => {
    const { root, clock, open, send } = await start(protocol);
    const waiting = send("GET", `${RECORDS}?wait=60`);
    await expect.poll(clock.running).toBe(2);
    await root.send("POST", "/streams/a/records", { basin, body: { records: [{ body: "x" }] } });
    expect((await waiting).text).toContain('"body":"x"');
    const left = open("GET", `${RECORDS}?wait=60`);
    left.body.end();
    await expect.poll(clock.running).toBe(2);
    left.body.destroy();
    await expect.poll(clock.running).toBe(0);
  });

  // The body never ends, so waiting for its end would take for ever.
  it.each<{ name: string; method?: string; path?: string; headers?: Record<string, string>; want: number }>([
    { name: "without a bearer", headers: { authorization: "" }, want: 401 },
    { name: "for an unknown path", path: "/v1/nowhere", want: 404 },
    { name: "by another method", method: "PUT", path: "/v1/access-tokens", want: 405 },
    {
      name: "of another type",
      path: "/v1/access-tokens",
      headers: { "content-type": "text/csv" },
      want: 400,
    },
    { name: "of appends in another's framing", headers: { "content-type": "application/grpc" }, want: 400 },
    { name: "for an invalid basin name", headers: { "s2-basin": "NO" }, want: 400 },
    { name: "for a missing basin", headers: { "s2-basin": "my-basin-2" }, want: 404 },
    { name: "that reads", method: "GET", path: `${RECORDS}?wait=0`, want: 200 },
    { name: "that lists", method: "GET", path: "/v1/access-tokens", want: 200 },
  ])("answers an endless body from its headers, and records it: $name", async (given) => {
    const { method = "POST", path = RECORDS, headers, want } = given;
    const { account, open } = await start(protocol);
    const { length } = account.journal;
    const call = open(method, path, {
      "content-type": "s2s/proto",
      ...(protocol === "HTTP/1.1" ? { "transfer-encoding": "chunked" } : {}),
      ...headers,
    });
    call.body.on("error", () => undefined);
    call.body.write(new Uint8Array(64));
    expect((await call.head).status).toBe(want);
    expect(account.journal.slice(length)).toMatchObject([{ status: want }]);
    call.body.destroy();
  });

  test("closes under open sessions", async () => {
    const { server, open, clock } = await start(protocol);
    const calls = Array.from({ length: 20 }, () => open("GET", RECORDS, { "content-type": "s2s/proto" }));
    for (const call of calls) {
      call.body.on("error", () => undefined).end();
      await framesOf(call, batchIn).next();
    }
    await server.close();
    await expect.poll(clock.running).toBe(0);
  });
});

describe("an HTTP/2 connection", () => {
  test("carries many requests, of which one can fail alone", async () => {
    const { account, open, issue } = await start("HTTP/2");
    const sessions = Array.from({ length: 50 }, () => open("POST", RECORDS, { "content-type": "s2s/proto" }));
    await Promise.all(sessions.map(({ head }) => head));
    account.faults.next("issue", "reset-after");
    expect(await failure(issue("a"))).not.toBe("no failure");
    for (const { body } of sessions) body.end(new Uint8Array(frame(input("x"))));
    const acks = sessions.map(async (call) => (await framesOf(call, ackIn).next()).value);
    expect(
      (await Promise.all(acks)).filter((ack) => typeof ack === "string" && ack.includes("@")),
    ).toHaveLength(50);
  });

  test("refuses the stream if the fault comes too late to close the port", async () => {
    const { account, issue } = await start("HTTP/2");
    expect((await issue("a")).status).toBe(201);
    account.faults.next("issue", { name: "refused", delayMillis: 60_000 });
    expect(await failure(issue("b"))).toContain("NGHTTP2_REFUSED_STREAM");
    expect((await issue("c")).status).toBe(201);
  });
});

describe("the first bytes", () => {
  const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const SETTINGS = "\0\0\0\x04\0\0\0\0\0";
  it.each([
    { name: "HTTP/2", sent: PREFACE + SETTINGS, want: "\0\0" },
    {
      name: "POST",
      sent: "POST /v1/basins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
      want: "HTTP/1.1 401",
    },
    {
      name: "PUT",
      sent: "PUT /v1/basins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
      want: "HTTP/1.1 401",
    },
    { name: "what is neither", sent: "PRX * HTTP/2.0\r\n\r\n", want: "HTTP/1.1 400" },
  ])("identify $name, even byte by byte", async ({ sent, want }) => {
    const { server } = await start("HTTP/1.1");
    for (const pieces of [[sent], sent.split("")]) {
      const socket = connect({ port: server.port, host: "127.0.0.1", noDelay: true });
      let received = "";
      socket.setEncoding("latin1").on("data", (text: string) => (received += text));
      for (const piece of pieces) {
        await new Promise<void>((resolve) => void socket.write(piece, "latin1", () => resolve()));
        if (pieces.length > 1) await new Promise((resolve) => void setImmediate(resolve));
      }
      await expect.poll(() => received).toContain(want);
      expect(received.startsWith("HTTP/1.1")).toBe(want.startsWith("HTTP/1.1"));
      socket.destroy();
    }
  });
});
