import { describe, expect, it } from "vitest";
import {
  explain,
  isOperation,
  lint,
  OPERATION_GROUPS,
  OPERATIONS,
  parseScope,
  parseToken,
  S2,
  S2ArgumentError,
} from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";

function problemsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof S2ArgumentError)) throw error;
    return error.issues.map(({ message }) => message);
  }
}

const ours = {
  basins: { exact: "production" },
  streams: { prefix: "users/1/" },
  accessTokens: null,
  opGroups: { stream: { read: true, write: false } },
  ops: ["append"],
};
const wire = {
  basins: { exact: "production" },
  streams: { prefix: "users/1/" },
  access_tokens: null,
  op_groups: { stream: { read: true, write: null }, basin: null },
  ops: ["append"],
};

describe("parseScope", () => {
  it("reads either spelling into the same scope", () => {
    expect(parseScope(ours)).toEqual(ours);
    expect(parseScope(wire)).toEqual({ ...ours, opGroups: { ...ours.opGroups, basin: null } });
    expect(parseScope({ ops: ["read"] })).toEqual({ ops: ["read"] });
  });

  it("returns a frozen copy", () => {
    const json = structuredClone(wire);
    const scope = parseScope(json);
    json.streams.prefix = "";
    expect(scope.streams).toEqual({ prefix: "users/1/" });
    expect([scope, scope.streams, scope.ops, scope.opGroups].every((part) => Object.isFrozen(part))).toBe(
      true,
    );
  });

  it("leaves a readable but meaningless scope to lint and issue", () => expect(parseScope({})).toEqual({}));

  it.each<[string, unknown, string[]]>([
    [
      "a value that is not an object",
      null,
      ["The argument must be an object { basins, streams, accessTokens, opGroups, ops }, got null."],
    ],
    [
      "a list",
      [ours],
      ["The argument must be an object { basins, streams, accessTokens, opGroups, ops }, got an array."],
    ],
    [
      "text",
      '{"ops":["read"]}',
      ["The argument must be an object, got a string: pass it through JSON.parse first."],
    ],
    [
      "mixed spellings",
      { opGroups: { stream: { read: true } }, access_tokens: { prefix: "" } },
      ["access_tokens is S2's spelling, and opGroups is not: write accessTokens, or S2's names throughout."],
    ],
    [
      "one field in both",
      { op_groups: {}, opGroups: {} },
      ["op_groups is S2's spelling, and opGroups is not: write opGroups, or S2's names throughout."],
    ],
    ["an unknown key", { opps: ["read"] }, ['There is no "opps" here; use ops instead.']],
    ["a misspelt camelCase key", { opGroup: {} }, ['There is no "opGroup" here; use opGroups instead.']],
    [
      "a misspelt snake_case key",
      { access_tokens: null, op_group: {} },
      ['There is no "op_group" here; use op_groups instead.'],
    ],
    [
      "a whole token",
      { scope: ours },
      ['There is no "scope" here; there is basins, streams, accessTokens, opGroups, ops.'],
    ],
    [
      "everything at once, in S2's spelling",
      {
        op_groups: { strem: {}, stream: { raed: true, write: 1 } },
        streams: { prefix: 4 },
        basins: {},
        ops: ["raed"],
      },
      [
        "basins must be { exact } or { prefix }, got neither.",
        "streams.prefix must be a string, got a number.",
        'There is no "strem" here; use stream instead.',
        'There is no "raed" here; use read instead.',
        "op_groups.stream.write must be true or false, got a number.",
        'ops[0] must be an operation of S2, got "raed"; use read instead.',
      ],
    ],
    [
      "a __proto__ key",
      JSON.parse('{"__proto__": {"ops": ["read"]}}'),
      ['There is no "__proto__" here; there is basins, streams, accessTokens, opGroups, ops.'],
    ],
  ])("refuses %s", (_name, json, want) => expect(problemsOf(() => parseScope(json))).toEqual(want));

  it("names the path of each problem in the caller's spelling", () => {
    expect(() => parseScope({ op_groups: { stream: { read: "yes" } } })).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path: "op_groups.stream.read" })] }),
    );
  });
});

