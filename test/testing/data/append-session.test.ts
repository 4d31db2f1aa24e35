import { gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { createLocalAccount } from "../../../src/testing/index.js";
import { settled } from "../clock.js";
import { issued, requestsOf, secretIn } from "../requests.js";
import { clockedStream } from "../stream.js";
import { ackIn, fence, frame, framesIn, input, record, text, trim } from "../wire.js";

const basin = "my-basin-1";
const all = { prefix: "" };

async function start() {
  const { clock, account, root } = await clockedStream(basin);
  const open = (body: BodyInit, bearer = account.token, headers: Record<string, string> = {}) => {
    const init: RequestInit & { duplex: "half" } = {
      method: "POST",
      headers: {
        authorization: `Bearer ${bearer}`,
        "s2-basin": basin,
        "content-type": "s2s/proto",
        ...headers,
      },
      body,
      duplex: "half",
    };
    return account.fetch("https://a.test/v1/streams/a/records", init);
  };
  /** Returns the answers to a session of these frames. */
  const session = async (frames: readonly number[][], bearer?: string) => {
    const response = await open(new Uint8Array(frames.flat()), bearer);
    if (response.status !== 200) return [`plain ${response.status}`];
    return framesIn(new Uint8Array(await response.arrayBuffer()), ackIn);
  };
  /** A session to which a test writes step by step. */
  const live = async (bearer?: string) => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const response = await open(readable, bearer);
    const reader = response.body?.getReader();
    const receive = async () => {
      const read = await reader?.read();
      return read?.value === undefined ? "done" : framesIn(read.value, ackIn).join(", ");
    };
    const send = (bytes: readonly number[]) => writer.write(new Uint8Array(bytes));
    return { response, send, receive, finish: () => writer.close(), leave: () => reader?.cancel() };
  };
  const bodies = async () => {
    const { json } = await root.send("GET", "/streams/a/records?seq_num=0", { basin });
    const { records = [] } = json as { records?: { body?: string }[] };
    return records.map(({ body }) => body ?? "").join(" ");
  };
  const bearerOf = async (scope: object, more: object = {}) => {
    const token = { id: "holder", scope: { basins: all, streams: all, ...scope }, ...more };
    return secretIn((await root.issue(token)).json);
  };
  return { account, root, clock, open, session, live, bodies, bearerOf };
}

