import { describe, expect, it, test } from "vitest";
import { createCheckedAccount } from "../contract.js";
import { codeIn, issued, requestsOf } from "../requests.js";

const at = Date.parse("2026-11-01T12:34:56Z");
const seconds = at / 1000;
const minute = Math.floor(seconds / 60) * 60;
const day = Math.floor(seconds / 86_400) * 86_400;
const recent = `start=${seconds - 3_600}&end=${seconds}`;
const basin = "my-basin-1";

async function start() {
  const account = createCheckedAccount({ now: () => at });
  const root = requestsOf(account);
  await root.send("POST", "/basins", { body: { basin } });
  for (const stream of ["a", "b"]) await root.send("POST", "/streams", { basin, body: { stream } });
  const ask = async (path: string, query = recent) => root.send("GET", `/metrics${path}&${query}`);
  return { account, root, ask };
}

test("storage is the metered size of the records, of a stream and of a basin", async () => {
  const { root, ask } = await start();
  await root.send("POST", "/streams/a/records", { basin, body: { records: [{ body: "four" }, {}] } });
  await root.send("POST", "/streams/b/records", { basin, body: { records: [{ headers: [["k", "v"]] }] } });
  const gauge = (bytes: number) => ({
    values: [{ gauge: { name: "storage", unit: "bytes", values: [[seconds, bytes]] } }],
  });
  expect((await ask(`/${basin}/a?set=storage`)).json).toEqual(gauge(12 + 8));
  expect((await ask(`/${basin}?set=storage`)).json).toEqual(gauge(12 + 8 + 12));
});

test("operations are counted per interval", async () => {
  const { root, ask } = await start();
  const record = { basin, body: { records: [{ body: "x" }] } };
  for (let times = 0; times < 3; times++) await root.send("POST", "/streams/a/records", record);
  await root.send("POST", "/streams/a/records", { basin, body: { match_seq_num: 9, records: [{}] } });
  await root.send("GET", "/streams/a/records?seq_num=0", { basin });
  const sum = (name: string, interval: string, from: number, count: number) => ({
    accumulation: { name, unit: "operations", interval, values: [[from, count]] },
  });
  expect((await ask(`/${basin}?set=append-ops&interval=minute`)).json).toEqual({
    values: [sum("append", "minute", minute, 3)],
  });
  expect((await ask(`/${basin}?set=read-ops&interval=day`)).json).toEqual({
    values: [sum("read", "day", day, 1)],
  });
  expect((await ask("?set=account-ops&interval=hour")).json).toEqual({
    values: [sum("create_basin", "hour", minute - 34 * 60, 1)],
  });
  expect((await ask(`/${basin}?set=append-ops`, "start=0&end=3600")).json).toEqual({ values: [] });
});

test("active basins are those visible to the caller", async () => {
  const { account, root, ask } = await start();
  await root.send("POST", "/basins", { body: { basin: "other-basin" } });
  const label = (...values: string[]) => ({ values: [{ label: { name: "active_basins", values } }] });
  expect((await ask("?set=active-basins")).json).toEqual(label(basin, "other-basin"));
  const scope = { ops: ["account-metrics"], basins: { prefix: "other-" } };
  const caller = await issued(account, { id: "a", scope });
  const { json } = await caller.send("GET", `/metrics?set=active-basins&${recent}`);
  expect(json).toEqual(label("other-basin"));
});

test("S2's own metrics collector reads all three sets and nothing else", async () => {
  const { account } = await start();
  const everything = { prefix: "" };
  const collector = await issued(account, {
    id: "metrics-collector",
    scope: {
      basins: everything,
      streams: everything,
      ops: ["account-metrics", "basin-metrics", "stream-metrics"],
    },
  });
  for (const path of ["?set=account-ops", `/${basin}?set=storage`, `/${basin}/a?set=storage`]) {
    expect((await collector.send("GET", `/metrics${path}&${recent}`)).status).toBe(200);
  }
  expect(codeIn(await collector.send("GET", "/basins"))).toBe("403 permission_denied");
});

test("a stream under the caller's prefix is measured by its short name", async () => {
  const { account } = await start();
  const scope = { ops: ["stream-metrics"], basins: { prefix: "" }, streams: { prefix: "b" } };
  const caller = await issued(account, { id: "a", scope, auto_prefix_streams: true });
  const { json } = await caller.send("GET", `/metrics/${basin}/c?set=storage&${recent}`);
  expect(json).toMatchObject({ code: "stream_not_found" });
  expect(account.journal.at(-1)?.resources).toEqual({ basin, stream: "bc" });
});

describe("a query", () => {
  it.each<{ path: string; query?: string; want: string }>([
    ...["read-throughput", "append-throughput", "basin-ops"].map((set) => ({
      path: `/${basin}?set=${set}`,
      want: "200",
    })),
    { path: "?set=storage", want: "400 bad_query" },
    { path: `/${basin}/a?set=append-ops`, want: "400 bad_query" },
    { path: "?x", want: "400 bad_query" },
    { path: "?set=account-ops&interval=week", want: "400 bad_query" },
    { path: "?set=account-ops", query: "start=a&end=1", want: "400 bad_query" },
    { path: "?set=account-ops", query: "end=1", want: "422 invalid" },
    { path: "?set=account-ops", query: "start=1", want: "422 invalid" },
    { path: "?set=account-ops", query: "start=2&end=1", want: "422 invalid" },
    { path: "?set=account-ops", query: "start=0&end=3600", want: "200" },
    { path: "?set=account-ops", query: `start=${seconds}&end=${seconds + 600}`, want: "422 invalid" },
    { path: "?set=account-ops", query: `start=${seconds - 40 * 86_400}&end=${seconds}`, want: "422 invalid" },
    { path: "/other-basin?set=storage", want: "404 basin_not_found" },
    { path: `/${basin}/none?set=storage`, want: "404 stream_not_found" },
    { path: "/NO?set=storage", want: "400 bad_path" },
  ])("$path $query: $want", async ({ path, query, want }) => {
    const { ask } = await start();
    expect(codeIn(await ask(path, query))).toBe(want);
  });
});
