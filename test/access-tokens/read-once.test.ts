import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  explain,
  excess,
  lint,
  prefix,
  S2,
  S2ArgumentError,
  S2IssueOutcomeUnknownError,
  scope,
  type IssueAccessTokenInput,
  type IssueGuard,
  type S2Options,
  type TokenToIssue,
} from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";

// The checked input is the one sent: each input is read once, and everything after that uses the copy.

const NOW = Date.parse("2026-11-01T00:00:00Z");
const HOUR = 3_600_000;

function setUp(options: Partial<S2Options> = {}) {
  const account = createLocalAccount({ now: () => NOW });
  const client = new S2({ accessToken: account.token, fetch: account.fetch, now: () => NOW, ...options });
  return { account, tokens: client.accessTokens };
}

/** JavaScript allows such values. */
const untyped = (input: unknown) => input as IssueAccessTokenInput;

/** Returns one value after another. */
function changing<T>(key: string, ...values: readonly T[]): Record<string, T> {
  let asked = 0;
  return Object.defineProperty({}, key, { enumerable: true, get: () => values[asked++] ?? values.at(-1) });
}

describe("a guard", () => {
  const read = { ops: ["read" as const], streams: { prefix: "u/" } };

  it.each<[string, (token: TokenToIssue) => void]>([
    ["pushes to ops", ({ scope }) => (scope.ops as string[]).push("append")],
    ["changes a prefix", ({ scope }) => Object.assign(scope.streams ?? {}, { prefix: "" })],
    ["adds a set", ({ scope }) => Object.assign(scope, { basins: { prefix: "" } })],
    ["changes the id", (token) => Object.assign(token, { id: "other" })],
  ])("that %s gets a TypeError, and nothing is sent", async (_name, change) => {
    const { account, tokens } = setUp();
    await expect(tokens.issue({ id: "a", scope: read }, { before: [change] })).rejects.toThrow(TypeError);
    expect(account.journal).toEqual([]);
  });

  it("that changes its Date does not affect the request or other guards", async () => {
    const { account, tokens } = setUp();
    const seen: (number | undefined)[] = [];
    const before: IssueGuard[] = [
      ({ expiresAt }) => void expiresAt?.setTime(0),
      ({ expiresAt }) => void seen.push(expiresAt?.getTime()),
    ];
    await tokens.issue({ id: "a", scope: read, expiresAt: NOW + HOUR }, { before });
    expect([seen, account.tokens()[0]?.expires_at]).toEqual([[NOW + HOUR], "2026-11-01T01:00:00Z"]);
  });

  it("of the client is asked before the call's own", async () => {
    const asked: string[] = [];
    const { tokens } = setUp({ before: [() => void asked.push("client")] });
    await tokens.issue({ id: "a", scope: read }, { before: [() => void asked.push("call")] });
    expect(asked).toEqual(["client", "call"]);
  });

  it("of the client refuses what a call's own does not", async () => {
    const issue = { path: "id", code: "house_rule", message: "Not that one." };
    const { account, tokens } = setUp({ before: [() => [issue]] });
    await expect(tokens.issue({ id: "a", scope: read })).rejects.toMatchObject({ issues: [issue] });
    expect(account.journal).toEqual([]);
  });

  it("is asked again by recover, about the new id", async () => {
    const ids: string[] = [];
    const { account, tokens } = setUp();
    account.faults.next("issue", "500-after");
    const before: IssueGuard[] = [
      ({ id }) => (ids.push(id), id === "no" ? [{ path: "id", code: "no", message: "No." }] : []),
    ];
    const lost: unknown = await tokens
      .issue({ id: "a", scope: read }, { before })
      .catch((error: unknown) => error);
    if (!(lost instanceof S2IssueOutcomeUnknownError)) throw lost;
    await expect(lost.recover({ newId: "no" })).rejects.toThrow(S2ArgumentError);
    expect(await lost.recover({ newId: "b" })).toMatchObject({ id: "b", orphan: "revoked" });
    expect(ids).toEqual(["a", "no", "b"]);
  });
});

