import { describe, expect, it, test } from "vitest";
import { settled } from "../clock.js";
import { codeIn, requestsOf, secretIn } from "../requests.js";
import { clockedStream } from "../stream.js";
import { batchIn, framesIn } from "../wire.js";

const basin = "my-basin-1";
const FRAMES = { "content-type": "s2s/proto" };
const EVENTS = { accept: "text/event-stream" };

async function start() {
  const { clock, account, root } = await clockedStream(basin);
  const append = (...bodies: string[]) =>
    root.send("POST", "/streams/a/records", { basin, body: { records: bodies.map((body) => ({ body })) } });
  const trim = (to: number) => {
    const headers = { "s2-format": "base64" };
    const body = {
      records: [{ headers: [["", btoa("trim")]], body: btoa(`${"\0".repeat(7)}${String.fromCharCode(to)}`) }],
    };
    return root.send("POST", "/streams/a/records", { basin, headers, body });
  };
  const request = (
    query: string,
    headers: Record<string, string>,
    bearer = account.token,
    init: RequestInit = {},
  ) =>
    account.fetch(`https://a.test/v1/streams/a/records${query}`, {
      headers: { authorization: `Bearer ${bearer}`, "s2-basin": basin, ...headers },
      ...init,
    });
  /** A read that a test follows piece by piece; each is described, and `done` comes after the last. */
  const open = async (query: string, headers = FRAMES as Record<string, string>, bearer?: string) => {
    const response = await request(query, headers, bearer);
    const reader = response.body?.getReader();
    const receive = async () => {
      const read = await reader?.read();
      if (read?.value === undefined) return "done";
      return headers === FRAMES
        ? framesIn(read.value, batchIn).join(", ")
        : new TextDecoder().decode(read.value);
    };
    return { response, receive, leave: () => reader?.cancel() };
  };
  /** Returns everything that a finite read yields. */
  const whole = async (query: string, headers = FRAMES as Record<string, string>) => {
    const response = await request(query, headers);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200) return [`plain ${response.status}`];
    return headers === FRAMES ? framesIn(bytes, batchIn) : [new TextDecoder().decode(bytes)];
  };
  const bearerOf = async (more: object = {}) => {
    const scope = { ops: ["read"], basins: { prefix: "" }, streams: { prefix: "" } };
    return secretIn((await root.issue({ id: "holder", scope, ...more })).json);
  };
  return { account, root, clock, append, trim, request, open, whole, bearerOf };
}

