import { describe, expect, it, test } from "vitest";
import { OPERATION_TABLE, OPERATIONS, type Operation } from "../../../generated/constants.js";
import type { OperationTable } from "../../../src/testing/authorise.js";
import { createCheckedAccount } from "../contract.js";
import { issued, requestsOf, type RequestParts } from "../requests.js";

const basin = "my-basin-1";
const stream = "/streams/a";

/** A request for each operation, which a token with it may make. */
const REQUESTS = {
  "list-basins": ["GET", "/basins"],
  "create-basin": ["POST", "/basins", { body: { basin: "my-basin-2" } }],
  "delete-basin": ["DELETE", `/basins/${basin}`],
  "reconfigure-basin": ["PATCH", `/basins/${basin}`, { body: {} }],
  "get-basin-config": ["GET", `/basins/${basin}`],
  "issue-access-token": [
    "POST",
    "/access-tokens",
    { body: { id: "new", scope: { ops: ["issue-access-token"] } } },
  ],
  "revoke-access-token": ["DELETE", "/access-tokens/old"],
  "list-access-tokens": ["GET", "/access-tokens"],
  "list-streams": ["GET", "/streams", { basin }],
  "create-stream": ["POST", "/streams", { basin, body: { stream: "b" } }],
  "delete-stream": ["DELETE", stream, { basin }],
  "get-stream-config": ["GET", stream, { basin }],
  "reconfigure-stream": ["PATCH", stream, { basin, body: {} }],
  "check-tail": ["GET", `${stream}/records/tail`, { basin }],
  append: ["POST", `${stream}/records`, { basin, body: { records: [{ body: "x" }] } }],
  read: ["GET", `${stream}/records?seq_num=0`, { basin }],
  trim: [
    "POST",
    `${stream}/records`,
    {
      basin,
      headers: { "s2-format": "base64" },
      body: { records: [{ headers: [["", btoa("trim")]], body: btoa("\0\0\0\0\0\0\0\0") }] },
    },
  ],
  fence: [
    "POST",
    `${stream}/records`,
    { basin, body: { records: [{ headers: [["", "fence"]], body: "token" }] } },
  ],
  "account-metrics": ["GET", "/metrics?set=active-basins&start=0&end=3600"],
  "basin-metrics": ["GET", `/metrics/${basin}?set=storage&start=0&end=3600`],
  "stream-metrics": ["GET", `/metrics/${basin}/a?set=storage&start=0&end=3600`],
  "list-locations": ["GET", "/locations"],
  "get-default-location": ["GET", "/locations/default"],
  "set-default-location": ["PUT", "/locations/default", { body: '"aws:us-east-1"' }],
} as const satisfies Record<Operation, readonly [method: string, path: string, parts?: RequestParts]>;

/**
 * The table of the document, written out independently: the account's comes from the generated constants. An operation
 * that S2 adds later is held to those alone, here and in `enforcement.test.ts`.
 */
const TABLE = [
  {
    group: "account",
    access: "read",
    want: "list-basins get-basin-config list-access-tokens account-metrics list-locations get-default-location",
  },
  {
    group: "account",
    access: "write",
    want: "create-basin delete-basin reconfigure-basin issue-access-token revoke-access-token set-default-location",
  },
  { group: "basin", access: "read", want: "list-streams get-stream-config basin-metrics" },
  { group: "basin", access: "write", want: "create-stream delete-stream reconfigure-stream" },
  { group: "stream", access: "read", want: "check-tail read stream-metrics" },
  { group: "stream", access: "write", want: "append trim fence" },
];
const inTable = new Set(TABLE.flatMap(({ want }) => want.split(" ")));
const documented = OPERATIONS.filter((operation) => inTable.has(operation));

const all = { prefix: "" };
const sets = { basins: all, streams: all, access_tokens: all };

async function prepare(options: { operationTable?: OperationTable } = {}) {
  const account = createCheckedAccount(options);
  const root = requestsOf(account);
  await root.send("POST", "/basins", { body: { basin } });
  await root.send("POST", "/streams", { basin, body: { stream: "a" } });
  await root.send("POST", `${stream}/records`, { basin, body: { records: [{ body: "x" }] } });
  await root.issue({ id: "old", scope: { ops: ["read"] } });
  const before = account.snapshot();
  return {
    account,
    /** The operations that a scope is not denied. */
    allowed: async (scope: object, operations: readonly Operation[] = OPERATIONS): Promise<Operation[]> => {
      const permitted: Operation[] = [];
      for (const operation of operations) {
        account.restore(before);
        const bearer = await issued(account, { id: "caller", scope });
        const [method, path, parts = {}] = REQUESTS[operation];
        const { status } = await bearer.send(method, path, parts);
        expect([200, 201, 202, 204, 403], `${operation}: ${method} ${path}`).toContain(status);
        if (status !== 403) permitted.push(operation);
      }
      return permitted;
    },
  };
}

