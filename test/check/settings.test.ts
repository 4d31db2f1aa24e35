import { describe, expect, it } from "vitest";
import { S2, S2ArgumentError, type S2Options } from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";

/** Returns paths and codes of all problems. */
function refusalOf(make: () => unknown): string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (!(error instanceof S2ArgumentError)) throw error;
    expect(error).toMatchObject({ code: "argument", attempts: 0, effect: "none", retryable: false });
    return error.issues.map(({ path, code }) => `${path} ${code}`);
  }
}

/** Options as JavaScript or JSON may contain them. */
const untyped = (options: object) => ({ accessToken: "x", ...options }) as S2Options;

describe("the client's options", () => {
  it.each<object>([
    {},
    { accessToken: () => "x" },
    { endpoints: { account: "localhost:80", basin: "{basin}.b.s2.dev" } },
    { endpoints: {}, retry: {}, headers: {}, fetch: undefined },
    { requestTimeoutMillis: 1, totalTimeoutMillis: 2_147_483_647 },
    { retry: { maxAttempts: 1, minBaseDelayMillis: 0, maxBaseDelayMillis: 0 } },
    { ifOutcomeUnknown: "throw" },
    { headers: { "user-agent": "mine", "x-trace": "" } },
    { before: [() => undefined] },
    { observe: () => undefined, now: () => 0, fetch, allowInsecureHttp: true },
    { endpoints: { account: "http://10.0.0.1" }, allowInsecureHttp: true },
  ])("may be %j", (options) => expect(refusalOf(() => new S2(untyped(options)))).toEqual([]));

  const badMillis = [0, -1, 1.5, Number.NaN, Infinity, 2_147_483_648, "5000", null, {}, 5n];
  const wrongs: [object, string][] = [
    ...badMillis.map((value): [object, string] => [
      { requestTimeoutMillis: value },
      "requestTimeoutMillis out_of_range",
    ]),
    ...badMillis.map((value): [object, string] => [
      { totalTimeoutMillis: value },
      "totalTimeoutMillis out_of_range",
    ]),
    ...[0, -1, 1.5, Number.NaN, 101, "3", null].map((value): [object, string] => [
      { retry: { maxAttempts: value } },
      "retry.maxAttempts out_of_range",
    ]),
    ...[-1, 0.5, Number.NaN, Infinity, "100"].flatMap((value): [object, string][] => [
      [{ retry: { minBaseDelayMillis: value } }, "retry.minBaseDelayMillis out_of_range"],
      [{ retry: { maxBaseDelayMillis: value } }, "retry.maxBaseDelayMillis out_of_range"],
    ]),
    [{ retry: 3 }, "retry wrong_type"],
    [{ retry: { attempts: 3 } }, "retry.attempts unknown_key"],
    [{ ifOutcomeUnknown: "ignore" }, "ifOutcomeUnknown out_of_range"],
    [{ fetch: "fetch" }, "fetch wrong_type"],
    [{ observe: {} }, "observe wrong_type"],
    [{ now: 0 }, "now wrong_type"],
    [{ allowInsecureHttp: "yes" }, "allowInsecureHttp wrong_type"],
    [{ headers: [] }, "headers invalid_headers"],
    [{ headers: { "a b": "x" } }, "headers.a b invalid_headers"],
    [{ headers: { a: "x\ny" } }, "headers.a invalid_headers"],
    [{ headers: { a: 1 } }, "headers.a invalid_headers"],
    [{ headers: new Headers({ a: "x" }) }, "headers invalid_headers"],
    [{ headers: new Map([["a", "x"]]) }, "headers invalid_headers"],
    [{ headers: { Authorization: "Bearer other" } }, "headers.Authorization invalid_headers"],
    ...[
      "Content-Type",
      "Content-Length",
      "Host",
      "Connection",
      "keep-alive",
      "proxy-connection",
      "TE",
      "trailer",
      "transfer-encoding",
      "Upgrade",
      "Expect",
    ].map((name): [object, string] => [{ headers: { [name]: "1" } }, `headers.${name} invalid_headers`]),
    [{ before: () => undefined }, "before wrong_type"],
    [{ before: [1] }, "before[0] wrong_type"],
    [{ endpoints: "https://a.s2.dev" }, "endpoints wrong_type"],
    [{ endpoints: { account: "ftp://x" } }, "endpoints.account invalid_endpoint"],
    [{ endpoints: { account: "http://a.s2.dev" } }, "endpoints.account insecure_endpoint"],
    [{ endpoints: { accont: "x" } }, "endpoints.accont unknown_key"],
    [{ accessToken: "" }, "accessToken invalid_bearer"],
    [{ accessToken: "a b" }, "accessToken invalid_bearer"],
    [{ accessToken: undefined }, "accessToken invalid_bearer"],
    [{ accessToken: 5 }, "accessToken invalid_bearer"],
    [{ token: "x" }, "token unknown_key"],
    [{ timeout: 5 }, "timeout unknown_key"],
  ];
  it.each(wrongs)("may not be %o", (options, want) => {
    expect(refusalOf(() => new S2(untyped(options)))).toEqual([want]);
  });

  it("must be an object", () => {
    for (const nothing of [null, undefined, "x", []]) {
      // JavaScript allows such calls.
      expect(refusalOf(() => new S2(nothing as unknown as S2Options))).toContain(" wrong_type");
    }
  });

  it("are refused all at once, with suggestions", () => {
    const make = () => new S2(untyped({ accessToken: "", requestTimeoutMilis: 1, timeout: 5, fetch: 1 }));
    expect(make).toThrow(
      [
        'requestTimeoutMilis: There is no "requestTimeoutMilis" here; use requestTimeoutMillis instead.',
        'timeout: There is no "timeout" here; use requestTimeoutMillis instead.',
        "accessToken must not be empty.",
        "fetch must be a function, got a number.",
      ].join("\n"),
    );
  });
});

