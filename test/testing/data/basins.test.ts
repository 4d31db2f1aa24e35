import { describe, expect, it, test } from "vitest";
import { createCheckedAccount } from "../contract.js";
import { codeIn, issued, requestsOf } from "../requests.js";

const now = () => Date.parse("2026-11-01T00:00:00Z");
const basin = "my-basin-1";
const created_at = "2026-11-01T00:00:00Z";

const start = () => requestsOf(createCheckedAccount({ now }));

describe("basins", () => {
  test("are created, listed, read and deleted", async () => {
    const root = start();
    const info = {
      name: basin,
      location: "aws:us-east-1",
      created_at,
      deleted_at: null,
      state: "active",
    };
    expect(await root.send("POST", "/basins", { body: { basin } })).toEqual({ status: 201, json: info });
    expect((await root.send("GET", "/basins")).json).toEqual({ basins: [info], has_more: false });
    const json = {
      default_stream_config: null,
      stream_cipher: null,
      create_stream_on_append: false,
      create_stream_on_read: false,
    };
    expect(await root.send("GET", `/basins/${basin}`)).toEqual({ status: 200, json });
    expect(await root.send("DELETE", `/basins/${basin}`)).toEqual({ status: 202, json: undefined });
    expect((await root.send("GET", "/basins")).json).toEqual({ basins: [], has_more: false });
  });

  test("keep the configuration and place they were created with", async () => {
    const root = start();
    const config = {
      create_stream_on_append: true,
      create_stream_on_read: false,
      default_stream_config: {
        storage_class: "express",
        retention_policy: { age: 3600 },
        timestamping: { mode: "arrival", uncapped: true },
        delete_on_empty: { min_age_secs: 60 },
      },
    };
    const { json } = await root.send("POST", "/basins", {
      body: { basin, config, location: "aws:eu-central-1" },
    });
    expect(json).toMatchObject({ location: "aws:eu-central-1" });
    expect((await root.send("GET", `/basins/${basin}`)).json).toEqual({ stream_cipher: null, ...config });
    const streamConfig = { retention_policy: { infinite: {} } };
    await root.send("POST", "/streams", { basin, body: { stream: "a", config: streamConfig } });
    expect((await root.send("GET", "/streams/a", { basin })).json).toEqual({
      ...config.default_stream_config,
      ...streamConfig,
    });
  });

  it.each<{ config: object; code: string }>([
    { config: { create_stream_on_append: "yes" }, code: "400 bad_json" },
    { config: { default_stream_config: { storage_class: "cheap" } }, code: "400 bad_json" },
    { config: { default_stream_config: { retention_policy: {} } }, code: "400 bad_json" },
    { config: { default_stream_config: { timestamping: { mode: "never" } } }, code: "400 bad_json" },
    { config: { stream_cipher: "aes-256-gcm" }, code: "501 not_implemented" },
  ])("refuse $config: $code", async ({ config, code }) => {
    const root = start();
    expect(codeIn(await root.send("POST", "/basins", { body: { basin, config } }))).toBe(code);
    expect((await root.send("GET", "/basins")).json).toMatchObject({ basins: [] });
  });

  it.each([
    { path: "/basins", body: { basin }, again: 201 },
    { path: "/streams", body: { stream: "a" }, again: 201 },
  ])("$path: a taken name is a conflict, a repeated request is not", async ({ path, body, again }) => {
    const root = start();
    if (path === "/streams") await root.send("POST", "/basins", { body: { basin } });
    const create = async (token: string) =>
      root.send("POST", path, { basin, body, headers: { "s2-request-token": token } });
    const first = await create("one");
    expect(await create("one")).toEqual({ status: again, json: first.json });
    expect(codeIn(await create("two"))).toBe("409 resource_already_exists");
    expect(codeIn(await root.send("POST", path, { basin, body }))).toBe("409 resource_already_exists");
  });

  test("list what the caller's scope covers", async () => {
    const account = createCheckedAccount();
    const root = requestsOf(account);
    for (const name of ["prod-basin", "prod-basin-2", "staging-1"]) {
      await root.send("POST", "/basins", { body: { basin: name } });
    }
    const bearer = await issued(account, {
      id: "a",
      scope: { ops: ["list-basins"], basins: { prefix: "prod-" } },
    });
    const names = async (query: string) => {
      const { json } = await bearer.send("GET", `/basins${query}`);
      return (json as { basins: { name: string }[] }).basins.map(({ name }) => name);
    };
    expect(await names("")).toEqual(["prod-basin", "prod-basin-2"]);
    expect(await names("?start_after=prod-basin&limit=1")).toEqual(["prod-basin-2"]);
    expect(await names("?prefix=staging")).toEqual([]);
  });
});

describe("streams", () => {
  test("list what the caller's scope covers", async () => {
    const account = createCheckedAccount();
    const root = requestsOf(account);
    await root.send("POST", "/basins", { body: { basin } });
    for (const stream of ["logs/a", "logs/b", "other"])
      await root.send("POST", "/streams", { basin, body: { stream } });
    const scope = { ops: ["list-streams"], basins: { prefix: "" }, streams: { prefix: "logs/" } };
    const bearer = await issued(account, { id: "a", scope });
    const { json } = await bearer.send("GET", "/streams?limit=1", { basin });
    expect(json).toMatchObject({ streams: [{ name: "logs/a" }], has_more: true });
    expect((await root.send("GET", "/streams", { basin })).json).toMatchObject({ streams: { length: 3 } });
  });

  test("find their basin by S2's host names, too", async () => {
    const account = createCheckedAccount();
    await requestsOf(account).send("POST", "/basins", { body: { basin } });
    const headers = { authorization: `Bearer ${account.token}` };
    const response = await account.fetch(`https://${basin}.b.s2.dev/v1/streams`, { headers });
    expect(await response.json()).toEqual({ streams: [], has_more: false });
  });
});