describe("a session of reads", () => {
  test("catches up, reports the tail, follows, and sends a heartbeat every ten seconds", async () => {
    const { append, open, clock } = await start();
    await append("a", "b");
    const { response, receive, leave } = await open("?seq_num=0");
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "s2s/proto",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    expect(await receive()).toBe("a b");
    expect(await receive()).toBe("tail 2@1000");
    const live = receive();
    await clock.pass(500);
    await append("c");
    expect(await live).toBe("c tail 3@1500");
    const heartbeat = receive();
    await clock.pass(9_999);
    await append("d");
    expect(await heartbeat).toBe("d tail 4@11499");
    const quiet = receive();
    await clock.pass(9_999);
    let isQuiet = true;
    void quiet.finally(() => {
      isQuiet = false;
    });
    await settled();
    expect(isQuiet).toBe(true);
    await clock.pass(1);
    expect(await quiet).toBe("tail 4@11499");
    await leave();
    expect(clock.running()).toBe(0);
  });

  test("sends at most 1 000 records and 1 MiB per batch", async () => {
    const { append, whole } = await start();
    await append(...Array<string>(999).fill(""));
    await append("x", "y");
    const many = await whole("?seq_num=0&count=1001");
    expect(many.map((batch) => batch.split(" ").length)).toEqual([1000, 1]);
    await append("z".repeat(700_000));
    await append("z".repeat(700_000));
    const large = await whole("?seq_num=1001&wait=0");
    expect(large.map((batch) => batch.length)).toEqual([700_000, 700_000]);
  });

  it.each([
    { query: "?seq_num=0&count=2", want: ["a b"] },
    { query: "?seq_num=0&count=9", want: ["a b c"] },
    { query: "?seq_num=0&count=0", want: [] },
    { query: "?seq_num=0&bytes=20", want: ["a b"] },
    { query: "?seq_num=0&bytes=0", want: [] },
    { query: "?seq_num=0&bytes=8", want: [] },
    { query: "?seq_num=0&until=1001", want: ["a b c"] },
    { query: "?seq_num=0&until=1000", want: [] },
    { query: "?tail_offset=1&count=5", want: ["c"] },
    { query: "?timestamp=1000&count=1", want: ["a"] },
    { query: "?seq_num=0&wait=0", want: ["a b c"] },
    { query: "?wait=0", want: [] },
    { query: "?seq_num=9&clamp=true&wait=0", want: [] },
    { query: "?count=1", want: ["plain 416"] },
    { query: "?seq_num=4", want: ["plain 416"] },
    { query: "?seq_num=4&timestamp=1", want: ["plain 422"] },
    { query: "?seq_num=x", want: ["plain 400"] },
  ])("of $query ends after $want", async ({ query, want }) => {
    const { append, whole } = await start();
    await append("a", "b", "c");
    expect(await whole(query)).toEqual(want);
  });

  test("waits as long as requested after each batch, heartbeats aside", async () => {
    const { append, open, clock } = await start();
    const { receive } = await open("?wait=15&count=5");
    expect(await receive()).toBe("tail 0@0");
    const first = receive();
    await clock.pass(9_000);
    await append("a");
    expect(await first).toBe("a tail 1@10000");
    const heartbeat = receive();
    await clock.pass(14_999);
    expect(await heartbeat).toBe("tail 1@10000");
    const end = receive();
    await clock.pass(1);
    expect(await end).toBe("done");
    expect(clock.running()).toBe(0);
  });

  test("ends within a later batch if its limit is reached there", async () => {
    const { append, open } = await start();
    const { receive } = await open("?wait=60&count=2");
    expect(await receive()).toBe("tail 0@0");
    const batch = receive();
    await append("a", "b", "c");
    expect(await batch).toBe("a b");
    expect(await receive()).toBe("done");
  });

  test("begins with the first untrimmed record and skips records trimmed later", async () => {
    const { append, trim, open } = await start();
    await append("a", "b", "c");
    await trim(2);
    const { receive } = await open("?seq_num=0&count=1");
    expect(await receive()).toBe("c");
    const late = await open("?seq_num=0");
    await trim(255);
    expect([await late.receive(), await late.receive()]).toEqual([
      expect.stringMatching(/^c/),
      expect.stringMatching(/^tail 5@/),
    ]);
  });

  test("ends when its token is revoked or expires", async () => {
    const { account, root, open, bearerOf, clock } = await start();
    const revoked = await open("", FRAMES, await bearerOf());
    expect(await revoked.receive()).toBe("tail 0@0");
    const end = revoked.receive();
    await root.revoke("holder");
    expect([await end, await revoked.receive()]).toEqual(["end 401 authn", "done"]);
    expect(account.journal.filter(({ operation }) => operation === "read")).toMatchObject([
      { status: 200, caller: "holder" },
      { status: 401, caller: "holder", decision: { code: "authn" } },
    ]);
    const expired = await open("", FRAMES, await bearerOf({ expires_at: "1970-01-01T00:00:05Z" }));
    expect(await expired.receive()).toBe("tail 0@0");
    const last = expired.receive();
    await clock.pass(4_001);
    expect(await last).toBe("end 401 authn");
  });

  test("ends when its stream is deleted", async () => {
    const { root, open } = await start();
    const { receive } = await open("");
    await receive();
    const end = receive();
    await root.send("DELETE", "/streams/a", { basin });
    expect(await end).toMatch(/^end (404 stream_not_found|409 stream_deletion_pending)$/);
  });

  test("fails with its signal's reason and leaves no timer behind", async () => {
    const { request, clock } = await start();
    const controller = new AbortController();
    const response = await request("", FRAMES, undefined, { signal: controller.signal });
    const text = response.text();
    await settled();
    controller.abort(new Error("enough"));
    await expect(text).rejects.toThrow("enough");
    expect(clock.running()).toBe(0);
  });
});

