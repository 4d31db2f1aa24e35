import { describe, expect, test } from "vitest";
import type { JournalEntry, LocalAccount } from "../../src/testing/index.js";
import { createCheckedAccount } from "./contract.js";
import { issued, requestsOf } from "./requests.js";

test("an entry records the caller, the request, the decision with its reason, and the answer", async () => {
  const account = createCheckedAccount({ now: () => 7 });
  const reader = await issued(account, {
    id: "reader",
    scope: { ops: ["create-basin"], basins: { prefix: "dev-" } },
  });
  await reader.send("POST", "/basins", { body: { basin: "prod-basin" } });
  account.faults.next("list", "500-after");
  await reader.list("?limit=1");
  await reader.send("GET", "/nowhere");
  const millis: number = expect.any(Number);
  expect(account.journal.slice(1)).toEqual<JournalEntry[]>([
    {
      seq: 2,
      at: 7,
      millis,
      method: "POST",
      origin: "https://a.test",
      path: "/v1/basins",
      operation: "create-basin",
      resources: { basin: "prod-basin" },
      caller: "reader",
      decision: {
        status: 403,
        code: "permission_denied",
        reason:
          'create-basin: basin "prod-basin" is not covered by "reader", which covers the prefix "dev-".',
        denial: {
          kind: "resource-not-covered",
          operation: "create-basin",
          resource: "basin",
          name: "prod-basin",
          set: { prefix: "dev-" },
        },
      },
      fault: undefined,
      status: 403,
    },
    {
      seq: 3,
      at: 7,
      millis,
      method: "GET",
      origin: "https://a.test",
      path: "/v1/access-tokens?limit=1",
      operation: "list-access-tokens",
      resources: {},
      caller: "reader",
      decision: {
        status: 403,
        code: "permission_denied",
        reason: 'list-access-tokens: not granted by "reader".',
        denial: { kind: "operation-not-granted", operation: "list-access-tokens" },
      },
      fault: "500-after",
      status: 500,
    },
    {
      seq: 4,
      at: 7,
      millis,
      method: "GET",
      origin: "https://a.test",
      path: "/v1/nowhere",
      operation: undefined,
      resources: {},
      caller: "reader",
      decision: {
        status: 404,
        code: "not_found",
        reason: "There is nothing at this path.",
        denial: undefined,
      },
      fault: undefined,
      status: 404,
    },
  ]);
});

test("an entry names the grant of a request, and its resources by full name", async () => {
  const account = createCheckedAccount();
  const writer = await issued(account, {
    id: "writer",
    scope: {
      ops: ["create-stream"],
      op_groups: { stream: { write: true } },
      basins: { prefix: "" },
      streams: { prefix: "users/1/" },
    },
    auto_prefix_streams: true,
  });
  await requestsOf(account).send("POST", "/basins", { body: { basin: "my-basin-1" } });
  const basin = "my-basin-1";
  await writer.send("POST", "/streams", { basin, body: { stream: "s" } });
  await writer.send("POST", "/streams/s/records", { basin, body: { records: [{ body: "x" }] } });
  const named = { basin, stream: "users/1/s" };
  expect(account.journal.slice(-2)).toMatchObject([
    { resources: named, decision: { reason: "create-stream: granted by ops." } },
    { resources: named, decision: { reason: "append: granted by op_groups.stream.write." } },
  ]);
});

describe("a subscription", () => {
  const nothing = async (account: LocalAccount, count = 1) => {
    for (let sent = 0; sent < count; sent++) await requestsOf(account).send("GET", "/nowhere");
  };

  test("receives each entry in order, after it is in the journal, until it ends", async () => {
    const account = createCheckedAccount();
    const seen: number[] = [];
    const end = account.journal.subscribe(({ seq }) => {
      expect(account.journal.at(-1)?.seq).toBe(seq);
      seen.push(seq);
    });
    await nothing(account, 2);
    end();
    await nothing(account);
    expect(seen).toEqual([1, 2]);
  });

  test("receives entries in order even if another listener sends a request", async () => {
    const account = createCheckedAccount();
    const seen: number[] = [];
    const url = new URL("https://a.test/v1/nowhere");
    const end = account.journal.subscribe(() => {
      end();
      account.serve({ method: "GET", url, headers: new Headers(), body: new Uint8Array() });
    });
    account.journal.subscribe(({ seq }) => seen.push(seq));
    await nothing(account);
    expect(seen).toEqual([1, 2]);
  });

  test("may unsubscribe and subscribe others while called", async () => {
    const account = createCheckedAccount();
    const seen: string[] = [];
    const end = account.journal.subscribe(() => {
      seen.push("first");
      end();
      account.journal.subscribe(() => seen.push("second"));
    });
    await nothing(account, 2);
    expect(seen).toEqual(["first", "second"]);
  });

  test("that throws affects neither the request nor other listeners, and is reported", async () => {
    const account = createCheckedAccount();
    const seen: number[] = [];
    const heard = new Promise((resolve) => void process.once("uncaughtExceptionMonitor", resolve));
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException").once("uncaughtException", () => undefined);
    account.journal.subscribe(() => {
      throw new Error("not now");
    });
    account.journal.subscribe(({ seq }) => seen.push(seq));
    await nothing(account);
    expect(seen).toEqual([1]);
    expect(await heard).toEqual(new Error("not now"));
    for (const other of others) process.on("uncaughtException", other);
  });
});

test("drops its older half when full", async () => {
  const account = createCheckedAccount();
  const url = new URL("https://a.test/v1/nowhere");
  const request = { method: "GET", headers: new Headers(), body: new Uint8Array() };
  for (let index = 0; index < 10_001; index++) {
    account.serve({ ...request, url: new URL(`?${index}`, url) });
  }
  expect(account.journal).toHaveLength(5_001);
  expect(account.journal.at(-1)?.path).toBe("/v1/nowhere?10000");
});
