import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createLocalAccount } from "../../src/testing/index.js";
import { runs } from "../runs.js";
import { requestsOf } from "./requests.js";
import { ackIn, batchIn, fence, frame, framesIn, input, sized, text, trim } from "./wire.js";

const RUNS = runs(10_000);
const SEED = 20_261_102;

const basin = "my-basin-1";
const everywhere = { prefix: "" };

/** AppendInputs: mostly valid, with and without conditions, and some with a wrong byte. */
const sound = fc.oneof(
  fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }).map((bodies) => input(...bodies)),
  fc.integer({ min: 0, max: 40 }).map(trim),
  fc.constantFrom("", "f").map(fence),
  fc
    .tuple(fc.string({ maxLength: 2 }), fc.integer({ min: 0, max: 60 }))
    .map(([body, seqNum]) => input(body).concat(0x10, seqNum)),
  fc.constantFrom("", "f").map((token) => input("x").concat(sized(0x1a, text(token)))),
  fc.constant(Array.from({ length: 1001 }, () => [0x0a, 0]).flat()),
);
const message = fc.oneof(
  { weight: 6, arbitrary: sound },
  {
    weight: 2,
    arbitrary: fc
      .tuple(sound, fc.nat(), fc.nat(255))
      .map(([bytes, at, byte]) => bytes.map((one, index) => (index === at % bytes.length ? byte : one))),
  },
  { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 20 }) },
);

/** The input of a session: mostly valid frames, in pieces of any size. */
const piece = fc.oneof(
  { weight: 8, arbitrary: message.map((bytes) => frame(bytes)) },
  { weight: 2, arbitrary: message.map((bytes) => frame([...gzipSync(new Uint8Array(bytes))], 0x40)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(message, fc.oneof(fc.constant(0x20), fc.nat(255)))
      .map(([bytes, flags]) => frame(bytes, flags)),
  },
  { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 8 }) },
);
const session = fc.record({
  bytes: fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.flat()),
  size: fc.integer({ min: 1, max: 40 }),
});

const query = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom("seq_num", "timestamp", "tail_offset", "count", "bytes", "until", "wait", "clamp"),
      fc.constantFrom("0", "1", "7", "30", "1000", "18446744073709551615", "-1", "true", "", "x"),
    ),
    { maxLength: 3, selector: ([name]) => name },
  )
  .map((pairs) => `?${pairs.map((pair) => pair.join("=")).join("&")}`);
const headers = fc.record(
  {
    "content-type": fc.constantFrom("s2s/proto", "application/protobuf", "application/json"),
    accept: fc.constantFrom("application/x-protobuf", "text/event-stream", "s2s/proto", "*/*"),
    "s2-format": fc.constantFrom("base64", "raw", "hex"),
    "last-event-id": fc.constantFrom("0,1,9", "3,2,1", "x", "18446744073709551615,0,0"),
  },
  { requiredKeys: [] },
);

const bearer = fc.constantFrom("root", "root", "appender", "trimmer", "nobody");

/**
 * An account whose time passes as soon as something waits for it, so that anything that ends by itself ends at once.
 */
async function start() {
  const account = createLocalAccount({
    token: "root",
    now: () => 1_000,
    newSecret: () => secrets.shift() ?? "none",
    startTimer(callback) {
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
  });
  const secrets = ["appender", "trimmer"];
  const root = requestsOf(account, "root");
  await root.send("POST", "/basins", { body: { basin } });
  await root.send("POST", "/streams", { basin, body: { stream: "a" } });
  for (const [id, ops] of [
    ["appender", ["append", "fence"]],
    ["trimmer", ["trim", "read"]],
  ]) {
    await root.issue({ id, scope: { ops, basins: everywhere, streams: everywhere } });
  }
  const fresh = account.snapshot();
  const tail = async (): Promise<number> => {
    const { json } = await root.send("GET", "/streams/a/records/tail", { basin });
    return (json as { tail: { seq_num: number } }).tail.seq_num;
  };
  const state = async () => {
    const { json } = await root.send("GET", "/streams/a/records?seq_num=0", { basin });
    return JSON.stringify([json, account.tokens()]);
  };
  interface Sent {
    readonly method?: "POST";
    readonly headers: Record<string, string>;
    readonly body?: BodyInit;
    readonly duplex?: "half";
  }
  const fetch = (path: string, by: string, init: Sent) =>
    account.fetch(`https://a.test/v1/streams/a/records${path}`, {
      ...init,
      headers: { authorization: `Bearer ${by}`, "s2-basin": basin, ...init.headers },
    });
  const renew = async () => {
    if ((await tail()) > 50) account.restore(fresh);
  };
  return { tail, state, fetch, renew };
}

function streamOf(bytes: readonly number[], size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(new Uint8Array(bytes.slice(at, (at += size))));
    },
  });
}