describe("a session of appends", () => {
  test("acknowledges each append, in order", async () => {
    const { session, bodies } = await start();
    expect(await session([frame(input("x")), frame(input("y", "z"))])).toEqual([
      "0@1000 1@1000 1@1000",
      "1@1000 3@1000 3@1000",
    ]);
    expect(await bodies()).toBe("x y z");
  });

  test("answers before the first frame, and after each frame however it is split", async () => {
    const { live, clock } = await start();
    const { response, send, receive, finish } = await live();
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "s2s/proto",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    for (const byte of frame(input("x"))) await send([byte]);
    expect(await receive()).toBe("0@1000 1@1000 1@1000");
    await clock.pass(5);
    const [first = 0, ...rest] = frame(input("y"));
    await send([first]);
    await send([...rest, ...frame(input("z")), 0, 0]);
    expect(await receive()).toBe("1@1005 2@1005 2@1005");
    expect(await receive()).toBe("2@1005 3@1005 3@1005");
    await send([1, 0]);
    expect(await receive()).toBe("end 422 invalid");
    expect(await receive()).toBe("done");
    await finish().catch(() => undefined);
  });

  test("may be empty", async () => {
    const { session, live } = await start();
    expect(await session([])).toEqual([]);
    const { receive, finish } = await live();
    await finish();
    expect(await receive()).toBe("done");
  });

  it.each<{ name: string; bytes: number[]; want: string }>([
    { name: "an empty batch", bytes: frame([]), want: "422 invalid" },
    { name: "bytes that are not protobuf", bytes: frame([0xff]), want: "400 bad_frame" },
    { name: "a frame of no length", bytes: [0, 0, 0, 0], want: "400 bad_frame" },
    { name: "a frame that is too long", bytes: [0x20, 0, 1, 0], want: "400 bad_frame" },
    { name: "a frame that is cut short", bytes: [0, 1, 0, 0], want: "400 bad_frame" },
    { name: "a terminal frame", bytes: frame([0, 200, 0x7b, 0x7d], 0x80), want: "400 bad_frame" },
    { name: "a reserved flag", bytes: frame(input("y"), 1), want: "400 bad_frame" },
    { name: "an unknown compression", bytes: frame(input("y"), 0x60), want: "400 bad_frame" },
    { name: "bytes falsely marked as gzip", bytes: frame(input("y"), 0x40), want: "400 bad_frame" },
    { name: "zstd", bytes: frame(input("y"), 0x20), want: "501 not_implemented" },
    {
      name: "gzip that grows beyond a frame",
      bytes: frame([...gzipSync(new Uint8Array(3_000_000))], 0x40),
      want: "400 bad_frame",
    },
    {
      name: "a condition that fails",
      bytes: frame([...input("y"), 0x10, 9]),
      want: '412 {"seq_num_mismatch":1}',
    },
    {
      name: "another's fencing token",
      bytes: frame([...input("y"), 0x1a, 1, 0x62]),
      want: '412 {"fencing_token_mismatch":""}',
    },
    {
      name: "an unknown command",
      bytes: frame(record(text("y"), [["", "fly"]])),
      want: "422 invalid",
    },
  ])("ends with $want for $name and ignores what follows", async ({ bytes, want }) => {
    const { account, session, bodies } = await start();
    expect(await session([frame(input("x")), bytes, frame(input("z"))])).toEqual([
      "0@1000 1@1000 1@1000",
      `end ${want}`,
    ]);
    expect(await bodies()).toBe("x");
    const { operation, status, decision } = account.journal.at(-2) ?? {};
    expect([operation, status, decision?.status]).toEqual([
      "append",
      ...Array<number>(2).fill(Number(want.slice(0, 3))),
    ]);
  });

  test("accepts gzip", async () => {
    const { session, bodies } = await start();
    const compressed = [...gzipSync(new Uint8Array(input("x".repeat(2_000))))];
    expect(await session([frame(compressed, 0x40)])).toEqual(["0@1000 1@1000 1@1000"]);
    expect(await bodies()).toBe("x".repeat(2_000));
  });

  it.each([
    { name: "append", ops: ["append"], want: ["0@1000 1@1000 1@1000", "end 403 permission_denied"] },
    {
      name: "append and trim",
      ops: ["append", "trim"],
      want: ["0@1000 1@1000 1@1000", "1@1000 3@1000 3@1000", "end 403 permission_denied"],
    },
    { name: "trim", ops: ["trim"], want: ["end 403 permission_denied"] },
    { name: "read", ops: ["read"], want: ["plain 403"] },
  ])("checks each append against the scope: $name", async ({ ops, want }) => {
    const { account, session, bearerOf, bodies } = await start();
    const frames = [frame(input("x")), frame([...input("y"), ...trim(1)]), frame(fence("f"))];
    expect(await session(frames, await bearerOf({ ops }))).toEqual(want);
    expect(await bodies()).not.toContain("f");
    if (ops[0] === "append") {
      const denied = account.journal.filter(({ status }) => status === 403);
      const operation = ops.length === 1 ? "trim" : "fence";
      expect(denied).toMatchObject([
        { operation, caller: "holder", decision: { denial: { kind: "operation-not-granted", operation } } },
      ]);
    }
  });

  test("needs no append permission for commands only", async () => {
    const { session, bearerOf } = await start();
    expect(await session([frame(fence("f"))], await bearerOf({ ops: ["fence"] }))).toEqual([
      "0@1000 1@1000 1@1000",
    ]);
  });

  it.each([
    { name: "a stream that is not covered", scope: { ops: ["append"], streams: { exact: "b" } }, want: 403 },
    { name: "a basin that is not covered", scope: { ops: ["append"], basins: null }, want: 403 },
  ])("is not opened for $name", async ({ scope, want }) => {
    const { session, bearerOf } = await start();
    expect(await session([frame(input("x"))], await bearerOf(scope))).toEqual([`plain ${want}`]);
  });

  test("is not opened for anything that a plain request is refused", async () => {
    const { root, session, open } = await start();
    expect(await session([], "nobody")).toEqual(["plain 401"]);
    expect((await open("", undefined, { "s2-basin": "NO" })).status).toBe(400);
    await root.send("DELETE", "/streams/a", { basin });
    const refused = await session([]);
    expect(refused).toEqual([expect.stringMatching(/^plain (404|409)$/)]);
  });

  test("ends at once when its token is revoked or expires", async () => {
    const { root, live, bearerOf, clock } = await start();
    const revoked = await live(await bearerOf({ ops: ["append"] }));
    await revoked.send(frame(input("x")));
    expect(await revoked.receive()).toBe("0@1000 1@1000 1@1000");
    const end = revoked.receive();
    await root.revoke("holder");
    expect(await end).toBe("end 401 authn");

    const expired = await live(await bearerOf({ ops: ["append"] }, { expires_at: "1970-01-01T00:01:00Z" }));
    const received = expired.receive();
    await clock.pass(58_999);
    await expired.send(frame(input("y")));
    expect(await received).toBe("1@59999 2@59999 2@59999");
    const last = expired.receive();
    await clock.pass(2);
    expect(await last).toBe("end 401 authn");
  });

  test("applies no append after its token was revoked", async () => {
    const { root, live, bearerOf, bodies } = await start();
    const { send, receive } = await live(await bearerOf({ ops: ["append"] }));
    await root.revoke("holder");
    await send(frame(input("x"))).catch(() => undefined);
    expect(await receive()).toBe("end 401 authn");
    expect(await bodies()).toBe("");
  });

  test("ends when its stream is deleted", async () => {
    const { root, live } = await start();
    const { send, receive } = await live();
    await root.send("DELETE", "/streams/a", { basin });
    await send(frame(input("x")));
    expect(await receive()).toMatch(/^end (404 stream_not_found|409 stream_deletion_pending)$/);
  });

  test("leaves no timer behind, however it ends", async () => {
    const { live, bearerOf, clock } = await start();
    const bearer = await bearerOf({ ops: ["append"] }, { expires_at: "1970-01-01T00:01:00Z" });
    const finished = await live(bearer);
    const left = await live(bearer);
    await settled();
    expect(clock.running()).toBe(2);
    await finished.finish();
    expect(await finished.receive()).toBe("done");
    await left.leave();
    expect(clock.running()).toBe(0);
  });

  test("is one journal entry, of the token that opened it", async () => {
    const { account, session, bearerOf } = await start();
    const { length } = account.journal;
    await session([frame(input("x")), frame(input("y"))], await bearerOf({ ops: ["append"] }));
    expect(account.journal.slice(length + 1)).toMatchObject([
      { method: "POST", operation: "append", caller: "holder", status: 200, decision: { status: 200 } },
    ]);
  });

  test("continues in a restored account", async () => {
    const { account, live, bodies } = await start();
    const before = account.snapshot();
    const { send, receive } = await live();
    await send(frame(input("x")));
    await receive();
    account.restore(before);
    await send(frame(input("y")));
    expect(await receive()).toBe("0@1000 1@1000 1@1000");
    expect(await bodies()).toBe("y");
  });

  test("creates a stream if the basin is configured to", async () => {
    const account = createLocalAccount();
    const root = requestsOf(account);
    await root.send("POST", "/basins", { body: { basin, config: { create_stream_on_append: true } } });
    const holder = await issued(account, {
      id: "holder",
      scope: { ops: ["append"], basins: all, streams: { prefix: "u/" } },
      auto_prefix_streams: true,
    });
    const headers = { "content-type": "s2s/proto" };
    expect((await holder.send("POST", "/streams/b/records", { basin, body: "", headers })).status).toBe(200);
    expect((await root.send("GET", "/streams/u%2Fb", { basin })).status).toBe(200);
  });
});
