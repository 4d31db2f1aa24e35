import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { S2, S2ArgumentError, type S2Options } from "../src/index.js";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** Returns the URL and options of a client's first request. */
async function firstRequest(make: (fetch: S2Options["fetch"]) => S2): Promise<[string, RequestInit]> {
  const sent: [string, RequestInit][] = [];
  const client = make((...request) => {
    sent.push(request);
    return Promise.resolve(Response.json({ access_tokens: [], has_more: false }));
  });
  await client.accessTokens.list();
  const [request] = sent;
  if (request === undefined) throw new Error("nothing was sent");
  return request;
}

function thrownBy(make: () => unknown): S2ArgumentError {
  try {
    make();
  } catch (error) {
    if (error instanceof S2ArgumentError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("fromEnv", () => {
  it.each<[string | undefined, string]>([
    [undefined, "https://aws.s2.dev/v1/access-tokens"],
    ["", "https://aws.s2.dev/v1/access-tokens"],
    ["a.s2.dev", "https://a.s2.dev/v1/access-tokens"],
    ["http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1/access-tokens"],
  ])("uses %j as the endpoint", async (endpoint, want) => {
    vi.stubEnv("S2_ACCESS_TOKEN", "from-env");
    vi.stubEnv("S2_ACCOUNT_ENDPOINT", endpoint);
    const [url, { headers }] = await firstRequest((fetch) => S2.fromEnv({ fetch }));
    expect(url).toBe(want);
    expect(headers).toMatchObject({ authorization: "Bearer from-env" });
  });

  it("prefers options to the environment", async () => {
    vi.stubEnv("S2_ACCESS_TOKEN", "from-env");
    vi.stubEnv("S2_ACCOUNT_ENDPOINT", "https://elsewhere.example");
    const options = { accessToken: "mine", endpoints: { account: "https://here.example" } };
    const [url, { headers }] = await firstRequest((fetch) => S2.fromEnv({ ...options, fetch }));
    expect(url).toBe("https://here.example/v1/access-tokens");
    expect(headers).toMatchObject({ authorization: "Bearer mine" });
  });

  it.each([{}, { account: undefined }, { basin: "b.example" }])(
    "keeps the environment's endpoint with %j",
    async (endpoints) => {
      vi.stubEnv("S2_ACCOUNT_ENDPOINT", "https://elsewhere.example");
      const [url] = await firstRequest((fetch) => S2.fromEnv({ accessToken: "mine", endpoints, fetch }));
      expect(url).toBe("https://elsewhere.example/v1/access-tokens");
    },
  );

  it("names the missing variable, even without process", () => {
    vi.stubEnv("S2_ACCESS_TOKEN", "");
    expect(() => S2.fromEnv()).toThrow("S2_ACCESS_TOKEN is not set");
    vi.stubGlobal("process", undefined);
    expect(() => S2.fromEnv()).toThrow("S2_ACCESS_TOKEN is not set");
    vi.stubGlobal("process", {});
    expect(() => S2.fromEnv()).toThrow("S2_ACCESS_TOKEN is not set");
  });

  it.each<[variable: string, value: string, says: string]>([
    ["S2_ACCESS_TOKEN", "marker\n", "S2_ACCESS_TOKEN holds a line break; a bearer is visible ASCII."],
    ["S2_ACCESS_TOKEN", "mar ker", "S2_ACCESS_TOKEN holds a space; a bearer is visible ASCII."],
    [
      "S2_ACCESS_TOKEN",
      "m\u00e9marker",
      "S2_ACCESS_TOKEN holds a character of another kind; a bearer is visible ASCII.",
    ],
    [
      "S2_ACCOUNT_ENDPOINT",
      "https://user:marker@host",
      "S2_ACCOUNT_ENDPOINT must be a host, or an http or https URL",
    ],
    ["S2_ACCOUNT_ENDPOINT", "not a marker", "S2_ACCOUNT_ENDPOINT must be a host, or an http or https URL"],
    ["S2_ACCOUNT_ENDPOINT", "http://a.s2.dev", "S2_ACCOUNT_ENDPOINT must not be http:, "],
  ])("names %s for %j and never shows the value", (variable, value, says) => {
    vi.stubEnv("S2_ACCESS_TOKEN", "fine");
    vi.stubEnv(variable, value);
    const refusal = thrownBy(() => S2.fromEnv());
    expect(refusal.message.startsWith(says)).toBe(true);
    expect(refusal.issues.map(({ path }) => path)).toEqual([variable]);
    expect(inspect(refusal)).not.toContain("marker");
  });

  it("names the option, not the variable, if the option is invalid", () => {
    vi.stubEnv("S2_ACCESS_TOKEN", "fine");
    vi.stubEnv("S2_ACCOUNT_ENDPOINT", "a.s2.dev");
    const refusal = thrownBy(() => S2.fromEnv({ accessToken: "a b", endpoints: { account: "a b" } }));
    expect(refusal.issues.map(({ path }) => path)).toEqual(["accessToken", "endpoints.account"]);
  });

  it("refuses invalid options as the constructor does", () => {
    // JavaScript allows such calls.
    expect(() => S2.fromEnv(null as unknown as object)).toThrow(S2ArgumentError);
  });
});

describe("a client", () => {
  it("does not read the environment", async () => {
    vi.stubEnv("S2_ACCOUNT_ENDPOINT", "https://elsewhere.example");
    const [url] = await firstRequest((fetch) => new S2({ accessToken: "mine", fetch }));
    expect(url).toBe("https://aws.s2.dev/v1/access-tokens");
  });

  it("calls fetch with a URL and plain options, in which headers cannot replace the bearer", async () => {
    const [url, init] = await firstRequest(
      (fetch) => new S2({ accessToken: "mine", fetch, headers: { "X-Trace": "1" } }),
    );
    expect(typeof url).toBe("string");
    expect(init).toEqual({
      method: "GET",
      headers: { "X-Trace": "1", authorization: "Bearer mine" },
      redirect: "manual",
      cache: "no-store",
      signal: expect.any(AbortSignal),
    });
  });

  it("uses a fetch patched after it was created", async () => {
    const client = new S2({ accessToken: "mine" });
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ access_tokens: [], has_more: false })));
    expect(await client.accessTokens.list()).toEqual({ accessTokens: [], hasMore: false });
  });

  it("shows no bearer", () => {
    const client = new S2({ accessToken: "marker-of-a-bearer", headers: { "x-key": "marker-of-a-key" } });
    expect(inspect(client, { depth: Infinity, showHidden: true }) + JSON.stringify(client)).not.toContain(
      "marker",
    );
  });
});
