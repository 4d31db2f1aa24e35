import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { resolvePointer } from "../../scripts/spec/yaml.js";
import { parseToken, S2 } from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";
import { unknownPartsOf } from "../../src/check/scopes.js";
import { ROUTES } from "../../generated/constants.js";
import { readPage } from "../../src/transport/listing.js";
import { ANSWER_FIELDS, readIssueResponse } from "../../src/access-tokens/wire.js";
import type { WireFields } from "../../src/check/wire/fields.js";
import { readInfo, TOKEN_FIELDS, toWire } from "../../src/check/wire/token.js";

const contract = load(readFileSync(new URL("../../spec/access-tokens.yaml", import.meta.url), "utf8"));
const flags = { read: false, write: false };
const groups = { account: flags, basin: flags, stream: flags };
type Item = WireFields<"AccessTokenInfo">;
const item: Item = {
  id: "a",
  scope: { basins: null, streams: { prefix: "u/" }, access_tokens: null, op_groups: groups, ops: ["read"] },
  auto_prefix_streams: false,
  expires_at: null,
};
const listing = (...items: (Item | string | null)[]) => ({ access_tokens: items, has_more: false });
const first = (of: Item) => readInfo(of);
const readListing = (body: unknown) =>
  readPage(body, ROUTES.list_access_tokens.pages, { readItem: readInfo, idOf: ({ id }) => id });

describe("a listing", () => {
  it("is converted to camelCase and dates", () => {
    expect(first({ ...item, expires_at: "2027-01-01T00:00:00Z" })).toEqual({
      id: "a",
      scope: { basins: null, streams: { prefix: "u/" }, accessTokens: null, opGroups: groups, ops: ["read"] },
      autoPrefixStreams: false,
      expiresAt: new Date("2027-01-01T00:00:00Z"),
      expiresAtText: "2027-01-01T00:00:00Z",
    });
  });

  it("may omit fields that have defaults and carry unknown ones", () => {
    const coloured = { id: "a", scope: {}, colour: "blue" };
    expect(first(coloured)).toEqual({
      id: "a",
      scope: { basins: null, streams: null, accessTokens: null, opGroups: groups, ops: [] },
      autoPrefixStreams: false,
      expiresAt: null,
      expiresAtText: null,
    });
    expect(first({ ...item, scope: { op_groups: { stream: { read: true } } } })?.scope.opGroups).toEqual({
      ...groups,
      stream: { read: true, write: false },
    });
    expect(first({ ...item, scope: { op_groups: null, ops: null } })?.scope).toMatchObject({
      ops: [],
      opGroups: groups,
    });
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["an array", []],
    ["no items", { has_more: false }],
    ["items that are not an array", { access_tokens: {}, has_more: false }],
    ["no has_more", { access_tokens: [] }],
    ["has_more as text", { access_tokens: [], has_more: "no" }],
    ["an item that is not an object", listing("a")],
    ["an item that is null", listing(null)],
    ["no id", listing({ ...item, id: undefined })],
    ["a number as id", listing({ ...item, id: 1 })],
    ["no scope", listing({ ...item, scope: null })],
    ["a flag as text", listing({ ...item, auto_prefix_streams: "true" })],
    ["a number as expiry", listing({ ...item, expires_at: 5 })],
    ["an expiry that is not a date", listing({ ...item, expires_at: "soon" })],
    ["operations as text", listing({ ...item, scope: { ops: "read" } })],
    ["a number as operation", listing({ ...item, scope: { ops: [1] } })],
    ["groups as a list", listing({ ...item, scope: { op_groups: [] } })],
    ["a group as text", listing({ ...item, scope: { op_groups: { stream: "rw" } } })],
    ["a group's flag as text", listing({ ...item, scope: { op_groups: { stream: { read: "yes" } } } })],
    ["another flag as text", listing({ ...item, scope: { op_groups: { stream: { write: "yes" } } } })],
    ...["account", "basin", "stream"].flatMap((group) =>
      ["read", "write"].map((access): [string, unknown] => [
        `text for ${group} ${access}, all else in its place`,
        listing({ ...item, scope: { op_groups: { ...groups, [group]: { ...flags, [access]: "yes" } } } }),
      ]),
    ),
  ])("cannot be %s", (_name, body) => expect(readListing(body)).toBeUndefined());
});

