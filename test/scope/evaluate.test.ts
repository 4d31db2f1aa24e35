import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../generated/constants.js";
import { S2ArgumentError } from "../../src/errors.js";
import { can, evaluate, type Evaluation } from "../../src/scope/evaluate.js";
import { withGroups } from "../../src/scope/groups.js";
import { permittedOperations } from "../../src/scope/permitted.js";
import type { ScopeRequest } from "../../src/scope/requests.js";
import type { Answer } from "../../src/scope/resources.js";
import type { AccessTokenScope, UnknownOperation } from "../../src/types.js";

const everywhere = { basins: { prefix: "" }, streams: { prefix: "" }, accessTokens: { prefix: "" } };
const read = { operation: "read", basin: "production", stream: "logs/a" } as const;
/** An operation unknown to this version, as in a later listing. */
const tomorrow = "compact-stream" as UnknownOperation;

const table: readonly { name: string; scope: AccessTokenScope; request: ScopeRequest; want: Answer }[] = [
  { name: "named, both sets match", scope: { ...everywhere, ops: ["read"] }, request: read, want: "yes" },
  { name: "not granted", scope: { ...everywhere, ops: ["append"] }, request: read, want: "no" },
  {
    name: "through a sourced group",
    scope: { ...everywhere, opGroups: { stream: { read: true } } },
    request: read,
    want: "yes",
  },
  {
    name: "through the other access of the group",
    scope: { ...everywhere, opGroups: { stream: { write: true } } },
    request: read,
    want: "no",
  },
  { name: "no basins", scope: { streams: { prefix: "" }, ops: ["read"] }, request: read, want: "no" },
  {
    name: "streams null",
    scope: { basins: { prefix: "" }, streams: null, ops: ["read"] },
    request: read,
    want: "no",
  },
  {
    name: "exact and equal",
    scope: { ...everywhere, basins: { exact: "production" }, ops: ["read"] },
    request: read,
    want: "yes",
  },
  {
    name: "exact and longer",
    scope: { ...everywhere, basins: { exact: "production-2" }, ops: ["read"] },
    request: read,
    want: "no",
  },
  {
    name: "the empty exact matches nothing",
    scope: { ...everywhere, streams: { exact: "" }, ops: ["read"] },
    request: { ...read, stream: "" },
    want: "no",
  },
  {
    name: "users/1 also opens users/10",
    scope: { ...everywhere, streams: { prefix: "users/1" }, ops: ["read"] },
    request: { ...read, stream: "users/10/a" },
    want: "yes",
  },
  {
    name: "half a surrogate pair is not a prefix of the pair",
    scope: { ...everywhere, streams: { prefix: "a\ud83d" }, ops: ["read"] },
    request: { ...read, stream: "a\u{1f600}" },
    want: "no",
  },
  {
    name: "nothing named, nothing needed",
    scope: { opGroups: { account: { read: true } } },
    request: { operation: "list-access-tokens" },
    want: "yes",
  },
  {
    name: "the id to issue",
    scope: { accessTokens: { prefix: "user-" }, ops: ["issue-access-token"] },
    request: { operation: "issue-access-token", accessTokenId: "admin" },
    want: "no",
  },
  {
    name: "disputed, as the former services have it",
    scope: { ...everywhere, opGroups: { account: { read: true } } },
    request: { operation: "get-basin-config", basin: "production" },
    want: "unknown",
  },
  {
    name: "disputed, as the test plan has it",
    scope: { ...everywhere, opGroups: { basin: { read: true } } },
    request: { operation: "get-basin-config", basin: "production" },
    want: "unknown",
  },
  {
    name: "disputed, through account write alone",
    scope: { ...everywhere, opGroups: { account: { write: true } } },
    request: { operation: "get-basin-config", basin: "production" },
    want: "unknown",
  },
  {
    name: "disputed, through basin write alone",
    scope: { ...everywhere, opGroups: { basin: { write: true } } },
    request: { operation: "get-stream-config", basin: "production", stream: "a" },
    want: "unknown",
  },
  {
    name: "disputed, through none of its readings",
    scope: { ...everywhere, opGroups: { stream: { read: true, write: true } } },
    request: { operation: "get-basin-config", basin: "production" },
    want: "no",
  },
  {
    name: "disputed, but named",
    scope: { ...everywhere, ops: ["get-basin-config"] },
    request: { operation: "get-basin-config", basin: "production" },
    want: "yes",
  },
  {
    name: "disputed, the resource not matched",
    scope: { basins: { exact: "staging-1" }, opGroups: { account: { read: true } } },
    request: { operation: "get-basin-config", basin: "production" },
    want: "no",
  },
  {
    name: "inferred",
    scope: { opGroups: { account: { read: true } } },
    request: { operation: "list-locations" },
    want: "unknown",
  },
  {
    name: "inferred elsewhere",
    scope: { opGroups: { account: { write: true } } },
    request: { operation: "list-locations" },
    want: "no",
  },
  {
    name: "unknown to this version, a group granted",
    scope: { ...everywhere, opGroups: { basin: { read: true } } },
    request: { operation: tomorrow, basin: "b" },
    want: "unknown",
  },
  {
    name: "unknown to this version, no group granted",
    scope: { ...everywhere, ops: ["read"] },
    request: { operation: tomorrow, basin: "b" },
    want: "no",
  },
  {
    name: "unknown to this version, named, everything covered",
    scope: { ...everywhere, ops: [tomorrow] },
    request: { operation: tomorrow },
    want: "yes",
  },
  {
    name: "unknown to this version, named, its resource not given",
    scope: { basins: { prefix: "" }, ops: [tomorrow] },
    request: { operation: tomorrow, basin: "b" },
    want: "unknown",
  },
  {
    name: "unknown to this version, named, not covered",
    scope: { basins: { exact: "a" }, ops: [tomorrow] },
    request: { operation: tomorrow, basin: "b" },
    want: "no",
  },
];

