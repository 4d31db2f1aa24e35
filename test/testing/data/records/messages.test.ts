import { describe, expect, it, test } from "vitest";
import { createLocalAccount } from "../../../../src/testing/index.js";

/** Bytes of a message, written by hand from the encoding's rules: a tag, a length where there is one, a value. */
const text = (value: string) => [...new TextEncoder().encode(value)];
const sized = (tag: number, value: readonly number[]) => [tag, value.length, ...value];

const basin = "my-basin-1";

async function start() {
  const account = createLocalAccount({ now: () => 1_000 });
  const send = (method: string, path: string, headers: Record<string, string>, body?: BodyInit) =>
    account.fetch(`https://a.test/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${account.token}`, "s2-basin": basin, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const json = { "content-type": "application/json" };
  await send("POST", "/basins", json, JSON.stringify({ basin }));
  await send("POST", "/streams", json, JSON.stringify({ stream: "a" }));
  const append = async (message: readonly number[], headers: Record<string, string> = {}) => {
    const type = { "content-type": "application/protobuf", ...headers };
    const response = await send("POST", "/streams/a/records", type, new Uint8Array(message));
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()), response };
  };
  const read = async (headers: Record<string, string> = {}) => {
    const response = await send("GET", "/streams/a/records?seq_num=0", headers);
    return { body: new Uint8Array(await response.arrayBuffer()), response };
  };
  const jsonOf = (body: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(body));
  return { append, read, jsonOf };
}

/** AppendInput with one record `x` that has the header `k: v`. */
const header = [...sized(0x0a, text("k")), ...sized(0x12, text("v"))];
const one = sized(0x0a, [...sized(0x12, header), ...sized(0x1a, text("x"))]);

describe("protobuf", () => {
  it.each(["application/protobuf", "application/x-protobuf", "Application/Protobuf; q=1, text/html"])(
    "is accepted and returned as %s",
    async (type) => {
      const { append, read } = await start();
      const { status, body, response } = await append(one, { "content-type": type, accept: type });
      expect([status, response.headers.get("content-type")]).toEqual([200, "application/protobuf"]);
      // Start at 0, so that only its timestamp of 1000 is there; then the end and the tail, at 1.
      const end = [0x08, 1, 0x10, 0xe8, 0x07];
      expect([...body]).toEqual([
        ...sized(0x0a, [0x10, 0xe8, 0x07]),
        ...sized(0x12, end),
        ...sized(0x1a, end),
      ]);
      const record = [0x10, 0xe8, 0x07, ...sized(0x1a, header), ...sized(0x22, text("x"))];
      expect([...(await read({ accept: type })).body]).toEqual(sized(0x0a, record));
    },
  );

  test("can be mixed with JSON in either direction", async () => {
    const { append, read, jsonOf } = await start();
    const { body, response } = await append(one, { accept: "*/*" });
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(jsonOf(body)).toMatchObject({ tail: { seq_num: 1, timestamp: 1_000 } });
    expect(jsonOf((await read()).body)).toMatchObject({ records: [{ headers: [["k", "v"]], body: "x" }] });
  });

  test("distinguishes 0 and empty from absent", async () => {
    const { append, jsonOf } = await start();
    await append(one);
    const matchZero = await append([...one, 0x10, 0]);
    expect([matchZero.status, jsonOf(matchZero.body)]).toEqual([412, { seq_num_mismatch: 1 }]);
    expect((await append([...one, ...sized(0x1a, [])])).status).toBe(200);
    // A record with the timestamp 0, which is raised to that of the record before.
    expect((await append(sized(0x0a, [0x08, 0]))).status).toBe(200);
  });

  it.each<{ name: string; message: number[]; want: [number, string] }>([
    { name: "a message cut short", message: [0x0a, 5, 1], want: [400, "bad_proto"] },
    { name: "another wire type", message: [0x08, 1], want: [400, "bad_proto"] },
    {
      name: "a fencing token that is not UTF-8",
      message: [...one, ...sized(0x1a, [0xff])],
      want: [400, "bad_proto"],
    },
    { name: "field 0", message: [0x02, 0], want: [400, "bad_proto"] },
    { name: "a varint without an end", message: Array<number>(12).fill(0x80), want: [400, "bad_proto"] },
    { name: "no records", message: [], want: [422, "invalid"] },
    {
      name: "1001 records",
      message: Array.from({ length: 1001 }, () => [0x0a, 0]).flat(),
      want: [422, "invalid"],
    },
    {
      name: "a long fencing token",
      message: [...one, ...sized(0x1a, text("x".repeat(37)))],
      want: [422, "invalid"],
    },
    {
      name: "an unknown command",
      message: sized(0x0a, sized(0x12, sized(0x12, text("fly")))),
      want: [422, "invalid"],
    },
  ])("with $name is refused with $want in JSON", async ({ message, want: [status, code] }) => {
    const { append, read, jsonOf } = await start();
    const refused = await append(message, { accept: "application/protobuf" });
    expect(refused.status).toBe(status);
    expect(jsonOf(refused.body)).toMatchObject({ code });
    expect((await read()).response.status).toBe(416);
  });

  test("skips unknown fields", async () => {
    const { append } = await start();
    const unknown = [0x20, 1, ...sized(0x2a, text("new")), 0x33, 0x34];
    expect((await append([...unknown, ...one])).status).toBe(200);
  });

  test("accepts a 64-bit number as a condition", async () => {
    const { append, jsonOf } = await start();
    const largest = [...Array<number>(9).fill(0xff), 1];
    const { status, body } = await append([...one, 0x10, ...largest]);
    expect([status, jsonOf(body)]).toEqual([412, { seq_num_mismatch: 0 }]);
  });
});
