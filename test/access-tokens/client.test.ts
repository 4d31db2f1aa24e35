import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { S2, S2ArgumentError, S2ConflictError, S2NotFoundError, scope, prefix } from "../../src/index.js";
import type { IssueAccessTokenInput, TokenToIssue } from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";

const NOW = Date.parse("2026-11-01T00:00:00Z");
const DAY = 86_400_000;

function setUp() {
  const account = createLocalAccount({ now: () => NOW });
  const client = new S2({ accessToken: account.token, fetch: account.fetch, now: () => NOW });
  return { account, tokens: client.accessTokens };
}

/** Returns the issues that refuse a call; fails if anything was sent. */
async function refusalOf(call: (tokens: S2["accessTokens"]) => unknown): Promise<string[]> {
  const { account, tokens } = setUp();
  try {
    await call(tokens);
    return [];
  } catch (error) {
    expect(account.journal).toEqual([]);
    if (!(error instanceof S2ArgumentError)) throw error;
    return error.issues.map(({ path, code }) => `${path} ${code}`);
  }
}

/** JavaScript allows such calls. */
const untyped = (input: unknown) => input as IssueAccessTokenInput;
const read = { ops: ["read"] } as const;

describe("issue", () => {
  it("returns the secret and sends the token it was given", async () => {
    const { account, tokens } = setUp();
    const { id, accessToken } = await tokens.issue({
      id: "a",
      scope: { basins: { prefix: "" }, streams: { prefix: "u/" }, opGroups: { stream: { read: true } } },
      autoPrefixStreams: true,
      expiresAt: new Date(NOW + DAY),
    });
    expect([id, account.idOf(accessToken)]).toEqual(["a", "a"]);
    expect(account.tokens()).toMatchObject([
      {
        id: "a",
        auto_prefix_streams: true,
        expires_at: "2026-11-02T00:00:00Z",
        scope: { basins: { prefix: "" }, streams: { prefix: "u/" }, access_tokens: null },
      },
    ]);
  });

  it("accepts a builder", async () => {
    const { account, tokens } = setUp();
    await tokens.issue({ id: "a", scope: scope().basins(prefix("")).streams(prefix("u/")).ops("read") });
    expect(account.tokens()[0]?.scope).toMatchObject({ streams: { prefix: "u/" }, ops: ["read"] });
  });

  it.each<[string, unknown, string | null]>([
    ["a Date", new Date(NOW + DAY), "2026-11-02T00:00:00.000Z"],
    ["a Date of another realm", runInNewContext(`new Date(${NOW + DAY})`), "2026-11-02T00:00:00.000Z"],
    ["milliseconds", NOW + DAY + 0.7, "2026-11-02T00:00:00.000Z"],
    ["text, as it is", "2026-11-02T01:00:00.123456789+01:00", "2026-11-02T00:00:00.123456789Z"],
    ["null", null, null],
    ["nothing", undefined, null],
  ])("accepts %s as expiry", async (_name, expiresAt, want) => {
    const { account, tokens } = setUp();
    await tokens.issue(untyped({ id: "a", scope: read, expiresAt }));
    const listed = account.tokens()[0]?.expires_at;
    expect(listed === null || listed === undefined ? null : Date.parse(listed)).toBe(
      want === null ? null : Date.parse(want),
    );
  });

  it("sends an expiry that passed less than a day ago and leaves the decision to S2", async () => {
    const { account, tokens } = setUp();
    await expect(tokens.issue({ id: "a", scope: read, expiresAt: NOW - DAY })).rejects.toMatchObject({
      status: 422,
    });
    expect(account.journal).toHaveLength(1);
  });

  it.each<[string, unknown, string[]]>([
    ["null", null, [" wrong_type"]],
    ["a string", "a", [" wrong_type"]],
    ["nothing", {}, ["id wrong_type", "scope wrong_type"]],
    ["an empty id", { id: "", scope: read }, ["id invalid_name"]],
    ["a dot segment", { id: "..", scope: read }, ["id invalid_name"]],
    ["a misspelt key", { id: "a", scope: read, expires_at: 1 }, ["expires_at unknown_key"]],
    ["a scope laid out flat", { id: "a", ops: ["read"] }, ["ops unknown_key", "scope wrong_type"]],
    ["an empty scope", { id: "a", scope: {} }, ["scope empty_permissions"]],
    [
      "prefixing without a prefix",
      { id: "a", scope: read, autoPrefixStreams: true },
      ["autoPrefixStreams auto_prefix_without_prefix"],
    ],
    [
      "a flag that is not a boolean",
      { id: "a", scope: read, autoPrefixStreams: "yes" },
      ["autoPrefixStreams wrong_type"],
    ],
    [
      "an invalid date",
      { id: "a", scope: read, expiresAt: new Date(Number.NaN) },
      ["expiresAt invalid_expiry"],
    ],
    ["a date beyond 9999", { id: "a", scope: read, expiresAt: 8.64e15 }, ["expiresAt invalid_expiry"]],
    ["a time before 1970", { id: "a", scope: read, expiresAt: new Date(-1) }, ["expiresAt expired"]],
    ["no time at all", { id: "a", scope: read, expiresAt: -Infinity }, ["expiresAt invalid_expiry"]],
    [
      "an object that only inherits from Date",
      { id: "a", scope: read, expiresAt: Object.create(Date.prototype) },
      ["expiresAt invalid_expiry"],
    ],
    ["a builder that grants nothing", { id: "a", scope: scope() }, ["scope empty_permissions"]],
    [
      "a date that does not exist",
      { id: "a", scope: read, expiresAt: "2027-02-30T00:00:00Z" },
      ["expiresAt invalid_expiry"],
    ],
    ["a date alone", { id: "a", scope: read, expiresAt: "2027-01-01" }, ["expiresAt invalid_expiry"]],
    ["an object as expiry", { id: "a", scope: read, expiresAt: {} }, ["expiresAt invalid_expiry"]],
    ["the past", { id: "a", scope: read, expiresAt: NOW - DAY - 1 }, ["expiresAt expired"]],
    ["the past as text", { id: "a", scope: read, expiresAt: "2001-01-01T00:00:00Z" }, ["expiresAt expired"]],
    ["seconds", { id: "a", scope: read, expiresAt: NOW / 1000 + 3600 }, ["expiresAt expiry_in_seconds"]],
    [
      "a Date of seconds",
      { id: "a", scope: read, expiresAt: new Date(NOW / 1000 + 3600) },
      ["expiresAt expiry_in_seconds"],
    ],
    [
      "all at once",
      { id: "", scope: { ops: ["x"] }, expiresAt: 0 },
      ["id invalid_name", "scope.ops[0] unknown_operation", "expiresAt expired"],
    ],
  ])("refuses %s", async (_name, input, want) => {
    expect(await refusalOf((tokens) => tokens.issue(untyped(input)))).toEqual(want);
  });

  it("merges a builder's issues with the others and rethrows any other error", async () => {
    const refusing = {
      build: () => {
        throw new S2ArgumentError([{ path: "ops", code: "c", message: "m" }]);
      },
    };
    expect(await refusalOf((tokens) => tokens.issue(untyped({ id: "", scope: refusing })))).toEqual([
      "id invalid_name",
      "scope.ops c",
    ]);
    const broken = {
      build: () => {
        throw new RangeError("mine");
      },
    };
    await expect(refusalOf((tokens) => tokens.issue(untyped({ id: "a", scope: broken })))).rejects.toThrow(
      "mine",
    );
  });

  it("shows guards the token and lets them refuse it", async () => {
    const { account, tokens } = setUp();
    const seen: [TokenToIssue, number][] = [];
    const issue = { path: "id", code: "house_rule", message: "Not that one." };
    const input = { id: "a", scope: read, expiresAt: NOW + DAY };
    const before = [
      (token: TokenToIssue, now: number) => void seen.push([token, now]),
      () => [issue],
      () => undefined,
    ];
    await expect(tokens.issue(input, { before })).rejects.toMatchObject({
      issues: [issue],
      operation: "issue",
    });
    expect(seen).toEqual([
      [
        {
          id: "a",
          scope: read,
          autoPrefixStreams: false,
          expiresAt: new Date(NOW + DAY),
          expiresAtText: new Date(NOW + DAY).toISOString(),
        },
        NOW,
      ],
    ]);
    const thrown = new Error("mine");
    const throwing = () => {
      throw thrown;
    };
    await expect(tokens.issue({ id: "a", scope: read }, { before: [throwing] })).rejects.toBe(thrown);
    expect(account.journal).toEqual([]);
  });

  it("rejects a taken id with S2ConflictError", async () => {
    const { tokens } = setUp();
    await tokens.issue({ id: "a", scope: read });
    const again = tokens.issue({ id: "a", scope: read });
    await expect(again).rejects.toBeInstanceOf(S2ConflictError);
    await expect(again).rejects.toMatchObject({
      status: 409,
      code: "resource_already_exists",
      attempts: 1,
      effect: "none",
    });
  });
});

