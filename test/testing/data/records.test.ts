import { describe, expect, it, test } from "vitest";
import { createCheckedAccount } from "../contract.js";
import { codeIn, requestsOf } from "../requests.js";

const basin = "my-basin-1";

async function start(config: object = {}, streamConfig: object = {}) {
  let clock = 1_000;
  const account = createCheckedAccount({ now: () => clock });
  const root = requestsOf(account);
  await root.send("POST", "/basins", { body: { basin, config } });
  await root.send("POST", "/streams", { basin, body: { stream: "a", config: streamConfig } });
  const append = (body: unknown, headers: Record<string, string> = {}) =>
    root.send("POST", "/streams/a/records", { basin, body, headers });
  const read = (query = "", headers: Record<string, string> = {}) =>
    root.send("GET", `/streams/a/records${query}`, { basin, headers });
  const bodies = async (query: string) => {
    const { json } = await read(query);
    return (json as { records: { body?: string }[] }).records.map(({ body }) => body ?? "").join("");
  };
  const tail = async () => (await root.send("GET", "/streams/a/records/tail", { basin })).json;
  const setClock = (to: number) => {
    clock = to;
  };
  return { account, root, append, read, bodies, tail, setClock };
}

const records = (...bodies: string[]) => ({ records: bodies.map((body) => ({ body })) });

describe("append", () => {
  test("answers with the range of the records", async () => {
    const { append, tail, setClock } = await start();
    const position = (seq_num: number, timestamp: number) => ({ seq_num, timestamp });
    expect(await append(records("x", "y"))).toEqual({
      status: 200,
      json: { start: position(0, 1_000), end: position(2, 1_000), tail: position(2, 1_000) },
    });
    setClock(2_000);
    expect((await append(records("z"))).json).toMatchObject({
      start: position(2, 2_000),
      end: position(3, 2_000),
    });
    expect(await tail()).toEqual({ tail: position(3, 2_000) });
  });

  it.each<{ mode: object; given: (number | undefined)[]; want: number[] | string }>([
    { mode: {}, given: [900, undefined, 500], want: [900, 1_000, 1_000] },
    { mode: {}, given: [5_000], want: [1_000] },
    { mode: { uncapped: true }, given: [5_000], want: [5_000] },
    { mode: { mode: "arrival" }, given: [900], want: [1_000] },
    { mode: { mode: "client-require" }, given: [900], want: [900] },
    { mode: { mode: "client-require" }, given: [undefined], want: "422 invalid" },
  ])("stamps $given as $want with $mode", async ({ mode, given, want }) => {
    const { append, read, tail } = await start({}, { timestamping: mode });
    const reply = await append({ records: given.map((timestamp) => ({ body: "x", timestamp })) });
    if (typeof want === "string") {
      expect(codeIn(reply)).toBe(want);
      expect(await tail()).toEqual({ tail: { seq_num: 0, timestamp: 0 } });
    } else {
      const { json } = await read("?seq_num=0");
      expect(
        (json as { records: { timestamp: number }[] }).records.map(({ timestamp }) => timestamp),
      ).toEqual(want);
    }
  });

  test("stamps whole milliseconds from a fractional clock or one before 1970", async () => {
    const { append, tail, setClock } = await start();
    setClock(-5.5);
    expect((await append(records("x"))).status).toBe(200);
    setClock(1_000.75);
    expect((await append(records("x"), { accept: "application/protobuf" })).status).toBe(200);
    expect(await tail()).toEqual({ tail: { seq_num: 2, timestamp: 1_000 } });
  });

  test("appends nothing if a condition fails", async () => {
    const { append, bodies } = await start();
    await append(records("x"));
    expect(await append({ ...records("y"), match_seq_num: 0 })).toEqual({
      status: 412,
      json: { seq_num_mismatch: 1 },
    });
    expect((await append({ ...records("y"), match_seq_num: 1 })).status).toBe(200);
    await append({ records: [{ headers: [["", "fence"]], body: "mine" }] });
    expect(await append({ ...records("z"), fencing_token: "theirs" })).toEqual({
      status: 412,
      json: { fencing_token_mismatch: "mine" },
    });
    expect((await append({ ...records("z"), fencing_token: "mine" })).status).toBe(200);
    expect(await bodies("?seq_num=0")).toBe("xyminez");
  });

  test("trims everything before a trim command's point", async () => {
    const { append, read, tail } = await start();
    await append(records("x", "y", "z"));
    const trim = { headers: [["", btoa("trim")]], body: btoa("\0\0\0\0\0\0\0\x02") };
    await append({ records: [trim] }, { "s2-format": "base64" });
    expect((await read("?seq_num=0&count=1")).json).toMatchObject({ records: [{ seq_num: 2, body: "z" }] });
    expect(await tail()).toMatchObject({ tail: { seq_num: 4 } });
  });

  it.each<{ name: string; body: unknown; code: string }>([
    { name: "no records", body: { records: [] }, code: "422 invalid" },
    { name: "too many records", body: records(...Array<string>(1001).fill("")), code: "422 invalid" },
    { name: "too many bytes", body: records("x".repeat(1024 * 1024)), code: "422 invalid" },
    { name: "an unknown command", body: { records: [{ headers: [["", "fly"]] }] }, code: "422 invalid" },
    {
      name: "a trim without its number",
      body: { records: [{ headers: [["", "trim"]], body: "1" }] },
      code: "422 invalid",
    },
    { name: "records missing", body: {}, code: "400 bad_json" },
    { name: "a header without a value", body: { records: [{ headers: [["a"]] }] }, code: "400 bad_json" },
    { name: "a negative timestamp", body: { records: [{ timestamp: -1 }] }, code: "400 bad_json" },
    {
      name: "a long fencing token",
      body: { ...records("x"), fencing_token: "x".repeat(37) },
      code: "400 bad_json",
    },
  ])("refuses $name: $code", async ({ body, code }) => {
    const { append, tail } = await start();
    expect(codeIn(await append(body))).toBe(code);
    expect(await tail()).toMatchObject({ tail: { seq_num: 0 } });
  });
});