describe("an input changed after the call began", () => {
  it("is sent as first given by every attempt and by recover", async () => {
    const { account, tokens } = setUp();
    account.faults.next("issue", "500-after");
    const ops: ("read" | "append")[] = ["read"];
    const streams = { prefix: "u/" };
    const expiresAt = new Date(NOW + HOUR);
    const call = tokens.issue({ id: "a", scope: { ops, streams }, expiresAt });
    ops.push("append");
    streams.prefix = "";
    expiresAt.setTime(NOW + 2 * HOUR);
    const lost: unknown = await call.catch((error: unknown) => error);
    if (!(lost instanceof S2IssueOutcomeUnknownError)) throw lost;
    expect(await lost.recover({ newId: "b" })).toMatchObject({ orphan: "revoked" });
    expect(account.tokens()).toMatchObject([
      { id: "b", expires_at: "2026-11-01T01:00:00Z", scope: { ops: ["read"], streams: { prefix: "u/" } } },
    ]);
  });

  it("does not affect a listing in progress", async () => {
    const { tokens } = setUp();
    for (const id of ["a/1", "a/2", "b/1"]) await tokens.issue({ id, scope: { ops: ["read"] } });
    const input: Record<string, unknown> = { prefix: "a/", pageSize: 1 };
    const options: Record<string, unknown> = { prefetch: false };
    const listing = tokens.listAll(input, options);
    Object.assign(input, { prefix: 4, pageSize: "x" });
    Object.assign(options, { signal: 4, requestTimeoutMillis: "x" });
    const found: string[] = [];
    for await (const { id } of listing) found.push(id);
    expect(found).toEqual(["a/1", "a/2"]);
  });
});

describe("a getter that returns another value the second time", () => {
  it.each<[string, (tokens: S2["accessTokens"]) => Promise<unknown>, string]>([
    [
      "id of revoke",
      (tokens) => tokens.revoke(changing("id", "ok", "..") as { id: string }),
      "/v1/access-tokens/ok",
    ],
    ["id of get", (tokens) => tokens.get(changing("id", "ok", "..") as { id: string }), "prefix=ok"],
    ["prefix of list", (tokens) => tokens.list(changing("prefix", "ok", "\0")), "prefix=ok"],
    ["limit of list", (tokens) => tokens.list(changing("limit", 5, 5000)), "limit=5"],
    [
      "prefix of listAll",
      (tokens) => tokens.listAll(changing("prefix", "ok", "\0")).toArray({ maxItems: 1 }),
      "prefix=ok",
    ],
    ["maxItems", (tokens) => tokens.listAll().toArray(changing("maxItems", 5, -1)), "limit=5"],
  ])("%s", async (_name, call, want) => {
    const urls: string[] = [];
    const account = createLocalAccount();
    const fetch: S2Options["fetch"] = (url, init) => (urls.push(url), account.fetch(url, init));
    const { accessTokens } = new S2({ accessToken: account.token, fetch });
    await call(accessTokens).catch(() => undefined);
    expect(urls).toHaveLength(1);
    expect(urls[0]).toContain(want);
  });

  it("a part of a scope", async () => {
    const { account, tokens } = setUp();
    await tokens.issue(untyped({ id: "a", scope: { ops: ["read"], streams: changing("prefix", "u/", "") } }));
    expect(account.tokens()[0]?.scope).toMatchObject({ streams: { prefix: "u/" } });
  });

  it("an option of the client", () => {
    expect(() => new S2(changing("accessToken", "fine", "a b") as unknown as S2Options)).not.toThrow();
  });
});

describe("a scope that is a class", () => {
  it("is sent as its own data, whatever its toJSON or prototype provides", async () => {
    class Told {
      readonly ops = ["read"];
      get basins() {
        return { prefix: "" };
      }
      toJSON = () => ({ ops: ["append"] });
    }
    const { account, tokens } = setUp();
    const refused: unknown = await tokens
      .issue(untyped({ id: "a", scope: new Told() }))
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ issues: [{ path: "scope.toJSON", code: "unknown_key" }] });
    class Plain {
      readonly ops = ["read"];
      get basins() {
        return { prefix: "" };
      }
    }
    Object.defineProperty(Plain.prototype, "toJSON", { value: () => ({ ops: ["append"] }) });
    await tokens.issue(untyped({ id: "a", scope: new Plain() }));
    expect(account.tokens()[0]?.scope).toMatchObject({ ops: ["read"], basins: null });
  });

  it("picks up nothing from Object.prototype", async () => {
    const bodies: unknown[] = [];
    const { tokens } = setUp({
      fetch: (_url, { body }) => (
        bodies.push(body),
        Promise.resolve(Response.json({ access_token: "x" }, { status: 201 }))
      ),
    });
    const polluted = {
      basins: { prefix: "" },
      prefix: "",
      write: true,
      autoPrefixStreams: true,
      expiresAt: 1,
    };
    for (const [key, value] of Object.entries(polluted)) {
      // oxlint-disable-next-line eslint/no-extend-native -- what another script may have done
      Object.defineProperty(Object.prototype, key, { value, configurable: true });
    }
    try {
      await tokens.issue(
        untyped({ id: "a", scope: { opGroups: { stream: { read: true } }, streams: { exact: "a" } } }),
      );
    } finally {
      for (const key of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, key);
    }
    expect(bodies.map((body) => JSON.parse(String(body)))).toEqual([
      { id: "a", scope: { streams: { exact: "a" }, op_groups: { stream: { read: true } } } },
    ]);
  });
});