describe("parseToken", () => {
  const NOW = Date.parse("2026-11-01T00:00:00Z");
  const account = createLocalAccount({ now: () => NOW });
  const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch, now: () => NOW });

  it("reads a token from curl's output, ready for issue, lint and explain", async () => {
    const expires_at = "2026-11-02T00:00:00.123456Z";
    const token = parseToken({ id: "a", scope: wire, auto_prefix_streams: true, expires_at });
    await accessTokens.issue(token);
    expect(account.tokens()).toMatchObject([
      { id: "a", auto_prefix_streams: true, expires_at, scope: { ops: ["append"] } },
    ]);
    expect(lint(token, { now: NOW }).map(({ rule }) => rule)).not.toContain("malformed");
    expect(explain(token)).toContain("users/1/");
    const [listed] = account.tokens();
    expect(parseToken(listed)).toMatchObject({ id: "a", expiresAt: expires_at });
  });

  it("reads a listed token back from JSON", async () => {
    const listed: unknown = JSON.parse(JSON.stringify(await accessTokens.get({ id: "a" })));
    expect(parseToken(listed)).toMatchObject({ id: "a", expiresAtText: "2026-11-02T00:00:00.123456Z" });
  });

  it.each<[string, object, object]>([
    ["nothing more", {}, {}],
    ["a lifetime", { expiresIn: "30d" }, { expiresIn: "30d" }],
    ["milliseconds", { expiresAt: NOW }, { expiresAt: NOW }],
    ["a Date, as YAML has it", { expiresAt: new Date(NOW) }, { expiresAt: new Date(NOW) }],
    [
      "null for omitted fields",
      { auto_prefix_streams: null, expires_at: null },
      { autoPrefixStreams: false, expiresAt: null },
    ],
  ])("reads %s", (_name, more, want) => {
    expect(parseToken({ id: "a", scope: { ops: ["read"] }, ...more })).toEqual({
      id: "a",
      scope: { ops: ["read"] },
      ...want,
    });
  });

  it.each<[string, unknown, string[]]>([
    [
      "nothing",
      {},
      [
        "id must be a string, got undefined.",
        "scope must be an object { basins, streams, accessTokens, opGroups, ops }, got undefined.",
      ],
    ],
    [
      "mixed spellings, across levels",
      { id: "a", scope: { op_groups: { stream: { read: true } } }, expiresAt: null },
      [
        "scope.op_groups is S2's spelling, and expiresAt is not: write scope.opGroups, or S2's names throughout.",
      ],
    ],
    [
      "prefixing without a prefix",
      { id: "a", scope: { ops: ["read"], streams: { exact: "b" } }, auto_prefix_streams: true },
      ['auto_prefix_streams needs scope.streams to be a prefix: { prefix: "…" }.'],
    ],
    [
      "invalid times",
      { id: "a", scope: { ops: ["read"] }, expires_at: "tomorrow" },
      [
        "expires_at must be a Date, milliseconds since 1970 or RFC 3339 text like 2030-01-31T12:00:00Z, got other text.",
      ],
    ],
    [
      "a lifetime of seconds",
      { id: "a", scope: { ops: ["read"] }, expiresIn: 3600 },
      ['expiresIn looks like seconds: give milliseconds, or text like "90s".'],
    ],
    [
      "a lifetime beside an expiry",
      { id: "a", scope: { ops: ["read"] }, expiresAt: null, expiresIn: "1h" },
      ["expiresIn must not be given beside expiresAt."],
    ],
    [
      "a page of a listing",
      { access_tokens: [], has_more: false },
      [
        'There is no "access_tokens" here; use scope.access_tokens, or each item of a listing, instead.',
        'There is no "has_more" here; use each item of access_tokens instead.',
        "id must be a string, got undefined.",
        "scope must be an object { basins, streams, accessTokens, opGroups, ops }, got undefined.",
      ],
    ],
    [
      "a secret in the wrong place",
      { id: "a", scope: { ops: ["read"] }, access_token: "live-secret" },
      [
        'There is no "access_token" here; there is id, scope, autoPrefixStreams, expiresAt, expiresAtText, expiresIn.',
      ],
    ],
  ])("refuses %s", (_name, json, want) => expect(problemsOf(() => parseToken(json))).toEqual(want));
});

it("issue refuses S2's spelling and points to the parser for it", async () => {
  const { accessTokens } = new S2({ accessToken: "x" });
  // JavaScript allows such calls.
  const input = { id: "a", scope: wire, expires_at: null } as unknown as Parameters<
    typeof accessTokens.issue
  >[0];
  const error: unknown = await accessTokens.issue(input).catch((error: unknown) => error);
  if (!(error instanceof S2ArgumentError)) throw error;
  expect(error.message).toContain("use opGroups (or read S2's JSON with parseScope) instead");
  expect(error.message).toContain("use expiresAt (or read S2's JSON with parseToken) instead");
});

it("lists and recognises operations and groups at run time", () => {
  expect(OPERATIONS).toContain("check-tail");
  expect(OPERATION_GROUPS).toEqual(["account", "basin", "stream"]);
  expect(["read", "raed", "toString", 4, null].map((text) => isOperation(text))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  const asked: string = "append";
  if (isOperation(asked)) expect(parseScope({ ops: [asked] }).ops).toEqual([asked]);
});