describe("read", () => {
  it.each([
    { query: "?seq_num=0", want: "abcde" },
    { query: "?seq_num=3", want: "de" },
    { query: "?tail_offset=2", want: "de" },
    { query: "?tail_offset=9", want: "abcde" },
    { query: "?timestamp=1002", want: "cde" },
    { query: "?seq_num=0&count=2", want: "ab" },
    { query: "?seq_num=0&bytes=20", want: "ab" },
    { query: "?seq_num=0&until=1002", want: "ab" },
    { query: "?seq_num=1&count=2&until=1002", want: "b" },
    { query: "?seq_num=0&count=0", want: "" },
    { query: "?seq_num=0&bytes=8", want: "" },
    { query: "?seq_num=0&count=18446744073709551615", want: "abcde" },
  ])("$query gives $want", async ({ query, want }) => {
    const { append, bodies, setClock } = await start();
    for (const [index, body] of ["a", "b", "c", "d", "e"].entries()) {
      setClock(1_000 + index);
      await append(records(body));
    }
    expect(await bodies(query)).toBe(want);
  });

  it.each([
    "",
    "?seq_num=2",
    "?seq_num=1",
    "?seq_num=18446744073709551615&clamp=true",
    "?timestamp=9000",
    "?tail_offset=0",
    "?seq_num=9&clamp=true",
  ])("at or beyond the tail (%s) answers 416 with the tail", async (query) => {
    const { append, read } = await start();
    await append(records("x"));
    expect(await read(query)).toEqual({ status: 416, json: { tail: { seq_num: 1, timestamp: 1_000 } } });
  });

  it.each([
    { query: "?seq_num=1&timestamp=1", code: "422 invalid" },
    { query: "?timestamp=5&until=5", code: "422 invalid" },
    { query: "?seq_num=-1", code: "400 bad_query" },
    { query: "?seq_num=18446744073709551616", code: "400 bad_query" },
    { query: "?wait=4294967296", code: "400 bad_query" },
    { query: "?clamp=maybe", code: "400 bad_query" },
  ])("refuses $query: $code", async ({ query, code }) => {
    const { read } = await start();
    expect(codeIn(await read(query))).toBe(code);
  });

  test("returns base64 on request, and valid text as text", async () => {
    const { append, read } = await start();
    const body = { records: [{ headers: [[btoa("name"), btoa("value")]], body: btoa("\xff\x00") }] };
    await append(body, { "s2-format": "base64" });
    expect((await read("?seq_num=0", { "s2-format": "json-binsafe" })).json).toMatchObject(body);
    expect((await read("?seq_num=0")).json).toMatchObject({
      records: [{ headers: [["name", "value"]], body: "\ufffd\0" }],
    });
    expect(codeIn(await append(records("%%"), { "s2-format": "base64" }))).toBe("422 invalid");
    expect(codeIn(await read("", { "s2-format": "hex" }))).toBe("400 bad_header");
  });
});