describe("a part that this version does not know", () => {
  const future = {
    basins: { regex: "x.*" },
    streams: "everything",
    access_tokens: { prefix: "a", except: "ab" },
    op_groups: {
      ...groups,
      stream: { read: true, write: false, admin: true },
      tokens: { read: true, write: true },
    },
    ops: ["read", "teleport"],
    tags: { team: "blue" },
  };

  it("is kept unchanged and marked by a symbol that does not print", () => {
    const scope = first({ ...item, scope: future })?.scope;
    expect(scope).toMatchObject({
      basins: { regex: "x.*" },
      streams: "everything",
      accessTokens: { prefix: "a", except: "ab" },
      opGroups: future.op_groups,
      ops: ["read", "teleport"],
      tags: { team: "blue" },
    });
    expect(unknownPartsOf(scope ?? {})).toEqual([
      "ops.teleport",
      "basins",
      "streams",
      "accessTokens",
      "opGroups.stream",
      "opGroups.tokens",
      "tags",
    ]);
    expect(JSON.stringify(scope)).not.toContain("unknown");
    expect(Object.getOwnPropertySymbols(first(item)?.scope)).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["basins", { basins: {} }],
    ["streams", { streams: { regex: "x" } }],
    ["accessTokens", { access_tokens: { exact: 5 } }],
    ["opGroups.stream", { op_groups: { stream: { admin: true } } }],
    ["opGroups.tokens", { op_groups: { tokens: { read: true, write: true } } }],
    ["ops.teleport", { ops: ["teleport"] }],
    ["tags", { tags: [] }],
    // As many fields as a scope has, with one replaced.
    ...["basins", "streams", "access_tokens", "op_groups", "ops"].map(
      (field): [string, Readonly<Record<string, unknown>>] => {
        const { [field]: _, ...others }: Record<string, unknown> = Object(item.scope);
        return ["tags", { ...others, tags: [] }];
      },
    ),
  ])("is the only one marked: %s of %j", (unknown, scope) => {
    expect(unknownPartsOf(first({ ...item, scope })?.scope ?? {})).toEqual([unknown]);
  });

  it("is kept when known groups are omitted", () => {
    const op_groups = { tokens: { read: true, write: true } };
    expect(first({ ...item, scope: { op_groups } })?.scope.opGroups).toEqual({ ...groups, ...op_groups });
  });

  it("is issued again unchanged", async () => {
    const bodies: unknown[] = [];
    const { accessTokens } = new S2({
      accessToken: "x",
      fetch: async (_url, init) => {
        if (init.method === "GET") return Response.json(listing({ ...item, scope: future }));
        bodies.push(await new Response(init.body ?? null).json());
        return Response.json({ access_token: "s" }, { status: 201 });
      },
    });
    const listed = await accessTokens.get({ id: "a" });
    if (listed === undefined) throw new Error("it is listed");
    await accessTokens.issue({ ...listed, id: "b" });
    await accessTokens.issue({ ...listed, id: "c", scope: { ...listed.scope } });
    expect(bodies).toEqual([
      { id: "b", scope: future, auto_prefix_streams: false },
      { id: "c", scope: future, auto_prefix_streams: false },
    ]);
    const literal = {
      ...listed,
      id: "d",
      scope: JSON.parse(JSON.stringify(listed.scope)) as typeof listed.scope,
    };
    await expect(accessTokens.issue(literal)).rejects.toMatchObject({ code: "argument" });
  });

  it("cannot change an object's prototype", () => {
    const wire: unknown = JSON.parse('{"ops":["read"],"__proto__":{"basins":{"prefix":""}}}');
    const scope = first({ ...item, scope: wire })?.scope;
    if (scope === undefined) throw new Error("it can be read");
    expect(Object.getPrototypeOf(scope)).toBe(Object.prototype);
    expect(scope.basins).toBeNull();
    expect(JSON.stringify(toWire("a", scope, undefined, undefined).scope)).toContain('"__proto__":{"basins"');
  });

  it("never replaces a known part", () => {
    const scope = first({ ...item, scope: { ops: ["read"], opGroups: "x", accessTokens: "y" } })?.scope;
    expect(scope).toMatchObject({ opGroups: groups, accessTokens: null });
  });
});