describe("a listed token", () => {
  it("can be issued again unchanged, with fractions finer than a millisecond", async () => {
    const { account, tokens } = setUp();
    const expiresAt = "2027-01-01T00:00:00.123456789Z";
    await tokens.issue({
      id: "a",
      scope: { streams: { prefix: "u/" }, ops: ["read", "append"], opGroups: { basin: { read: true } } },
      autoPrefixStreams: true,
      expiresAt,
    });
    const listed = await tokens.get({ id: "a" });
    if (listed === undefined) throw new Error("it was issued");
    expect([listed.expiresAt, listed.expiresAtText]).toEqual([
      new Date("2027-01-01T00:00:00.123Z"),
      expiresAt,
    ]);
    await tokens.issue({ ...listed, id: "b" });
    await tokens.issue({ ...listed, id: "c", expiresAt: new Date("2028-01-01T00:00:00Z") });
    const [a, b, c] = account.tokens();
    expect(b).toEqual({ ...a, id: "b" });
    expect(c).toEqual({ ...a, id: "c", expires_at: "2028-01-01T00:00:00Z" });
  });
});

describe("list and get", () => {
  it("return pages and report whether more follow", async () => {
    const { tokens } = setUp();
    for (const id of ["a", "ab", "abc", "b"]) await tokens.issue({ id, scope: read });
    const ids = async (input?: object) => {
      const { accessTokens, hasMore } = await tokens.list(input);
      return [accessTokens.map(({ id }) => id), hasMore];
    };
    expect(await ids()).toEqual([["a", "ab", "abc", "b"], false]);
    expect(await ids({ prefix: "a", limit: 2 })).toEqual([["a", "ab"], true]);
    expect(await ids({ prefix: "a", startAfter: "ab", limit: undefined })).toEqual([["abc"], false]);
    expect((await tokens.get({ id: "ab" }))?.id).toBe("ab");
    expect(await tokens.get({ id: "aba" })).toBeUndefined();
  });

  it.each<[string, (tokens: S2["accessTokens"]) => unknown, string[]]>([
    ["limit 0", (tokens) => tokens.list({ limit: 0 }), ["limit out_of_range"]],
    ["limit 1001", (tokens) => tokens.list({ limit: 1001 }), ["limit out_of_range"]],
    ["limit 1.5", (tokens) => tokens.list({ limit: 1.5 }), ["limit out_of_range"]],
    ["a long prefix", (tokens) => tokens.list({ prefix: "a".repeat(97) }), ["prefix invalid_name"]],
    ["a cursor with NUL", (tokens) => tokens.list({ startAfter: "\0" }), ["startAfter invalid_name"]],
    ["get of ..", (tokens) => tokens.get({ id: ".." }), ["id invalid_name"]],
    ["revoke of ..", (tokens) => tokens.revoke({ id: ".." }), ["id invalid_name"]],
    ["revoke of nothing", (tokens) => tokens.revoke({ id: "" }), ["id invalid_name"]],
    ["pageSize 0", (tokens) => tokens.listAll({ pageSize: 0 }), ["pageSize out_of_range"]],
    ["maxItems -1", (tokens) => tokens.listAll().toArray({ maxItems: -1 }), ["maxItems out_of_range"]],
    [
      "maxItems NaN",
      (tokens) => tokens.listAll().toArray({ maxItems: Number.NaN }),
      ["maxItems out_of_range"],
    ],
  ])("refuse %s", async (_name, call, want) => {
    expect(await refusalOf(call)).toEqual(want);
  });

  it("name the option that was meant", () => {
    const { tokens } = setUp();
    const misspelt = { limit: 5 } as object;
    expect(() => tokens.listAll(misspelt)).toThrow("use pageSize, or maxItems of toArray, instead");
  });

  it("point out that options are the second argument", async () => {
    const { tokens } = setUp();
    const { signal } = new AbortController();
    const missingOk = { id: "a", missingOk: true } as { id: string };
    const second = /There is no "\w+" here; use the second argument instead/;
    expect(() => tokens.listAll({ signal } as object)).toThrow(second);
    await expect(tokens.list({ signal } as object)).rejects.toThrow(second);
    await expect(tokens.list({ retry: { maxAttempts: 1 } } as object)).rejects.toThrow(second);
    await expect(tokens.revoke(missingOk)).rejects.toThrow(second);
    await expect(tokens.issue(untyped({ id: "a", scope: read, before: [] }))).rejects.toThrow(second);
  });
});