describe("a read as events", () => {
  test("sends batches with ids, pings at the tail and a final done event", async () => {
    const { append, open, clock } = await start();
    await append("a", "b");
    const { response, receive } = await open("?seq_num=0&wait=15", EVENTS);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const record = (seq_num: number, body: string, timestamp = 1000) => ({ seq_num, timestamp, body });
    const event = (name: string, json: object, id?: string) =>
      `event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(json)}\n\n`;
    expect(await receive()).toBe(event("batch", { records: [record(0, "a"), record(1, "b")] }, "1,2,18"));
    const tail = { seq_num: 2, timestamp: 1000 };
    expect(await receive()).toBe(event("ping", { timestamp: 1000, tail }));
    const live = receive();
    await append("c");
    expect(await live).toBe(
      event("batch", { records: [record(2, "c")], tail: { ...tail, seq_num: 3 } }, "2,3,27"),
    );
    const end = receive();
    await clock.pass(10_000);
    expect(await end).toContain("event: ping");
    const done = receive();
    await clock.pass(5_000);
    expect([await done, await receive()]).toEqual(["data: [DONE]\n\n", "done"]);
  });

  test("sends bodies as base64 on request", async () => {
    const { append, whole } = await start();
    await append("a");
    const [text] = await whole("?seq_num=0&count=1", { ...EVENTS, "s2-format": "base64" });
    expect(text).toContain('"body":"YQ=="');
  });

  it.each([
    { id: "0,1,9", query: "?seq_num=0&count=2", want: ["b"] },
    { id: "1,2,18", query: "?tail_offset=9&bytes=27", want: ["c"] },
    { id: "0,5,9", query: "?seq_num=0&count=2", want: [] },
  ])("resumes after the event $id", async ({ id, query, want }) => {
    const { append, whole } = await start();
    await append("a", "b", "c");
    const [text = ""] = await whole(query, { ...EVENTS, "last-event-id": id });
    expect([...text.matchAll(/"body":"(.)"/g)].map(([, body]) => body)).toEqual(want);
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it.each(["1,2", "1,2,x", "", "1,2,3,4"])("refuses the event id %j", async (id) => {
    const { whole } = await start();
    expect(await whole("?wait=0", { ...EVENTS, "last-event-id": id })).toEqual(["plain 400"]);
  });

  test("sends an error as an event, without a done event", async () => {
    const { root, open, bearerOf } = await start();
    const { receive } = await open("", EVENTS, await bearerOf());
    expect(await receive()).toContain("event: ping");
    const error = receive();
    await root.revoke("holder");
    expect(await error).toMatch(/^event: error\ndata: \{"code":"authn","message":"[^"]+"\}\n\n$/);
    expect(await receive()).toBe("done");
  });

  test("is refused in plain JSON before its first event", async () => {
    const { root, whole, request } = await start();
    expect(await whole("?count=1", EVENTS)).toEqual(["plain 416"]);
    expect(await whole("?wait=0", { ...EVENTS, "s2-format": "hex" })).toEqual(["plain 400"]);
    expect((await request("", EVENTS, "nobody")).status).toBe(401);
    const { status } = await root.send("GET", "/streams/b/records", { basin, headers: EVENTS });
    expect(status).toBe(404);
  });
});

describe("a unary read", () => {
  test("waits for the first records at the tail on request", async () => {
    const { append, root, clock } = await start();
    const waiting = root.send("GET", "/streams/a/records?wait=5", { basin });
    await clock.pass(4_999);
    await append("a", "b");
    expect(await waiting).toMatchObject({
      status: 200,
      json: { records: [{ body: "a" }, { body: "b" }], tail: { seq_num: 2 } },
    });
    expect(clock.running()).toBe(0);
  });

  it.each([
    { wait: 5, millis: 5_000 },
    { wait: 4_294_967_295, millis: 60_000 },
  ])("comes back empty after $millis ms with wait=$wait", async ({ wait, millis }) => {
    const { root, clock } = await start();
    let isWaiting = true;
    const waiting = root.send("GET", `/streams/a/records?wait=${wait}`, { basin }).finally(() => {
      isWaiting = false;
    });
    await clock.pass(millis - 1);
    await settled();
    expect(isWaiting).toBe(true);
    await clock.pass(1);
    expect(await waiting).toEqual({ status: 200, json: { records: [] } });
  });

  test("does not wait if there are records or the limit is zero", async () => {
    const { append, root } = await start();
    await append("a");
    const read = (query: string) => root.send("GET", `/streams/a/records${query}`, { basin });
    expect((await read("?seq_num=0&wait=9")).json).toMatchObject({ records: [{ body: "a" }] });
    expect((await read("?seq_num=0&wait=9&count=0")).json).toEqual({ records: [] });
    expect((await read("?wait=9&count=0")).json).toEqual({ records: [] });
  });

  test("is refused if its token is revoked before records arrive", async () => {
    const { account, root, clock, bearerOf } = await start();
    const waiting = requestsOf(account, await bearerOf()).send("GET", "/streams/a/records?wait=9", { basin });
    await settled();
    await root.revoke("holder");
    expect(codeIn(await waiting)).toBe("401 authn");
    expect(clock.running()).toBe(0);
  });

  test("ends when its signal fires", async () => {
    const { request, clock } = await start();
    const controller = new AbortController();
    const waiting = request("?wait=9", {}, undefined, { signal: controller.signal });
    await settled();
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(clock.running()).toBe(0);
  });
});
