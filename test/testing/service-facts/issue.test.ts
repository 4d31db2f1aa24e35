import { describe, expect, it, test } from "vitest";
import { createCheckedAccount } from "../contract.js";
import { codeIn, issued, requestsOf, secretIn, type Token } from "../requests.js";

const now = () => Date.parse("2026-11-01T00:00:00Z");
const scope = { ops: ["read"] };
const minter = {
  ops: ["issue-access-token", "read"],
  access_tokens: { prefix: "app/" },
  basins: { prefix: "prod-" },
  streams: { prefix: "logs/" },
};

describe("the table of issue", () => {
  test("created: 201 with the secret, which works and is returned once", async () => {
    const account = createCheckedAccount();
    const root = requestsOf(account);
    const { status, json } = await root.issue({ id: "a", scope: { ops: ["list-access-tokens"] } });
    expect(status).toBe(201);
    expect((await requestsOf(account, secretIn(json)).list()).status).toBe(200);
    expect(JSON.stringify([(await root.list()).json, account.journal])).not.toContain(secretIn(json));
  });

  it.each([
    { name: "no ops and no groups", scope: {} },
    { name: "empty ops and null groups", scope: { ops: [], op_groups: null } },
    {
      name: "groups whose flags are false",
      scope: { op_groups: { stream: { read: false }, basin: {}, account: null } },
    },
  ])("no operation and no true group flag ($name): 422, permissions cannot be empty", async ({ scope }) => {
    const reply = await requestsOf(createCheckedAccount()).issue({ id: "a", scope });
    expect(codeIn(reply)).toBe("422 invalid");
    expect(reply.json).toMatchObject({
      message: "Access token permissions cannot be empty",
    });
  });

  test("permissions without resource sets: accepted, and inert for operations that name a resource", async () => {
    const account = createCheckedAccount();
    const bearer = await issued(account, {
      id: "inert",
      scope: { op_groups: { account: { read: true, write: true } } },
    });
    expect(codeIn(await bearer.send("POST", "/basins", { body: { basin: "my-basin-1" } }))).toBe(
      "403 permission_denied",
    );
    expect((await bearer.send("GET", "/basins")).status).toBe(200);
  });

  it.each([
    { name: "absent", streams: undefined },
    { name: "null", streams: null },
    { name: "exact", streams: { exact: "a" } },
  ])("auto_prefix_streams with streams $name: 422", async ({ streams }) => {
    const body = { id: "a", auto_prefix_streams: true, scope: { ...scope, streams } };
    const reply = await requestsOf(createCheckedAccount()).issue(body);
    expect(codeIn(reply)).toBe("422 invalid");
    expect(reply.json).toMatchObject({
      message: "Auto prefixing is only allowed for streams with prefix matching",
    });
  });

  test("auto_prefix_streams with a prefix, the empty one too: accepted", async () => {
    const root = requestsOf(createCheckedAccount());
    for (const prefix of ["", "users/1/"]) {
      const body = { id: `a${prefix}`, auto_prefix_streams: true, scope: { ...scope, streams: { prefix } } };
      expect((await root.issue(body)).status).toBe(201);
    }
  });

  test("id exists: 409", async () => {
    const root = requestsOf(createCheckedAccount());
    await root.issue({ id: "a", scope });
    expect(codeIn(await root.issue({ id: "a", scope: { ops: ["append"] } }))).toBe(
      "409 resource_already_exists",
    );
  });

  test("caller lacks issue-access-token: 403", async () => {
    const caller = await issued(createCheckedAccount(), {
      id: "c",
      scope: { ops: ["read"], access_tokens: { prefix: "" } },
    });
    expect(codeIn(await caller.issue({ id: "a", scope }))).toBe("403 permission_denied");
  });

  it.each([
    { name: "another operation", scope: { ops: ["append"] } },
    { name: "a group that holds more", scope: { op_groups: { stream: { read: true } } } },
    { name: "all basins", scope: { ...scope, basins: { prefix: "" } } },
    { name: "a shorter basin prefix", scope: { ...scope, basins: { prefix: "prod" } } },
    { name: "another basin", scope: { ...scope, basins: { exact: "staging-1" } } },
    { name: "other streams", scope: { ...scope, streams: { prefix: "log" } } },
    { name: "other tokens", scope: { ...scope, access_tokens: { prefix: "ap" } } },
  ])("beyond the caller's own ($name): 403, and nothing is issued", async ({ scope }) => {
    const account = createCheckedAccount();
    const caller = await issued(account, { id: "minter", scope: minter });
    expect(codeIn(await caller.issue({ id: "app/a", scope }))).toBe("403 permission_denied");
    expect(account.tokens()).toHaveLength(1);
  });

  it.each([
    { name: "no sets", scope },
    { name: "the same sets", scope: minter },
    { name: "a longer prefix", scope: { ...scope, streams: { prefix: "logs/2026/" } } },
    { name: "an exact name under the prefix", scope: { ...scope, basins: { exact: "prod-basin" } } },
    { name: "an exact name that matches nothing", scope: { ...scope, basins: { exact: "" } } },
  ])("within the caller's own ($name): 201", async ({ scope }) => {
    const caller = await issued(createCheckedAccount(), { id: "minter", scope: minter });
    expect((await caller.issue({ id: "app/a", scope })).status).toBe(201);
  });

  test("new id outside the caller's access_tokens set: 403", async () => {
    const caller = await issued(createCheckedAccount(), { id: "minter", scope: minter });
    expect(codeIn(await caller.issue({ id: "other", scope }))).toBe("403 permission_denied");
  });

  it.each(["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-01T01:00:00+02:00"])(
    "expires_at in the past (%s): 422",
    async (expires_at) => {
      const root = requestsOf(createCheckedAccount({ now }));
      expect(codeIn(await root.issue({ id: "a", scope, expires_at }))).toBe("422 invalid");
    },
  );

  test("expires_at omitted or null: the issuer's, which for the root token is never", async () => {
    const account = createCheckedAccount({ now });
    const caller = await issued(account, {
      id: "app/m",
      scope: minter,
      expires_at: "2026-12-01T00:00:00.5Z",
    });
    await caller.issue({ id: "app/omitted", scope });
    await caller.issue({ id: "app/null", scope, expires_at: null });
    await requestsOf(account).issue({ id: "root's", scope });
    expect(account.tokens().map(({ id, expires_at }) => `${id} ${expires_at}`)).toEqual([
      "app/m 2026-12-01T00:00:00.5Z",
      "app/null 2026-12-01T00:00:00.5Z",
      "app/omitted 2026-12-01T00:00:00.5Z",
      "root's null",
    ]);
  });

  test("expires_at beyond the issuer's: 422, by less than a millisecond too", async () => {
    const account = createCheckedAccount({ now });
    const caller = await issued(account, {
      id: "app/m",
      scope: minter,
      expires_at: "2026-12-01T00:00:00.123456788Z",
    });
    const issue = (expires_at: string) => caller.issue({ id: "app/a", scope, expires_at });
    expect(codeIn(await issue("2026-12-01T00:00:00.123456789Z"))).toBe("422 invalid");
    expect((await issue("2026-12-01T00:00:00.123456788Z")).status).toBe(201);
  });
});