it("deeply nested data is refused by path instead of overflowing the stack", async () => {
  const { account, tokens } = setUp();
  const deep: unknown = JSON.parse("[".repeat(5000) + "]".repeat(5000));
  const listed = { ops: ["read"], later: deep, [Symbol.for("s2-access-tokens.unknown")]: ["later"] };
  await expect(tokens.issue(untyped({ id: "a", scope: listed }))).rejects.toThrow(
    "scope must be at most 64 levels deep, got more.",
  );
  expect(account.journal).toEqual([]);
});

describe("the client and the analysis read alike", () => {
  const foreign: unknown = runInNewContext(`new Date(${NOW + HOUR})`);
  const times: [string, unknown][] = [
    ["a Date of another realm", foreign],
    ["milliseconds", NOW + HOUR],
    ["text", "2026-11-01T01:00:00Z"],
  ];

  it.each(times)("%s", async (_name, expiresAt) => {
    const token = untyped({ id: "a", scope: { ops: ["read"] }, expiresAt });
    const { account, tokens } = setUp();
    await tokens.issue(token);
    expect(account.tokens()[0]?.expires_at).toBe("2026-11-01T01:00:00Z");
    expect(lint(token, { now: NOW }).map(({ rule }) => rule)).not.toContain("malformed");
    expect(explain(token)).toContain("2026-11-01 01:00:00 UTC");
    const parent = {
      id: "p",
      scope: { ops: ["read" as const], accessTokens: prefix("") },
      expiresAt: NOW + 2 * HOUR,
    };
    expect(excess(token, parent)).toEqual([]);
  });

  it("a builder of another copy", async () => {
    const other = { build: () => scope().basins(prefix("")).streams(prefix("u/")).ops("read").build() };
    const token = untyped({ id: "a", scope: other });
    const { account, tokens } = setUp();
    await tokens.issue(token);
    expect(account.tokens()[0]?.scope).toMatchObject({ ops: ["read"] });
    expect(lint(token, { now: NOW }).map(({ rule }) => rule)).not.toContain("malformed");
    expect(excess(token, { scope: other })).not.toContainEqual(expect.objectContaining({ part: "ops" }));
  });
});

describe("a refusal states the rule and what it got", () => {
  it.each<[(tokens: S2["accessTokens"]) => unknown, string]>([
    [(tokens) => tokens.get({ id: 4 } as unknown as { id: string }), "id must be a string, got a number."],
    [(tokens) => tokens.list({ limit: 5000 }), "limit must be a whole number from 1 to 1000, got 5000."],
    [(tokens) => tokens.list({ limit: 0 }), "limit must be a whole number from 1 to 1000, got 0."],
    [
      (tokens) => tokens.revoke("x" as unknown as { id: string }),
      "The argument must be an object { id }, got a string.",
    ],
    [
      (tokens) => tokens.revoke({ id: "s" }, "x" as unknown as object),
      "options must be an object { signal, requestTimeoutMillis, totalTimeoutMillis, retry, missingOk }, got a string.",
    ],
    [
      (tokens) => tokens.listAll().toArray({ maxItems: -1 }),
      "maxItems must be a whole number, 0 or more, got -1.",
    ],
  ])("%#", async (call, want) => {
    await expect((async () => call(setUp().tokens))()).rejects.toMatchObject({ message: want });
  });
});

describe("toArray without maxItems", () => {
  /** A listing of this many tokens. */
  const client = (count: number) =>
    new S2({
      accessToken: "x",
      fetch: (url) => {
        const query = new URL(url).searchParams;
        const from = Number(query.get("start_after") ?? -1) + 1;
        const ids = Array.from({ length: Math.min(Number(query.get("limit")), count - from) }, (_, index) =>
          String(from + index).padStart(6, "0"),
        );
        const items = ids.map((id) => ({ id, scope: { ops: ["read"] } }));
        return Promise.resolve(Response.json({ access_tokens: items, has_more: from + ids.length < count }));
      },
    }).accessTokens.listAll();

  it("collects up to 10 000 items", async () => {
    expect(await client(10_000).toArray()).toHaveLength(10_000);
  });

  it("asks for maxItems beyond that", async () => {
    const message = "maxItems must be given for more than 10000 items; Infinity gathers all.";
    await expect(client(10_001).toArray()).rejects.toMatchObject({ code: "argument", message });
    expect(await client(10_001).toArray({ maxItems: Infinity })).toHaveLength(10_001);
  });
});