describe("the table of groups", () => {
  test.each(OPERATIONS)("src/testing/routes.ts has a row that answers %s", async (operation) => {
    const [method, path, parts = {}] = REQUESTS[operation];
    const { account } = await prepare();
    expect((await requestsOf(account).send(method, path, parts)).json).not.toMatchObject({
      code: "not_found",
    });
  });

  it.each(OPERATIONS)("%s is granted by itself, and grants nothing else", async (operation) => {
    const { allowed } = await prepare();
    expect(await allowed({ ...sets, ops: [operation] })).toEqual([operation]);
  });

  it.each(TABLE)("$group $access holds $want", async ({ group, access, want }) => {
    const { allowed } = await prepare();
    const scope = { ...sets, op_groups: { [group]: { [access]: true } } };
    expect(await allowed(scope, documented)).toEqual(want.split(" "));
  });

  test("operations and groups add up", async () => {
    const { allowed } = await prepare();
    const scope = { ...sets, ops: ["append"], op_groups: { stream: { read: true } } };
    expect(await allowed(scope, documented)).toEqual(["check-tail", "append", "read", "stream-metrics"]);
  });

  test("can be replaced by a user with better knowledge", async () => {
    const row = { ...OPERATION_TABLE["get-basin-config"], group: "basin" } as const;
    const { allowed } = await prepare({ operationTable: { ...OPERATION_TABLE, "get-basin-config": row } });
    const scope = { ...sets, op_groups: { basin: { read: true } } };
    expect(await allowed(scope)).toContain("get-basin-config");
  });
});

describe("the resources an operation names", () => {
  const everything = {
    account: { read: true, write: true },
    basin: { read: true, write: true },
    stream: { read: true, write: true },
  };

  /** The document's list, written out independently. */
  it.each([
    {
      set: "basins",
      names:
        "create-basin delete-basin reconfigure-basin get-basin-config list-streams create-stream delete-stream get-stream-config reconfigure-stream check-tail append read trim fence basin-metrics stream-metrics",
    },
    {
      set: "streams",
      names:
        "create-stream delete-stream get-stream-config reconfigure-stream check-tail append read trim fence stream-metrics",
    },
    { set: "access_tokens", names: "issue-access-token revoke-access-token" },
  ])("are denied without $set: $names", async ({ set, names }) => {
    const { allowed } = await prepare();
    const denied = names.split(" ");
    for (const nothing of [null, { exact: "" }, { exact: "not-this-one" }]) {
      const permitted = await allowed({ ...sets, [set]: nothing, op_groups: everything }, documented);
      expect(permitted).toEqual(documented.filter((operation) => !denied.includes(operation)));
    }
  });

  it.each<{ given: object; allowed: boolean }>([
    { given: { ...sets, basins: { exact: basin }, streams: { exact: "a" } }, allowed: true },
    { given: { ...sets, basins: { prefix: "my-" }, streams: { prefix: "a" } }, allowed: true },
    { given: { ...sets, basins: { prefix: basin }, streams: { prefix: "a/" } }, allowed: false },
    { given: { ...sets, basins: { exact: "my-basin-12" } }, allowed: false },
    { given: { ...sets, basins: { exact: "my-basin" } }, allowed: false },
    { given: { ...sets, streams: { exact: "A" } }, allowed: false },
  ])("match by name: $given", async ({ given, allowed: want }) => {
    const { allowed } = await prepare();
    expect(await allowed({ ...given, ops: ["read"] }, ["read"])).toEqual(want ? ["read"] : []);
  });

  test("an append that also trims takes both operations", async () => {
    const { account } = await prepare();
    const records = { records: [{ body: "x" }, { headers: [["", "fence"]], body: "t" }] };
    const send = async (id: string, ops: Operation[]) => {
      const bearer = await issued(account, { id, scope: { ...sets, ops } });
      return (await bearer.send("POST", `${stream}/records`, { basin, body: records })).status;
    };
    expect([await send("one", ["append"]), await send("other", ["fence"])]).toEqual([403, 403]);
    expect(await send("both", ["append", "fence"])).toBe(200);
  });
});
