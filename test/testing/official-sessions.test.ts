import {
  AppendInput,
  AppendRecord,
  BatchTransform,
  FencingTokenMismatchError,
  Producer,
  RangeNotSatisfiableError,
  S2,
  SeqNumMismatchError,
  type AppendAck,
  type AppendSession,
  type S2ClientOptions,
  type S2Stream,
} from "@s2-dev/streamstore";
import { afterEach, describe, expect, it, test } from "vitest";
import { createLocalAccount } from "../../src/testing/index.js";
import { listen, type LocalServer } from "../../src/testing/node/index.js";
import { refusal } from "./refusal.js";

/**
 * S2's own client with its defaults, every call with a token that may do no more than it needs. In Node it opens sessions
 * over HTTP/2; in a browser or a Worker it reads events and appends one by one, over HTTP/1.1.
 */
const TRANSPORTS = [
  { transport: "as it comes", forceTransport: undefined },
  { transport: "as in a browser", forceTransport: "fetch" },
] as const;

const basin = "my-basin-1";
const everything = ["read", "append", "trim", "fence", "check-tail"] as const;
type Op = (typeof everything)[number];

let server: LocalServer | undefined;
const opened: S2Stream[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stream) => stream.close()));
  await server?.close();
  server = undefined;
});

async function start(forceTransport: "fetch" | undefined) {
  const account = createLocalAccount();
  const listening = await listen(account);
  server = listening;
  const endpoints = { account: listening.accountEndpoint, basin: listening.basinEndpoint };
  const root = new S2({ accessToken: account.token, endpoints });
  await root.basins.create({ basin });
  await root.basin(basin).streams.create({ stream: "u/1/a" });
  /** The stream for the holder of a new token, which sees it by the name `a`. */
  const holder = async (ops: readonly Op[] = everything, options: Partial<S2ClientOptions> = {}) => {
    const id = `holder-${account.tokens().length}`;
    const { accessToken } = await root.accessTokens.issue({
      id,
      autoPrefixStreams: true,
      scope: { ops: [...ops], basins: { exact: basin }, streams: { prefix: "u/1/" } },
    });
    const stream = new S2({ accessToken, endpoints, ...options })
      .basin(basin)
      .stream("a", forceTransport === undefined ? {} : { forceTransport });
    opened.push(stream);
    return { id, stream };
  };
  return { account, root, holder };
}

const input = (...bodies: string[]) =>
  AppendInput.create(bodies.map((body) => AppendRecord.string({ body })));

const fromStart = { start: { from: { seqNum: 0 } } } as const;