describe("revoke", () => {
  it("resolves to revoked or gone, and rejects a missing token by default", async () => {
    const { account, tokens } = setUp();
    await tokens.issue({ id: "a/ü", scope: read });
    expect(await tokens.revoke({ id: "a/ü" })).toBe("revoked");
    expect(account.tokens()).toEqual([]);
    await expect(tokens.revoke({ id: "a/ü" })).rejects.toBeInstanceOf(S2NotFoundError);
    expect(await tokens.revoke({ id: "a/ü" }, { missingOk: true })).toBe("gone");
  });

  it("does not mistake another server's 404 for S2's", async () => {
    for (const [body, code, name] of [
      ["<h1>not here</h1>", "http", "S2ApiError"],
      ['{"code":"not_found","message":"There is nothing at this path."}', "not_found", "S2NotFoundError"],
    ] as const) {
      const fetch = () => Promise.resolve(new Response(body, { status: 404 }));
      const { accessTokens } = new S2({ accessToken: "x", fetch });
      const told = accessTokens.revoke({ id: "a" }, { missingOk: true });
      await expect(told).rejects.toMatchObject({ name, code, status: 404 });
    }
  });

  describe("after a 404, which S2 also returns for a dead bearer,", () => {
    const GONE = { code: "access_token_not_found", message: "No such token." };
    const PAGE = { access_tokens: [], has_more: false };
    const THERE = { access_tokens: [{ id: "a", scope: { ops: ["read"] } }], has_more: false };

    /**
     * Returns the ending of a revocation for a given answer to its listing; `tried`: after an attempt that may have
     * worked.
     */
    function ending(listing: () => Response, tried = false): Promise<unknown> {
      let revocations = 0;
      const { accessTokens } = new S2({
        accessToken: "bearer",
        retry: { minBaseDelayMillis: 0, maxBaseDelayMillis: 0 },
        fetch: (_url, { method }) => {
          if (method !== "DELETE") return Promise.resolve(listing());
          return Promise.resolve(
            tried && revocations++ === 0
              ? new Response(null, { status: 500 })
              : Response.json(GONE, { status: 404 }),
          );
        },
      });
      return accessTokens.revoke({ id: "a" }, tried ? {} : { missingOk: true });
    }
    const api = (status: number, code: string) => () => Response.json({ code, message: "m" }, { status });

    it.each([true, false])(
      "resolves to gone if a listing lacks the token or is denied; tried: %s",
      async (tried) => {
        expect(await ending(() => Response.json(PAGE), tried)).toBe("gone");
        expect(await ending(api(403, "permission_denied"), tried)).toBe("gone");
      },
    );

    it.each([
      [true, "unknown"],
      [false, "none"],
    ])("rejects with S2AuthenticationError if the bearer is dead; tried: %s", async (tried, effect) => {
      for (const answer of [api(404, "access_token_not_found"), api(401, "authn")]) {
        const error = await ending(answer, tried).catch((error: unknown) => error);
        expect(error).toMatchObject({ name: "S2AuthenticationError", effect });
      }
    });

    it("rejects with the 404 if the token still exists", async () => {
      await expect(ending(() => Response.json(THERE))).rejects.toMatchObject({
        name: "S2NotFoundError",
        code: "access_token_not_found",
      });
    });

    it.each([
      [true, "unknown"],
      [false, "none"],
    ])("rejects with the listing's error if that fails otherwise; tried: %s", async (tried, effect) => {
      const failed = ending(() => new Response(null, { status: 500 }), tried);
      await expect(failed).rejects.toMatchObject({ name: "S2ApiError", status: 500, effect });
      const foreign = ending(() => new Response("<h1>no</h1>", { status: 404 }), tried);
      await expect(foreign).rejects.toMatchObject({ name: "S2ApiError", code: "http", effect });
      for (const page of [
        { access_tokens: [], has_more: true },
        { access_tokens: [{ id: "a" }], has_more: 1 },
      ]) {
        const invalid = ending(() => Response.json(page), tried);
        await expect(invalid).rejects.toMatchObject({ name: "S2ResponseError", effect });
      }
    });
  });

  it("of the caller's own token rejects with a 401 and effect unknown if an attempt may have worked", async () => {
    const { account, tokens } = setUp();
    const { accessToken } = await tokens.issue({
      id: "self",
      scope: { ops: ["revoke-access-token"], accessTokens: { exact: "self" } },
    });
    const self = new S2({
      accessToken,
      fetch: account.fetch,
      retry: { minBaseDelayMillis: 0, maxBaseDelayMillis: 0 },
    });
    account.faults.next("revoke", "500-after");
    await expect(self.accessTokens.revoke({ id: "self" })).rejects.toMatchObject({
      name: "S2AuthenticationError",
      effect: "unknown",
      attempts: 2,
    });
  });
});