describe("parsing an issue", () => {
  const whole = { id: "a", scope };

  it.each<{ name: string; body: Token | string }>([
    { name: "malformed JSON", body: '{"id":' },
    { name: "not an object", body: "[]" },
    { name: "id missing", body: { scope } },
    { name: "id of another type", body: { id: 1, scope } },
    { name: "id that is half a surrogate pair", body: '{"id":"\\ud83d","scope":{"ops":["read"]}}' },
    {
      name: "an unknown field nested 128 deep",
      body: `{"x":${"[".repeat(127)}${"]".repeat(127)},"id":"a","scope":{"ops":["read"]}}`,
    },
    { name: "scope missing", body: { id: "a" } },
    { name: "scope null", body: { id: "a", scope: null } },
    { name: "scope an array", body: { id: "a", scope: [] } },
    { name: "an unknown operation", body: { id: "a", scope: { ops: ["fly"] } } },
    { name: "ops of another type", body: { id: "a", scope: { ops: "read" } } },
    { name: "a group of another type", body: { id: "a", scope: { op_groups: { stream: true } } } },
    { name: "a flag of another type", body: { id: "a", scope: { op_groups: { stream: { read: "yes" } } } } },
    { name: "a set with neither key", body: { id: "a", scope: { ...scope, basins: {} } } },
    {
      name: "a set with both keys",
      body: { id: "a", scope: { ...scope, basins: { exact: "", prefix: "" } } },
    },
    { name: "a set of another type", body: { id: "a", scope: { ...scope, basins: "all" } } },
    { name: "a set whose key is null", body: { id: "a", scope: { ...scope, basins: { exact: null } } } },
    { name: "a bad basin name", body: { id: "a", scope: { ...scope, basins: { exact: "UPPER-CASE" } } } },
    { name: "a bad stream name", body: { id: "a", scope: { ...scope, streams: { exact: ".." } } } },
    { name: "a bad token id", body: { id: "a", scope: { ...scope, access_tokens: { exact: "." } } } },
    {
      name: "a set with a second, unknown key",
      body: { id: "a", scope: { ...scope, basins: { prefix: "", more: 1 } } },
    },
    {
      name: "a set with a second key that every object inherits",
      body: '{"id":"a","scope":{"ops":["read"],"basins":{"exact":"my-basin-1","__proto__":{}}}}',
    },
    { name: "a key twice", body: '{"id":"a","id":"a","scope":{"ops":["read"]}}' },
    { name: "a key twice, once escaped", body: '{"id":"a","\\u0069d":"a","scope":{"ops":["read"]}}' },
    {
      name: "a key twice, deep inside",
      body: '{"id":"a","scope":{"ops":["read"],"x":[{"y":{"z":1,"z":1}}]}}',
    },
    { name: "__proto__ twice", body: '{"__proto__":{},"__proto__":{},"id":"a","scope":{"ops":["read"]}}' },
    { name: "a byte order mark", body: '\ufeff{"id":"a","scope":{"ops":["read"]}}' },
    { name: "an id only on __proto__", body: '{"__proto__":{"id":"a"},"scope":{"ops":["read"]}}' },
    { name: "expires_at a number", body: { ...whole, expires_at: 1_900_000_000 } },
    { name: "expires_at without a time", body: { ...whole, expires_at: "2027-01-01" } },
    {
      name: "expires_at on a day that does not exist",
      body: { ...whole, expires_at: "2027-02-30T00:00:00Z" },
    },
  ])("$name: 400 bad_json", async ({ body }) => {
    const account = createCheckedAccount({ now });
    expect(codeIn(await requestsOf(account).issue(body))).toBe("400 bad_json");
    expect(account.tokens()).toEqual([]);
  });

  test("flags that are null are absent, as S2's Rust client sends them", async () => {
    const account = createCheckedAccount();
    const op_groups = { stream: { read: null, write: true } };
    const body = { id: "a", scope: { op_groups, basins: null }, auto_prefix_streams: null };
    expect((await requestsOf(account).issue(body)).status).toBe(201);
    expect(account.tokens()).toMatchObject([
      { auto_prefix_streams: false, scope: { op_groups: { stream: { read: false, write: true } } } },
    ]);
  });

  test("keys that only look alike are not duplicates", async () => {
    const body =
      '{"a":{"x":1},"b":{"x":1},"id":"a","ID":":,\\"id\\":","scope":{"ops":["read"]},"s":["id","id"]}';
    expect((await requestsOf(createCheckedAccount()).issue(body)).status).toBe(201);
  });

  it.each(["", "text/plain", "multipart/form-data; boundary=a"])(
    "Content-Type %j: 400 bad_json",
    async (type) => {
      const account = createCheckedAccount();
      const headers = { authorization: `Bearer ${account.token}`, "content-type": type };
      const body = new TextEncoder().encode(JSON.stringify(whole));
      const response = await account.fetch("https://a.test/v1/access-tokens", {
        method: "POST",
        headers,
        body,
      });
      expect(await response.json()).toMatchObject({ code: "bad_json" });
    },
  );

  test("unknown fields are ignored, at every depth", async () => {
    const account = createCheckedAccount();
    const body = {
      ...whole,
      added: 1,
      deep: JSON.parse("[".repeat(126) + "]".repeat(126)),
      scope: {
        ...scope,
        regions: ["eu"],
        basins: { prefix: "" },
        op_groups: { region: { read: true } },
      },
    };
    expect((await requestsOf(account).issue(body)).status).toBe(201);
    expect(account.tokens()[0]?.scope.basins).toEqual({ prefix: "" });
  });
});