describe("evaluate", () => {
  it.each(table)("$name: $want", ({ scope, request, want }) => {
    const { answer, reasons } = evaluate(scope, request);
    expect(answer).toBe(want);
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toMatchObject({ answer: want, sentence: /^.*\.$/ });
    expect(can(scope, request)).toBe(want === "yes");
  });

  it("gives the reasons as data and as a sentence", () => {
    const scope = { basins: { exact: "production" }, ops: ["read"] } as const;
    const want: Evaluation = {
      answer: "no",
      reasons: [
        {
          about: "stream",
          answer: "no",
          name: "logs/a",
          set: null,
          sentence: 'streams does not cover "logs/a": it covers nothing.',
        },
      ],
    };
    expect(evaluate(scope, read)).toEqual(want);
  });

  it("denies list-streams to a token with stream read and write", () => {
    const scope = {
      basins: { prefix: "" },
      streams: { prefix: "users/1234/" },
      opGroups: { stream: { read: true, write: true } },
    };
    const listing = { operation: "list-streams", basin: "production" } as const;
    expect(evaluate(scope, listing)).toMatchObject({
      answer: "no",
      reasons: [{ about: "operation", sentence: "Nothing in ops or opGroups holds list-streams." }],
    });
    expect(can({ ...scope, ops: ["list-streams"] }, listing)).toBe(true);
  });

  it("reports every name missing from a request", () => {
    // JavaScript allows such calls.
    const request = { operation: "read" } as unknown as ScopeRequest;
    for (const ask of [evaluate, can]) {
      const error = caught(() => ask(everywhere, request));
      expect(error.issues.map(({ path }) => path)).toEqual(["request.basin", "request.stream"]);
    }
  });

  it.each([null, undefined, "read", 7, []])("refuses %j as a scope", (scope) => {
    // As in handwritten JSON.
    expect(caught(() => can(scope as unknown as AccessTokenScope, read)).issues[0]?.path).toBe("scope");
  });

  it.each<[string, unknown]>([
    ["a set of both", { ...everywhere, basins: { exact: "production", prefix: "" }, ops: ["read"] }],
    ["a set of neither", { ...everywhere, streams: { suffix: "a" }, ops: ["read"] }],
    ["a set of another type", { ...everywhere, streams: "logs/", ops: ["read"] }],
    ["ops as a word", { ...everywhere, ops: "read" }],
    ["ops with a number", { ...everywhere, ops: [7] }],
    ["groups as a word", { ...everywhere, opGroups: "stream" }],
    ["a flag as a word", { ...everywhere, opGroups: { stream: { read: "true" } } }],
    ["a flag unknown to this version", { ...everywhere, opGroups: { stream: { admin: true } } }],
    ["a group unknown to this version", { ...everywhere, opGroups: { records: { read: true } } }],
    ["a group as a flag", { ...everywhere, opGroups: { stream: true } }],
  ])("does not guess about unreadable parts: %s", (_, scope) => {
    // Wrong on purpose: as a future server or a person may write it.
    expect(evaluate(scope as AccessTokenScope, read).answer).toBe("unknown");
    expect(can(scope as AccessTokenScope, read)).toBe(false);
  });
});

