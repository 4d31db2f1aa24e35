import { afterEach, describe, expect, it } from "vitest";
import { createLocalAccount, type FaultName } from "../../src/testing/index.js";
import { holdToContract } from "./contract.js";
import { listen, type LocalServer } from "../../src/testing/node.js";

let server: LocalServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start() {
  const account = createLocalAccount();
  const listening = await listen(account);
  server = listening;
  const send = holdToContract(account, fetch);
  const request = (method: string, path = "", body?: unknown, init: RequestInit = {}) =>
    send(`${listening.accountEndpoint}/access-tokens${path}`, {
      method,
      headers: { authorization: `Bearer ${account.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...init,
    });
  const issue = (id: string, init?: RequestInit) =>
    request("POST", "", { id, scope: { ops: ["read"] } }, init);
  return { account, server: listening, request, issue };
}

/** The code of what a request failed with, as Node reports it. */
async function failure(sent: Promise<Response>): Promise<string> {
  try {
    await (await sent).text();
    return "no failure";
  } catch (error) {
    const cause: unknown = error instanceof Error ? error.cause : undefined;
    return typeof cause === "object" && cause !== null && "code" in cause
      ? String(cause.code)
      : String(error);
  }
}

describe("the account on a port", () => {
  it("issues, lists and revokes", async () => {
    const { issue, request } = await start();
    expect((await issue("a/ü")).status).toBe(201);
    expect(await (await request("GET")).json()).toMatchObject({ access_tokens: [{ id: "a/ü" }] });
    expect((await request("DELETE", "/a%2F%C3%BC")).status).toBe(204);
  });

  it("refuses connections while refused is the next fault, and listens again afterwards", async () => {
    const { account, issue } = await start();
    account.faults.next("issue", { name: "refused", delayMillis: 60_000 });
    expect(await failure(issue("a"))).toBe("ECONNREFUSED");
    account.faults.skip();
    expect((await issue("a")).status).toBe(201);
    account.faults.next("issue", { name: "refused", delayMillis: 1 });
    await expect.poll(() => account.faults.pending).toBe(0);
    expect((await issue("b")).status).toBe(201);
  });

  it("refuses and accepts when told to", async () => {
    const { server, issue } = await start();
    server.refuse();
    expect(await failure(issue("a"))).toBe("ECONNREFUSED");
    await server.accept();
    expect((await issue("a")).status).toBe(201);
  });

  it.each<{ name: FaultName; code: string; tokens: number }>([
    { name: "reset-before", code: "ECONNRESET", tokens: 0 },
    { name: "reset-after", code: "ECONNRESET", tokens: 1 },
    { name: "cut-body", code: "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", tokens: 1 },
  ])("shows $name as $code", async ({ name, code, tokens }) => {
    const { account, issue } = await start();
    account.faults.next("issue", name);
    expect(await failure(issue("a"))).toBe(code);
    expect(account.tokens()).toHaveLength(tokens);
  });

  it.each(["hang-after", "drip"] as const)("outlasts a deadline with %s", async (name) => {
    const { account, issue } = await start();
    account.faults.next("issue", name);
    expect(await failure(issue("a", { signal: AbortSignal.timeout(150) }))).toContain("TimeoutError");
    expect(account.tokens()).toHaveLength(1);
  });

  it("compresses with gzip", async () => {
    const { account, issue } = await start();
    account.faults.next("issue", "gzip");
    const response = await issue("a");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await response.json()).toHaveProperty("access_token");
  });

  it("names a port that is taken", async () => {
    const { server } = await start();
    await expect(listen(createLocalAccount(), { port: server.port })).rejects.toThrow(
      `Port ${server.port} of 127.0.0.1 is taken: choose another, or 0 for any free one.`,
    );
  });
});