/** Counts the kinds of answers, so that a suite can show that its requests were useful. */
function createTally() {
  const counts = new Map<string, number>();
  return {
    count: (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    missing: (wanted: readonly string[]) => wanted.filter((what) => !counts.has(what)),
  };
}

test(`${RUNS} random sessions apply what they acknowledge, and nothing else`, async () => {
  const { tail, fetch, renew } = await start();
  const tally = createTally();
  await fc.assert(
    fc.asyncProperty(session, bearer, async ({ bytes, size }, by) => {
      await renew();
      const before = await tail();
      const response = await fetch("", by, {
        method: "POST",
        headers: { "content-type": "s2s/proto" },
        body: streamOf(bytes, size),
        duplex: "half",
      });
      const answer = new Uint8Array(await response.arrayBuffer());
      if (response.status !== 200) {
        tally.count(`plain ${response.status}`);
        expect([response.status, await tail()]).toEqual([401, before]);
        return;
      }
      let next = before;
      const said = framesIn(answer, ackIn);
      for (const [index, one] of said.entries()) {
        const [, from, to] = /^(\d+)@\d+ (\d+)@\d+ \2@\d+$/.exec(one) ?? [];
        if (from === undefined) {
          // An end frame comes last and is not a failure of the account.
          expect([index, one]).toEqual([said.length - 1, expect.stringMatching(/^end (4\d\d|501) /)]);
          tally.count(one.replace(/ \{.*/, ""));
        } else {
          expect(Number(from)).toBe(next);
          expect(Number(to)).toBeGreaterThan(next);
          next = Number(to);
          tally.count("ack");
        }
      }
      expect(await tail()).toBe(next);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  const ends = ["400 bad_frame", "403 permission_denied", "412", "422 invalid", "501 not_implemented"];
  expect(tally.missing(["ack", "plain 401", ...ends.map((end) => `end ${end}`)])).toEqual([]);
});

test(`${RUNS} random appends in protobuf never get a 500, and change nothing when they are refused`, async () => {
  const { state, fetch, renew } = await start();
  const tally = createTally();
  await fc.assert(
    fc.asyncProperty(message, headers, bearer, async (bytes, given, by) => {
      await renew();
      const before = await state();
      const response = await fetch("", by, {
        method: "POST",
        headers: { ...given, "content-type": "application/protobuf" },
        body: new Uint8Array(bytes),
      });
      const answer = new Uint8Array(await response.arrayBuffer());
      tally.count(`${response.status}`);
      const isProtobuf = response.headers.get("content-type") === "application/protobuf";
      expect(isProtobuf).toBe(response.status === 200 && given.accept === "application/x-protobuf");
      if (isProtobuf) expect(ackIn(answer)).toMatch(/^\d+@1000 (\d+@1000) \1$/);
      else expect(JSON.parse(new TextDecoder().decode(answer))).toBeTypeOf("object");
      if (response.status !== 200) expect(await state()).toBe(before);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(tally.missing(["200", "400", "401", "403", "412", "422"])).toEqual([]);
});

test(`${RUNS} random reads never hang, never get a 500, and change nothing`, async () => {
  const { state, fetch } = await start();
  const bodies = Array.from({ length: 20 }, (_one, index) => `${index}`);
  await fetch("", "root", {
    method: "POST",
    headers: { "content-type": "application/protobuf" },
    body: new Uint8Array(input(...bodies)),
  });
  const before = await state();
  const tally = createTally();
  await fc.assert(
    fc.asyncProperty(query, headers, bearer, async (wanted, given, by) => {
      const response = await fetch(wanted, by, { headers: given });
      tally.count(`${response.status}`);
      expect(response.status).not.toBe(500);
      const type = response.headers.get("content-type") ?? "";
      tally.count(type);
      // A read that follows the stream has no end, so the client leaves after a few pieces.
      const reader = response.body?.getReader();
      for (let pieces = 0; pieces < 4; pieces++) {
        const read = await reader?.read();
        if (read?.value === undefined) break;
        if (type === "s2s/proto") expect(framesIn(read.value, batchIn)).toHaveLength(1);
        if (type === "text/event-stream") {
          expect(new TextDecoder().decode(read.value)).toMatch(
            /^(event: \w+\n(id: [\d,]+\n)?)?data: .+\n\n$/,
          );
        }
      }
      await reader?.cancel();
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(await state()).toBe(before);
  const types = ["application/json", "application/protobuf", "s2s/proto", "text/event-stream"];
  expect(tally.missing(["200", "400", "401", "403", "416", "422", ...types])).toEqual([]);
});
