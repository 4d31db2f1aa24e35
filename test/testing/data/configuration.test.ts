import { describe, expect, it, test } from "vitest";
import { createCheckedAccount } from "../contract.js";
import { codeIn, issued, requestsOf } from "../requests.js";

const basin = "my-basin-1";
const SYSTEM = {
  storage_class: "express",
  retention_policy: { age: 604_800 },
  timestamping: { mode: "client-prefer", uncapped: false },
  delete_on_empty: { min_age_secs: 0 },
};

async function start(config: object = {}, options = {}) {
  const account = createCheckedAccount(options);
  const root = requestsOf(account);
  await root.send("POST", "/basins", { body: { basin, config } });
  const stream = async (method: string, body?: unknown, name = "s") =>
    root.send(method, `/streams/${name}`, { basin, ...(body === undefined ? {} : { body }) });
  const patch = async (body: unknown) => root.send("PATCH", `/basins/${basin}`, { body });
  const create = async (config: object = {}, name = "s") =>
    root.send("POST", "/streams", { basin, body: { stream: name, config } });
  const headersOf = async (method: string, path: string, body?: unknown) => {
    const response = await account.fetch(`https://a.test/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${account.token}`,
        "s2-basin": basin,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return `${response.status} ${response.headers.get("s2-provision-result")}`;
  };
  return { account, root, stream, patch, create, headersOf };
}

describe("a stream's configuration", () => {
  it.each<{ name: string; defaults: object; given: object; want: object }>([
    { name: "S2's defaults if nothing is set", defaults: {}, given: {}, want: {} },
    {
      name: "the basin's defaults, field by field, if the stream sets none",
      defaults: { storage_class: "standard", timestamping: { uncapped: true } },
      given: { timestamping: { mode: "arrival" } },
      want: { storage_class: "standard", timestamping: { mode: "arrival", uncapped: true } },
    },
    {
      name: "the stream's own fields",
      defaults: { retention_policy: { age: 60 }, delete_on_empty: { min_age_secs: 5 } },
      given: { retention_policy: { infinite: {} }, delete_on_empty: { min_age_secs: 0 } },
      want: { retention_policy: { infinite: {} } },
    },
    {
      name: "the basin's defaults if the stream sets null",
      defaults: { retention_policy: { age: 60 } },
      given: { retention_policy: null, timestamping: null },
      want: { retention_policy: { age: 60 } },
    },
  ])("is taken from $name", async ({ defaults, given, want }) => {
    const { create, stream } = await start({ default_stream_config: defaults });
    expect((await create(given)).status).toBe(201);
    expect(await stream("GET")).toEqual({ status: 200, json: { ...SYSTEM, ...want } });
  });

  test("is fixed when the stream is created: later changes of the basin do not affect it", async () => {
    const { create, stream, patch } = await start();
    await create();
    await patch({ default_stream_config: { storage_class: "standard" } });
    expect((await stream("GET")).json).toEqual(SYSTEM);
    await create({}, "later");
    expect((await stream("GET", undefined, "later")).json).toMatchObject({ storage_class: "standard" });
  });

  test("is changed by given fields and reset by null", async () => {
    const { create, stream } = await start({ default_stream_config: { retention_policy: { age: 60 } } });
    await create({ storage_class: "standard", timestamping: { mode: "arrival", uncapped: true } });
    expect((await stream("PATCH", { timestamping: { mode: "client-require" } })).json).toEqual({
      ...SYSTEM,
      storage_class: "standard",
      retention_policy: { age: 60 },
      timestamping: { mode: "client-require", uncapped: true },
    });
    const { status, json } = await stream("PATCH", {
      storage_class: null,
      timestamping: { uncapped: null },
      retention_policy: { infinite: {} },
    });
    expect(status).toBe(200);
    expect(json).toEqual({
      ...SYSTEM,
      retention_policy: { infinite: {} },
      timestamping: { mode: "client-require", uncapped: false },
    });
    expect((await stream("PATCH", { timestamping: null, retention_policy: null })).json).toEqual({
      ...SYSTEM,
      retention_policy: { age: 60 },
    });
    expect((await stream("PATCH", {})).json).toEqual((await stream("GET")).json);
  });
});

describe("a basin's configuration", () => {
  test("is kept as given, with null for unset fields", async () => {
    const { root, patch } = await start({
      default_stream_config: { timestamping: { mode: "arrival" }, delete_on_empty: {} },
    });
    const { json } = await root.send("GET", `/basins/${basin}`);
    expect(json).toEqual({
      stream_cipher: null,
      create_stream_on_append: false,
      create_stream_on_read: false,
      default_stream_config: {
        storage_class: null,
        retention_policy: null,
        timestamping: { mode: "arrival", uncapped: null },
        delete_on_empty: null,
      },
    });
    const { json: emptied } = await patch({ default_stream_config: { timestamping: null } });
    expect(emptied).toMatchObject({ default_stream_config: null });
  });

  test("is changed by given fields and cleared by null", async () => {
    const { patch } = await start({ create_stream_on_read: true });
    await patch({ default_stream_config: { storage_class: "standard" }, create_stream_on_append: true });
    const { json } = await patch({ default_stream_config: { retention_policy: { age: 7 } } });
    expect(json).toMatchObject({
      create_stream_on_append: true,
      create_stream_on_read: true,
      default_stream_config: { storage_class: "standard", retention_policy: { age: 7 } },
    });
    expect((await patch({ default_stream_config: null })).json).toMatchObject({
      default_stream_config: null,
    });
  });

  it.each<{ body: unknown; code: string }>([
    { body: { create_stream_on_append: null }, code: "400 bad_json" },
    { body: { default_stream_config: { storage_class: "cheap" } }, code: "400 bad_json" },
    { body: { default_stream_config: { retention_policy: { age: 1, infinite: {} } } }, code: "400 bad_json" },
    { body: { default_stream_config: { retention_policy: { age: 0 } } }, code: "422 invalid" },
    { body: { stream_cipher: "aes-256-gcm" }, code: "501 not_implemented" },
  ])("refuses $body: $code", async ({ body, code }) => {
    const { patch, root } = await start();
    const before = await root.send("GET", `/basins/${basin}`);
    expect(codeIn(await patch(body))).toBe(code);
    expect(await root.send("GET", `/basins/${basin}`)).toEqual(before);
  });
});

test("a retention of zero is refused everywhere", async () => {
  const { create, stream, root } = await start();
  const config = { retention_policy: { age: 0 } };
  expect(codeIn(await create(config))).toBe("422 invalid");
  expect(codeIn(await stream("PUT", config))).toBe("422 invalid");
  await create();
  expect(codeIn(await stream("PATCH", config))).toBe("422 invalid");
  const body = { config: { default_stream_config: config } };
  expect(codeIn(await root.send("PUT", "/basins/other-basin", { body }))).toBe("422 invalid");
  expect(codeIn(await root.send("POST", "/basins", { body: { ...body, basin: "other-basin" } }))).toBe(
    "422 invalid",
  );
});

describe("PUT", () => {
  test("creates a stream or resets it to the given configuration, or to the defaults without a body", async () => {
    const { stream, headersOf } = await start({ default_stream_config: { storage_class: "standard" } });
    expect(await headersOf("PUT", "/streams/s", { timestamping: { uncapped: true } })).toBe("201 created");
    expect(await headersOf("PUT", "/streams/s", { timestamping: { uncapped: true } })).toBe("200 noop");
    expect(await headersOf("PUT", "/streams/s", { retention_policy: { age: 9 } })).toBe("200 updated");
    expect((await stream("GET")).json).toEqual({
      ...SYSTEM,
      storage_class: "standard",
      retention_policy: { age: 9 },
    });
    expect(await headersOf("PUT", "/streams/s")).toBe("200 updated");
    expect(await headersOf("PUT", "/streams/t")).toBe("201 created");
  });

  test("creates a basin or resets it to the given configuration", async () => {
    const { headersOf, root } = await start();
    const config = { create_stream_on_append: true };
    expect(await headersOf("PUT", "/basins/other-basin", { config, location: "aws:us-west-2" })).toBe(
      "201 created",
    );
    expect(await headersOf("PUT", "/basins/other-basin", { config })).toBe("200 noop");
    expect(await headersOf("PUT", "/basins/other-basin")).toBe("200 updated");
    expect((await root.send("GET", "/basins/other-basin")).json).toMatchObject({
      create_stream_on_append: false,
    });
    expect((await root.send("GET", "/basins?prefix=other")).json).toMatchObject({
      basins: [{ name: "other-basin", location: "aws:us-west-2" }],
    });
  });

  test("needs the permission for its effect", async () => {
    const { account } = await start();
    const sets = { basins: { prefix: "" }, streams: { prefix: "" } };
    const creator = await issued(account, {
      id: "c",
      scope: { ...sets, ops: ["create-stream", "create-basin"] },
    });
    const changer = await issued(account, { id: "r", scope: { ...sets, ops: ["reconfigure-stream"] } });
    expect(codeIn(await changer.send("PUT", "/streams/s", { basin }))).toBe("403 permission_denied");
    expect((await creator.send("PUT", "/streams/s", { basin })).status).toBe(201);
    expect(codeIn(await creator.send("PUT", "/streams/s", { basin }))).toBe("403 permission_denied");
    expect((await changer.send("PUT", "/streams/s", { basin })).status).toBe(200);
    expect(codeIn(await creator.send("PUT", `/basins/${basin}`))).toBe("403 permission_denied");
  });
});

describe("creating again with the same request token", () => {
  it.each([
    { path: "/streams", one: { stream: "a" }, other: { stream: "a", config: { storage_class: "standard" } } },
    {
      path: "/basins",
      one: { basin: "other-basin" },
      other: { basin: "other-basin", config: { create_stream_on_read: true } },
    },
  ])("of $path is a conflict only if the request differs", async ({ path, one, other }) => {
    const { root } = await start();
    const create = async (body: object, token?: string) =>
      root.send("POST", path, { basin, body, ...(token && { headers: { "s2-request-token": token } }) });
    const first = await create(one, "t");
    expect(await create(one, "t")).toEqual(first);
    expect(codeIn(await create(other, "t"))).toBe("409 resource_already_exists");
    expect(codeIn(await create(one, "u"))).toBe("409 resource_already_exists");
    expect(codeIn(await create(one))).toBe("409 resource_already_exists");
    expect(codeIn(await create(one, "x".repeat(37)))).toBe("400 bad_header");
  });
});

describe("deletion", () => {
  test("takes as long as configured, and the name stays taken until then", async () => {
    let now = Date.parse("2026-11-01T00:00:00Z");
    const { create, stream, root } = await start({}, { now: () => now, deletionDelayMillis: 1_000 });
    await create();
    expect((await stream("DELETE")).status).toBe(202);
    expect((await stream("DELETE")).status).toBe(202);
    const pending = "409 stream_deletion_pending";
    expect(codeIn(await create())).toBe(pending);
    for (const method of ["GET", "PUT", "PATCH"]) {
      expect(codeIn(await stream(method, method === "GET" ? undefined : {}))).toBe(pending);
    }
    const append = { basin, body: { records: [{ body: "x" }] } };
    expect(codeIn(await root.send("POST", "/streams/s/records", append))).toBe(pending);
    expect(codeIn(await root.send("GET", "/streams/s/records/tail", { basin }))).toBe(pending);
    expect((await root.send("GET", "/streams", { basin })).json).toMatchObject({
      streams: [{ name: "s", deleted_at: "2026-11-01T00:00:00Z" }],
    });
    now += 1_000;
    expect(codeIn(await stream("GET"))).toBe("404 stream_not_found");
    expect(codeIn(await stream("DELETE"))).toBe("404 stream_not_found");
    expect((await create()).status).toBe(201);
  });

  test("of a basin stops changes of the basin and its streams", async () => {
    let now = 0;
    const { create, stream, patch, root } = await start({}, { now: () => now, deletionDelayMillis: 1_000 });
    await create();
    await root.send("DELETE", `/basins/${basin}`);
    const pending = "409 basin_deletion_pending";
    expect(codeIn(await root.send("POST", "/basins", { body: { basin } }))).toBe(pending);
    expect(codeIn(await root.send("PUT", `/basins/${basin}`))).toBe(pending);
    expect(codeIn(await patch({}))).toBe(pending);
    expect(codeIn(await create({}, "t"))).toBe(pending);
    expect(codeIn(await stream("PATCH", {}))).toBe(pending);
    expect(codeIn(await stream("PUT", {}, "t"))).toBe(pending);
    expect((await root.send("GET", `/basins/${basin}`)).status).toBe(200);
    expect((await root.send("GET", "/basins")).json).toMatchObject({ basins: [{ state: "deleting" }] });
    now = 1_000;
    expect((await root.send("POST", "/basins", { body: { basin } })).status).toBe(201);
    expect((await root.send("GET", "/streams", { basin })).json).toMatchObject({ streams: [] });
  });
});

test("a stream created by a read remains, even if there was nothing to read", async () => {
  const { root, stream } = await start({
    create_stream_on_read: true,
    default_stream_config: { storage_class: "standard" },
  });
  expect((await root.send("GET", "/streams/s/records?seq_num=0", { basin })).status).toBe(416);
  expect((await stream("GET")).json).toMatchObject({ storage_class: "standard" });
  expect((await root.send("GET", "/streams/t/records/tail", { basin })).status).toBe(200);
});

describe("locations", () => {
  test("are listed, with one default", async () => {
    const { root } = await start();
    const { json } = await root.send("GET", "/locations");
    const info = { name: "aws:us-east-1", is_private: false };
    expect(json).toContainEqual(info);
    expect(await root.send("GET", "/locations/default")).toEqual({ status: 200, json: info });
    const set = await root.send("PUT", "/locations/default", { body: '"aws:us-west-2"' });
    expect(set.json).toEqual({ name: "aws:us-west-2", is_private: false });
    const made = await root.send("POST", "/basins", { body: { basin: "other-basin" } });
    expect(made.json).toMatchObject({ location: "aws:us-west-2" });
  });

  it.each([
    { body: '"mars"', code: "422 invalid" },
    { body: '""', code: "400 bad_json" },
    { body: '"a b"', code: "400 bad_json" },
    { body: '{"name":"aws:us-east-1"}', code: "400 bad_json" },
    { body: "", code: "400 bad_json" },
  ])("the default is not set to $body: $code", async ({ body, code }) => {
    const { root } = await start();
    expect(codeIn(await root.send("PUT", "/locations/default", { body }))).toBe(code);
  });
});