describe("a missing basin or stream", () => {
  test("is a 404 with its own code", async () => {
    const { root } = await start();
    const send = async (method: string, path: string, of = basin, body?: object) =>
      codeIn(await root.send(method, path, { basin: of, ...(body === undefined ? {} : { body }) }));
    expect(await send("GET", "/streams/b/records")).toBe("404 stream_not_found");
    expect(await send("POST", "/streams/b/records", basin, records("x"))).toBe("404 stream_not_found");
    expect(await send("GET", "/streams/b/records/tail")).toBe("404 stream_not_found");
    expect(await send("DELETE", "/streams/b")).toBe("404 stream_not_found");
    expect(await send("GET", "/streams", "my-basin-2")).toBe("404 basin_not_found");
    expect(await send("DELETE", "/basins/my-basin-2")).toBe("404 basin_not_found");
  });

  test("is created on append or read if the basin is configured to, even by a failing request", async () => {
    const { root } = await start({ create_stream_on_append: true, create_stream_on_read: true });
    const streams = async () => {
      const { json } = await root.send("GET", "/streams", { basin });
      return (json as { streams: { name: string }[] }).streams.map(({ name }) => name).join(" ");
    };
    const append = (body: object) => root.send("POST", "/streams/b/records", { basin, body });
    expect((await append({ ...records("x"), match_seq_num: 7 })).status).toBe(412);
    expect((await root.send("GET", "/streams/c/records", { basin })).status).toBe(416);
    expect(await streams()).toBe("a b c");
    expect((await append(records("x"))).status).toBe(200);
    expect((await root.send("GET", "/streams/d/records/tail", { basin })).status).toBe(200);
    expect(await streams()).toBe("a b c d");
  });

  test("is created with the configuration in the request", async () => {
    const { root } = await start({ create_stream_on_append: true });
    const append = (config: string) =>
      root.send("POST", "/streams/b/records", {
        basin,
        body: records("x"),
        headers: { "s2-stream-config": config },
      });
    expect(codeIn(await append("{"))).toBe("400 bad_header");
    expect(codeIn(await append('{"storage_class":"cheap"}'))).toBe("400 bad_header");
    expect((await append('{"storage_class":"standard"}')).status).toBe(200);
    expect((await root.send("GET", "/streams/b", { basin })).json).toMatchObject({
      storage_class: "standard",
      retention_policy: { age: 604_800 },
    });
  });

  test("ignores an encryption key, since no stream here is encrypted", async () => {
    const { append } = await start();
    expect((await append(records("x"), { "s2-encryption-key": "k" })).status).toBe(200);
  });
});