describe("a call's options", () => {
  const account = createLocalAccount();
  const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch });
  const calls: Record<string, (options: object) => Promise<unknown>> = {
    list: (options) => accessTokens.list({}, options),
    get: (options) => accessTokens.get({ id: "a" }, options),
    listAll: async (options) => accessTokens.listAll({}, options).toArray({ maxItems: 1 }),
    issue: (options) => accessTokens.issue({ id: "a", scope: { ops: ["read"] } }, options),
    revoke: (options) => accessTokens.revoke({ id: "a" }, options),
  };
  const wrongs: [string, object, string][] = [
    ...Object.keys(calls).flatMap((call): [string, object, string][] => [
      [call, { requestTimeoutMillis: 0 }, "options.requestTimeoutMillis out_of_range"],
      [call, { totalTimeoutMillis: Number.NaN }, "options.totalTimeoutMillis out_of_range"],
      [call, { signal: {} }, "options.signal wrong_type"],
      [call, { signal: null }, "options.signal wrong_type"],
      [call, { timeout: 5 }, "options.timeout unknown_key"],
    ]),
    ["listAll", { prefetch: 1 }, "options.prefetch wrong_type"],
    ["list", { prefetch: true }, "options.prefetch unknown_key"],
    ["issue", { ifOutcomeUnknown: "retry" }, "options.ifOutcomeUnknown out_of_range"],
    ["issue", { before: () => undefined }, "options.before wrong_type"],
    ["issue", { before: [1] }, "options.before[0] wrong_type"],
    ["issue", { missingOk: true }, "options.missingOk unknown_key"],
    ["revoke", { missingOk: "yes" }, "options.missingOk wrong_type"],
  ];
  it.each(wrongs)("of %s may not be %o", async (call, options, want) => {
    const error: unknown = await calls[call]?.(options).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(S2ArgumentError);
    expect(error).toMatchObject({ operation: call === "listAll" ? "list" : call, attempts: 0 });
    expect(
      refusalOf(() => {
        throw error;
      }),
    ).toEqual([want]);
    expect(account.journal).toEqual([]);
  });
});
