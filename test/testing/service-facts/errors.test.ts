import { describe, expect, it, test } from "vitest";
import type { FaultName, RefusalCode } from "../../../src/testing/index.js";
import { createCheckedAccount } from "../contract.js";
import { codeIn, issued, requestsOf } from "../requests.js";

const scope = { ops: ["read"] };

describe("an error from a request", () => {
  it.each<{ code: string; by: string; send: (root: ReturnType<typeof requestsOf>) => Promise<unknown> }>([
    { code: "400 bad_json", by: "a body that is not JSON", send: (root) => root.issue("{") },
    { code: "400 bad_query", by: "a limit that is no number", send: (root) => root.list("?limit=ten") },
    { code: "400 bad_path", by: "an id that is too long", send: (root) => root.revoke("a".repeat(97)) },
    {
      code: "400 bad_header",
      by: "a stream without its basin",
      send: (root) => root.send("GET", "/streams"),
    },
    { code: "404 access_token_not_found", by: "an unknown id", send: (root) => root.revoke("nobody") },
    {
      code: "422 invalid",
      by: "a scope that grants nothing",
      send: (root) => root.issue({ id: "a", scope: {} }),
    },
    {
      code: "501 not_implemented",
      by: "encryption",
      send: (root) =>
        root.send("POST", "/basins", {
          body: { basin: "my-basin-1", config: { stream_cipher: "aegis-256" } },
        }),
    },
  ])("$code for $by", async ({ code, send }) => {
    const account = createCheckedAccount();
    expect(codeIn((await send(requestsOf(account))) as never)).toBe(code);
    expect(account.tokens()).toEqual([]);
  });

  test("401 authn for a bearer that is unknown, malformed or missing", async () => {
    const account = createCheckedAccount();
    expect(codeIn(await requestsOf(account, "nobody").list())).toBe("401 authn");
    for (const authorization of ["", "Bearer", "Basic s2_local_root", "s2_local_root"]) {
      const reply = await requestsOf(account).send("GET", "/access-tokens", { headers: { authorization } });
      expect(codeIn(reply)).toBe("401 authn");
    }
  });

  test("403 permission_denied for what a scope does not hold", async () => {
    const reader = await issued(createCheckedAccount(), { id: "reader", scope });
    expect(codeIn(await reader.list())).toBe("403 permission_denied");
  });

  test("409 resource_already_exists for an id that is taken", async () => {
    const root = requestsOf(createCheckedAccount());
    await root.issue({ id: "a", scope });
    expect(codeIn(await root.issue({ id: "a", scope }))).toBe("409 resource_already_exists");
  });
});

describe("an error from a fault", () => {
  /** The codes of errors, each with whether it may follow an effect. */
  it.each<{ code: RefusalCode; status: number; fault: FaultName; tokens: 0 | 1 }>([
    { code: "quota_exhausted", status: 403, fault: "quota", tokens: 0 },
    { code: "request_timeout", status: 408, fault: "408", tokens: 0 },
    { code: "request_timeout", status: 408, fault: "500-after", tokens: 1 },
    { code: "transaction_conflict", status: 409, fault: "409-transaction-conflict", tokens: 0 },
    { code: "rate_limited", status: 429, fault: "429", tokens: 0 },
    { code: "client_hangup", status: 499, fault: "500-after", tokens: 1 },
    { code: "other", status: 500, fault: "500", tokens: 0 },
    { code: "other", status: 500, fault: "500-after", tokens: 1 },
    { code: "storage", status: 500, fault: "500-after", tokens: 1 },
    { code: "hot_server", status: 502, fault: "502-hot-server", tokens: 0 },
    { code: "server_draining", status: 503, fault: "503-draining", tokens: 0 },
    { code: "unavailable", status: 503, fault: "500-after", tokens: 1 },
    { code: "upstream_timeout", status: 504, fault: "504-after", tokens: 1 },
  ])("$status $code by $fault leaves $tokens tokens", async ({ code, status, fault, tokens }) => {
    const account = createCheckedAccount();
    account.faults.next("issue", { name: fault, code });
    expect(codeIn(await requestsOf(account).issue({ id: "a", scope }))).toBe(`${status} ${code}`);
    expect(account.tokens()).toHaveLength(tokens);
  });

  it.each(["502", "503", "504"] as const)("%s looks like a proxy's, without a code", async (name) => {
    const account = createCheckedAccount();
    account.faults.next("list", name);
    const response = await account.fetch("https://a.test/v1/access-tokens");
    expect(response.status).toBe(Number(name));
    expect(response.headers.get("content-type")).toBe("text/html");
  });
});

describe("the order of checks", () => {
  const scopeless = { id: "..", scope: {} };

  test("authentication comes before parsing", async () => {
    expect(codeIn(await requestsOf(createCheckedAccount(), "nobody").issue("{"))).toBe("401 authn");
  });

  test("authentication comes before the route", async () => {
    expect(codeIn(await requestsOf(createCheckedAccount(), "nobody").send("GET", "/nowhere"))).toBe(
      "401 authn",
    );
  });

  test("parsing comes before validation", async () => {
    expect(codeIn(await requestsOf(createCheckedAccount()).issue(scopeless))).toBe("400 bad_json");
  });

  test("validation comes before authorisation", async () => {
    const reader = await issued(createCheckedAccount(), { id: "reader", scope });
    expect(codeIn(await reader.issue({ id: "a", scope: {} }))).toBe("422 invalid");
  });

  test("authorisation comes before existence", async () => {
    const reader = await issued(createCheckedAccount(), { id: "reader", scope });
    expect(codeIn(await reader.issue({ id: "reader", scope }))).toBe("403 permission_denied");
    expect(codeIn(await reader.revoke("nobody"))).toBe("403 permission_denied");
  });
});