describe("withGroups", () => {
  const request = { operation: "get-stream-config", basin: "production", stream: "a" } as const;
  const groups = withGroups({ "get-stream-config": { group: "stream", access: "read" } });

  it.each<[AccessTokenScope["opGroups"], Answer]>([
    [{ stream: { read: true } }, "yes"],
    [{ basin: { read: true } }, "no"],
  ])("makes %j definite: %s", (opGroups, want) => {
    expect(evaluate({ ...everywhere, opGroups }, request).answer).toBe("unknown");
    expect(evaluate({ ...everywhere, opGroups }, request, { groups }).answer).toBe(want);
  });

  it("accepts several groups and none", () => {
    const both = withGroups({
      "get-stream-config": [
        { group: "stream", access: "read" },
        { group: "basin", access: "read" },
      ],
    });
    const none = withGroups({ "get-stream-config": [] });
    const scope = { ...everywhere, opGroups: { basin: { read: true } } };
    expect(can(scope, request, { groups: both })).toBe(true);
    expect(evaluate(scope, request, { groups: none }).answer).toBe("no");
  });

  it("reports every unknown operation, group and access at once", () => {
    // Wrong on purpose.
    const overrides = { "get-stream-confg": [], read: { group: "streams", access: "read" } } as object;
    const { issues } = caught(() => withGroups(overrides));
    expect(issues.map(({ path, code }) => [path, code])).toEqual([
      ["get-stream-confg", "unknown_operation"],
      ["read", "wrong_type"],
    ]);
  });
});

describe("permittedOperations", () => {
  it("answers for every operation and names its grant", () => {
    const scope: AccessTokenScope = {
      basins: { prefix: "" },
      ops: ["stream-metrics", "basin-metrics", tomorrow],
      opGroups: { account: { read: true } },
    };
    const all = permittedOperations(scope);
    expect(all).toHaveLength(OPERATIONS.length + 1);
    const rows = all.filter(({ grants }) => grants.length > 0);
    expect(rows.map(({ operation, answer, missing }) => [operation, answer, missing.join()])).toEqual([
      ["list-basins", "yes", ""],
      ["get-basin-config", "unknown", ""],
      ["list-access-tokens", "yes", ""],
      ["account-metrics", "yes", ""],
      ["basin-metrics", "yes", ""],
      ["stream-metrics", "no", "stream"],
      ["list-locations", "unknown", ""],
      ["get-default-location", "unknown", ""],
      ["compact-stream", "unknown", ""],
    ]);
    expect(all.find(({ operation }) => operation === "stream-metrics")?.sentence).toBe(
      "stream-metrics is held, but streams covers nothing.",
    );
  });
});

function caught(run: () => unknown): S2ArgumentError {
  try {
    run();
  } catch (error) {
    if (error instanceof S2ArgumentError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
