import { TOKEN_FIELDS } from "../../../src/check/wire/token.js";
import { expect, it, test } from "vitest";
import { OPERATIONS } from "../../../generated/constants.js";
import { createCheckedAccount } from "../contract.js";
import { codeIn, fill, idsIn, issued, requestsOf } from "../requests.js";

const scope = { ops: ["read"] };
const query = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters).toString()}`;

async function accountWith(...ids: string[]) {
  const account = createCheckedAccount();
  for (const id of ids) await requestsOf(account).issue({ id, scope });
  return { account, root: requestsOf(account) };
}

test("limit: default 1000; 0 or above 1000 means 1000", async () => {
  const { account, root } = await accountWith();
  fill(account, 1001);
  const count = async (limit: string) => {
    const ids = idsIn(await root.list(limit)).split(" ");
    return `${ids.filter((id) => id !== "+").length}${ids.at(-1) === "+" ? " +" : ""}`;
  };
  expect(await count("")).toBe("1000 +");
  expect(await count("?limit=0")).toBe("1000 +");
  expect(await count("?limit=1001")).toBe("1000 +");
  expect(await count("?limit=9999999999999999")).toBe("1000 +");
  expect(await count("?limit=1000&start_after=t0000")).toBe("1000");
  expect(await count("?limit=1")).toBe("1 +");
});

it.each(["-1", "1.5", "ten", "", "1e3", "0x10", "99999999999999999999"])(
  "limit %j: 400 bad_query",
  async (limit) => {
    const { root } = await accountWith();
    expect(codeIn(await root.list(query({ limit })))).toBe("400 bad_query");
  },
);

test("a repeated parameter: 400 bad_query", async () => {
  const { root } = await accountWith();
  expect(codeIn(await root.list("?prefix=a&prefix=b"))).toBe("400 bad_query");
});

test("items are sorted by the UTF-8 bytes of their ids", async () => {
  const { root } = await accountWith("😀", "\uff5e", "z", "\ue000", "Z", "é");
  expect(idsIn(await root.list())).toBe("Z z é \ue000 \uff5e 😀");
});

it.each([
  { given: {}, want: "a a1 a2 b c" },
  { given: { start_after: "a1" }, want: "a2 b c" },
  { given: { start_after: "a1x" }, want: "a2 b c" },
  { given: { prefix: "a" }, want: "a a1 a2" },
  { given: { prefix: "a", start_after: "a1" }, want: "a2" },
  { given: { prefix: "b", start_after: "a1" }, want: "b" },
  { given: { prefix: "a", start_after: "b" }, want: "" },
  { given: { prefix: "", start_after: "" }, want: "a a1 a2 b c" },
  { given: { start_after: "c" }, want: "" },
  { given: { prefix: "x" }, want: "" },
  { given: { prefix: "." }, want: "" },
  { given: { start_after: ".." }, want: "a a1 a2 b c" },
  { given: { limit: "2" }, want: "a a1 +" },
  { given: { limit: "5" }, want: "a a1 a2 b c" },
  { given: { limit: "3", prefix: "a" }, want: "a a1 a2" },
  { given: { limit: "2", prefix: "a" }, want: "a a1 +" },
])(
  "start_after is exclusive and has_more counts matching items: $given lists $want",
  async ({ given, want }) => {
    const { root } = await accountWith("a", "a1", "a2", "b", "c");
    expect(idsIn(await root.list(query(given)))).toBe(want);
  },
);

test("an item has nulls, six flags, sorted unique ops, a boolean and text to the nanosecond", async () => {
  const account = createCheckedAccount({ now: () => 0 });
  const root = requestsOf(account);
  await root.issue({ id: "bare", scope: { ops: ["read"] } });
  await root.issue({
    id: "full",
    expires_at: "2027-01-01T00:00:00.123456789Z",
    auto_prefix_streams: true,
    scope: {
      streams: { prefix: "u/" },
      basins: { exact: "my-basin-1" },
      access_tokens: null,
      ops: ["read", "append", "list-basins", "read"],
      op_groups: { stream: { read: true } },
    },
  });
  const none = { read: false, write: false };
  const { json } = await root.list();
  // The fields that were there from the beginning; that there are no others but the contract's is checked below.
  expect(json).toMatchObject({
    has_more: false,
    access_tokens: [
      {
        id: "bare",
        expires_at: null,
        auto_prefix_streams: false,
        scope: {
          access_tokens: null,
          basins: null,
          streams: null,
          op_groups: { account: none, basin: none, stream: none },
          ops: ["read"],
        },
      },
      {
        id: "full",
        expires_at: "2027-01-01T00:00:00.123456789Z",
        auto_prefix_streams: true,
        scope: {
          access_tokens: null,
          basins: { exact: "my-basin-1" },
          streams: { prefix: "u/" },
          op_groups: { account: none, basin: none, stream: { read: true, write: false } },
          ops: ["list-basins", "append", "read"],
        },
      },
    ],
  });
  const fields = Object.keys(TOKEN_FIELDS).sort();
  for (const item of Object(json).access_tokens) expect(Object.keys(item).sort()).toEqual(fields);
});

test("every operation is listed in the enum's order", async () => {
  const account = createCheckedAccount();
  await requestsOf(account).issue({ id: "all", scope: { ops: OPERATIONS.toReversed() } });
  expect(account.tokens()[0]?.scope.ops).toEqual(OPERATIONS);
});

test("needs list-access-tokens", async () => {
  const { account } = await accountWith();
  const lister = await issued(account, {
    id: "l",
    scope: { ops: ["list-access-tokens"], access_tokens: { prefix: "" } },
  });
  const other = await issued(account, {
    id: "o",
    scope: { ops: ["issue-access-token"], access_tokens: { prefix: "" } },
  });
  expect(idsIn(await lister.list())).toBe("l o");
  expect(codeIn(await other.list())).toBe("403 permission_denied");
});

it.each([
  { set: { prefix: "a" }, query: "", want: "a a1 a2" },
  { set: { prefix: "a" }, query: "?prefix=a1", want: "a1" },
  { set: { prefix: "a1" }, query: "?prefix=a", want: "a1" },
  { set: { prefix: "a" }, query: "?prefix=b", want: "" },
  { set: { prefix: "a" }, query: "?limit=2&start_after=a", want: "a1 a2" },
  { set: { exact: "a1" }, query: "", want: "a1" },
  { set: { exact: "a1" }, query: "?prefix=b", want: "" },
  { set: { exact: "" }, query: "", want: "" },
  { set: null, query: "", want: "" },
])("filters by the caller's set $set, unless disabled ($query)", async ({ set, query, want }) => {
  const { account } = await accountWith("a", "a1", "a2", "b");
  const lister = await issued(account, {
    id: "lister",
    scope: { ops: ["list-access-tokens"], access_tokens: set },
  });
  expect(idsIn(await lister.list(query))).toBe(want);
});

test("does not filter with filterListings off", async () => {
  const account = createCheckedAccount({ filterListings: false });
  const lister = await issued(account, { id: "lister", scope: { ops: ["list-access-tokens"] } });
  expect(idsIn(await lister.list())).toBe("lister");
});

test("reflects issue and revoke at once, whatever the propagation delay", async () => {
  const account = createCheckedAccount({ revocationDelayMillis: 600_000 });
  const root = requestsOf(account);
  await root.issue({ id: "a", scope });
  expect(idsIn(await root.list())).toBe("a");
  await root.revoke("a");
  expect(idsIn(await root.list())).toBe("");
});