describe.each(TRANSPORTS)("S2's client $transport", ({ forceTransport }) => {
  test("appends text and bytes in a session, and reads both in another", async () => {
    const { holder } = await start(forceTransport);
    const { stream } = await holder();
    const session = await stream.appendSession();
    const inputs = [
      input("x", "y"),
      AppendInput.create([
        AppendRecord.bytes({
          body: new Uint8Array([0xff, 0]),
          headers: [[new Uint8Array([1]), new Uint8Array([2])]],
        }),
      ]),
      AppendInput.create([AppendRecord.string({ body: "z", headers: [["k", "v"]] })]),
    ];
    const tickets = await Promise.all(inputs.map((one) => session.submit(one)));
    const acks = await Promise.all(tickets.map((ticket) => ticket.ack()));
    expect(acks.map(({ start, end }) => [start.seqNum, end.seqNum])).toEqual([
      [0, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(session.lastAckedPosition()?.tail.seqNum).toBe(4);
    await session.close();

    const reads = await stream.readSession({ ...fromStart, stop: { limits: { count: 4 } } }, { as: "bytes" });
    const bodies: number[][] = [];
    for await (const { body } of reads) bodies.push([...(body ?? [])]);
    expect(bodies).toEqual([[0x78], [0x79], [0xff, 0], [0x7a]]);
    const last = await stream.readSession({
      start: { from: { tailOffset: 1 } },
      stop: { limits: { count: 1 } },
    });
    for await (const record of last) {
      expect(record).toMatchObject({ seqNum: 3, body: "z", headers: [["k", "v"]] });
    }
  });

  test("follows a stream from its tail until it disconnects", async () => {
    const { holder } = await start(forceTransport);
    const { stream: reader } = await holder(["read"]);
    const { stream: writer } = await holder(["append"]);
    await writer.append(input("before"));
    const session = await reader.readSession();
    const records = session[Symbol.asyncIterator]();
    const first = records.next();
    await writer.append(input("x"));
    expect((await first).value).toMatchObject({ seqNum: 1, body: "x" });
    await writer.append(input("y"));
    expect((await records.next()).value).toMatchObject({ seqNum: 2, body: "y" });
    await records.return?.(undefined);
  });

  test("reports when it has caught up", async () => {
    const { holder } = await start(forceTransport);
    const { stream } = await holder();
    await stream.append(input("x", "y"));
    const session = await stream.readSession(fromStart);
    const records = session[Symbol.asyncIterator]();
    expect((await records.next()).value).toMatchObject({ body: "x" });
    expect((await records.next()).value).toMatchObject({ body: "y" });
    const caughtUp = session.caughtUp();
    const more = records.next();
    if (forceTransport === undefined) expect((await caughtUp).seqNum).toBe(2);
    // Events report it only with the next batch.
    await stream.append(input("z"));
    expect((await more).value).toMatchObject({ body: "z" });
    expect((await caughtUp).seqNum).toBeGreaterThanOrEqual(2);
    await records.return?.(undefined);
  });

  test("ends a read at its limits and after its wait", async () => {
    const { holder } = await start(forceTransport);
    const { stream } = await holder();
    await stream.append(input("a", "b", "c"));
    const read = async (stop: object) => {
      const session = await stream.readSession({ ...fromStart, stop });
      const bodies: unknown[] = [];
      for await (const { body } of session) bodies.push(body);
      return bodies.join("");
    };
    expect(await read({ limits: { count: 2 } })).toBe("ab");
    expect(await read({ limits: { bytes: 20 } })).toBe("ab");
    expect(await read({ untilTimestamp: Date.now() + 60_000 })).toBe("abc");
    expect(await read({ waitSecs: 0 })).toBe("abc");
    expect(await read({ waitSecs: 1 })).toBe("abc");
  });

  test("produces in batches", async () => {
    const { holder } = await start(forceTransport);
    const { stream } = await holder(["append", "read"]);
    const producer = new Producer(new BatchTransform({ maxBatchRecords: 10 }), await stream.appendSession());
    const tickets = await Promise.all(
      Array.from({ length: 100 }, (_one, index) =>
        producer.submit(AppendRecord.string({ body: `${index}` })),
      ),
    );
    const acks = await Promise.all(tickets.map((ticket) => ticket.ack()));
    expect(acks.map((ack) => ack.seqNum())).toEqual(Array.from({ length: 100 }, (_one, index) => index));
    await producer.close();
    const { records } = await stream.read(fromStart);
    expect(records.map(({ body }) => body)).toEqual(Array.from({ length: 100 }, (_one, index) => `${index}`));
  });

  test("trims and fences, in a session and without", async () => {
    const { holder } = await start(forceTransport);
    const { stream } = await holder();
    await stream.append(input("a", "b", "c"));
    await stream.append(AppendInput.create([AppendRecord.trim(1)]));
    const session = await stream.appendSession();
    await (
      await session.submit(AppendInput.create([AppendRecord.fence("mine"), AppendRecord.trim(2)]))
    ).ack();
    await session.close();
    const { records } = await stream.read({ ...fromStart, ignoreCommandRecords: true }, { as: "bytes" });
    expect(records.map(({ seqNum }) => seqNum)).toEqual([2]);
    const theirs = AppendInput.create([AppendRecord.string({ body: "x" })], { fencingToken: "theirs" });
    await expect(stream.append(theirs)).rejects.toThrow(FencingTokenMismatchError);
  });

  test("meets the conditions of an append within a session", async () => {
    const { holder } = await start(forceTransport);
    const { stream } = await holder();
    const submit = async (one: AppendInput) => {
      const session = await stream.appendSession();
      return (await ackOf(session, one)).tail.seqNum;
    };
    const record = AppendRecord.string({ body: "x" });
    expect(await submit(AppendInput.create([record], { matchSeqNum: 0, fencingToken: "" }))).toBe(1);
    await expect(submit(AppendInput.create([record], { matchSeqNum: 0 }))).rejects.toThrow(
      SeqNumMismatchError,
    );
    await expect(submit(AppendInput.create([record], { fencingToken: "no" }))).rejects.toThrow(
      FencingTokenMismatchError,
    );
  });

  test("gets the tail when it reads beyond it", async () => {
    const { holder } = await start(forceTransport);
    const { stream } = await holder();
    await stream.append(input("x"));
    const beyond = { start: { from: { seqNum: 9 } } };
    const follow = async () => {
      for await (const record of await stream.readSession(beyond)) throw new Error(`got ${record.seqNum}`);
    };
    await expect(follow()).rejects.toThrow(RangeNotSatisfiableError);
    await expect(stream.read(beyond)).rejects.toMatchObject({ status: 416, tail: { seqNum: 1 } });
    expect((await stream.checkTail()).tail.seqNum).toBe(1);
  });

  test("reads and appends bytes in one request, and waits for them", async () => {
    const { account, holder } = await start(forceTransport);
    const { stream } = await holder();
    const waiting = stream.read(
      { start: { from: { tailOffset: 0 } }, stop: { waitSecs: 60 } },
      { as: "bytes" },
    );
    await expect.poll(() => account.journal.at(-1)?.operation).toBe("read");
    const bytes = new Uint8Array(256).map((_zero, index) => index);
    await stream.append(AppendInput.create([AppendRecord.bytes({ body: bytes })]));
    expect((await waiting).records[0]?.body).toEqual(bytes);
    expect((await stream.read(fromStart, { as: "bytes" })).records[0]?.body).toEqual(bytes);
  });

  it.each<{ name: string; ops: Op[]; act: (stream: S2Stream) => Promise<unknown> }>([
    {
      name: "a trim",
      ops: ["append"],
      act: (stream) => inSession(stream, AppendInput.create([AppendRecord.trim(0)])),
    },
    {
      name: "a fence",
      ops: ["append"],
      act: (stream) => inSession(stream, AppendInput.create([AppendRecord.fence("x")])),
    },
    { name: "an append", ops: ["read"], act: (stream) => inSession(stream, input("x")) },
    { name: "data", ops: ["trim"], act: (stream) => inSession(stream, input("x")) },
    {
      name: "a session of reads",
      ops: ["append"],
      act: async (stream) => (await stream.readSession(fromStart)).getReader().read(),
    },
    { name: "the tail", ops: ["append"], act: (stream) => stream.checkTail() },
  ])("is refused without the permission: $name with $ops", async ({ ops, act }) => {
    const { account, holder } = await start(forceTransport);
    const { stream } = await holder(ops);
    expect(await refusal(act(stream))).toBe("403 permission_denied");
    expect(account.journal.at(-1)).toMatchObject({
      status: 403,
      decision: { denial: { kind: "operation-not-granted" } },
    });
  });

  test("loses its session with its token", async () => {
    const { root, holder } = await start(forceTransport);
    const { id, stream } = await holder();
    const session = await stream.readSession();
    const next = session[Symbol.asyncIterator]().next();
    const appends = await stream.appendSession();
    const ack = await (await appends.submit(input("x"))).ack();
    expect(ack.end.seqNum).toBe(1);
    expect((await next).value).toMatchObject({ body: "x" });
    await root.accessTokens.revoke({ id });
    await expect((async () => (await appends.submit(input("y"))).ack())()).rejects.toMatchObject({
      status: 401,
      code: "authn",
    });
  });
});

/** Appends in a session of its own. */
async function inSession(stream: S2Stream, one: AppendInput): Promise<unknown> {
  return await ackOf(await stream.appendSession(), one);
}

/** Appends to a session and closes it, whatever the outcome. */
async function ackOf(session: AppendSession, one: AppendInput): Promise<AppendAck> {
  try {
    return await (await session.submit(one)).ack();
  } finally {
    await session.close().catch(() => undefined);
  }
}

describe("S2's client over HTTP/2", () => {
  test("accepts gzip", async () => {
    const { holder } = await start(undefined);
    const { stream } = await holder(everything, { compression: "gzip" });
    const body = "x".repeat(10_000);
    await inSession(stream, input(body));
    const session = await stream.readSession({ ...fromStart, stop: { limits: { count: 1 } } });
    for await (const record of session) expect(record.body).toBe(body);
  });

  test("shares a connection between sessions, of which one can fail alone", async () => {
    const { holder } = await start(undefined);
    const { stream } = await holder(["append", "read"]);
    const sessions = await Promise.all(Array.from({ length: 20 }, () => stream.appendSession()));
    const results = await Promise.all(
      sessions.map(async (session, index) => {
        const one = index === 7 ? AppendInput.create([AppendRecord.trim(0)]) : input(`${index}`);
        const ticket = await session.submit(one);
        return await refusal(ticket.ack());
      }),
    );
    expect(results.filter((result) => result === "none")).toHaveLength(19);
    expect(results[7]).toBe("403 permission_denied");
    await Promise.all(sessions.map((session) => session.close().catch(() => undefined)));
  });
});