describe("an issued token's answer", () => {
  it.each<[unknown, string | undefined]>([
    [{ access_token: "s" }, "s"],
    [{ access_token: "s", more: 1 }, "s"],
    [{ access_token: "" }, undefined],
    [{ access_token: 42 }, undefined],
    [{}, undefined],
    [null, undefined],
    ["s", undefined],
  ])("%j: %j", (body, want) => expect(readIssueResponse(body)).toBe(want));
});

describe("a token to issue", () => {
  it("has wire names and no omitted fields", () => {
    const scope = {
      streams: { exact: "a" },
      basins: undefined,
      accessTokens: null,
      opGroups: { stream: { read: true } },
    };
    expect(toWire("a", scope, undefined, undefined)).toStrictEqual({
      id: "a",
      scope: { streams: { exact: "a" }, access_tokens: null, op_groups: { stream: { read: true } } },
    });
    expect(toWire("a", { ops: ["read"] }, true, "2027-01-01T00:00:00Z")).toEqual({
      id: "a",
      scope: { ops: ["read"] },
      auto_prefix_streams: true,
      expires_at: "2027-01-01T00:00:00Z",
    });
  });

  it("is listed as it was issued", async () => {
    const { fetch, token } = createLocalAccount();
    const { accessTokens } = new S2({ accessToken: token, fetch });
    await accessTokens.issue({
      id: "a",
      scope: { accessTokens: { prefix: "a" }, opGroups: { account: { write: true } } },
    });
    expect((await accessTokens.get({ id: "a" }))?.scope).toEqual({
      basins: null,
      streams: null,
      accessTokens: { prefix: "a" },
      opGroups: { ...groups, account: { read: false, write: true } },
      ops: [],
    });
  });
});

describe("every field of the contract", () => {
  it("of a token is read under the name in its table, and written under no other", () => {
    const read = readInfo({ ...everyField(), id: "a", scope: item.scope });
    for (const name of Object.values(TOKEN_FIELDS)) expect(read?.[name]).toBeTruthy();
    const written = toWire("a", { ops: ["read"] }, true, "2027-01-01T00:00:00Z");
    expect(Object.keys(TOKEN_FIELDS)).toEqual(expect.arrayContaining(Object.keys(written)));
  });

  it("of a listed token may come along into an input", async () => {
    const account = createLocalAccount();
    const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch });
    const listed = Object.fromEntries(Object.values(TOKEN_FIELDS).map((name) => [name, undefined]));
    await accessTokens.issue({ ...listed, id: "a", scope: { ops: ["read"] } });
    const scope = { ops: ["read"], streams: { prefix: "" } };
    const parsed = parseToken({ ...everyField(), id: "b", scope });
    await accessTokens.issue(parsed);
    expect(account.tokens().map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("of an answer appears in the client's result", async () => {
    const account = createLocalAccount();
    const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch });
    const issued = await accessTokens.issue({ id: "a", scope: { ops: ["read"] } });
    for (const name of Object.values(ANSWER_FIELDS.IssueAccessTokenResponse))
      expect(issued[name]).toBeTruthy();
    const page = await accessTokens.list();
    for (const name of Object.values(ANSWER_FIELDS.ListAccessTokensResponse))
      expect(page).toHaveProperty(name);
    account.faults.next("list", "403");
    const error: unknown = await accessTokens.list().catch((error: unknown) => error);
    for (const name of Object.values(ANSWER_FIELDS.ErrorInfo)) expect(error).toHaveProperty(name);
  });
});

/** A token with every field of the contract but the scope, in wire names. */
function everyField(): Item {
  const properties = resolvePointer(contract, "#/components/schemas/AccessTokenInfo/properties");
  return Object.fromEntries(
    Object.keys(Object(properties)).map((field) => {
      const type = [resolvePointer(properties, `#/${field}/type`)].flat();
      const isTime = resolvePointer(properties, `#/${field}/format`) === "date-time";
      return [field, type.includes("boolean") ? true : isTime ? "2027-01-01T00:00:00Z" : "a"];
    }),
  );
}
