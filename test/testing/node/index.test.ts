import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { S2 } from "../../../src/index.js";
import { createLocalAccount, type FaultName } from "../../../src/testing/index.js";
import { holdToContract } from "../contract.js";
import { exchange } from "./raw.js";
import { listen, type ListenOptions, type LocalServer } from "../../../src/testing/node/index.js";

let server: LocalServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start() {
  const account = createLocalAccount();
  const listening = await listen(account);
  server = listening;
  const send = holdToContract(fetch, account.journal);
  const request = (method: string, path = "", body?: unknown, init: RequestInit = {}) =>
    send(`${listening.accountEndpoint}/v1/access-tokens${path}`, {
      method,
      headers: { authorization: `Bearer ${account.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...init,
    });
  const issue = (id: string, init?: RequestInit) =>
    request("POST", "", { id, scope: { ops: ["read"] } }, init);
  return { account, server: listening, request, issue };
}

/** Returns the code of a failed request, as Node reports it. */
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

  it("refuses connections while the next fault is refused, and listens afterwards", async () => {
    const { account, issue } = await start();
    account.faults.next("issue", { name: "refused", delayMillis: 60_000 });
    expect(await failure(issue("a"))).toBe("ECONNREFUSED");
    account.faults.skip();
    expect((await issue("a")).status).toBe(201);
    account.faults.next("issue", { name: "refused", delayMillis: 1 });
    await expect.poll(() => account.faults.pending).toBe(0);
    expect((await issue("b")).status).toBe(201);
  });

  it("gives endpoints that every client accepts: without a path", async () => {
    const { server } = await start();
    const origin = `http://127.0.0.1:${server.port}`;
    expect([server.accountEndpoint, server.basinEndpoint]).toEqual([origin, origin]);
    const client = new S2({ accessToken: "s2_local_root", endpoints: { account: server.accountEndpoint } });
    expect((await client.accessTokens.list()).accessTokens).toEqual([]);
  });

  it("serves paths outside /v1 by a handler, to requests for this machine", async () => {
    const account = createLocalAccount();
    server = await listen(account, {
      site: ({ url }, response) => {
        if (url === "/none") return false;
        response.end(`page ${url}`);
        return true;
      },
    });
    const get = async (path: string) => (await fetch(`${String(server?.accountEndpoint)}${path}`)).text();
    expect(await get("/a?b")).toBe("page /a?b");
    expect(await get("/v1x")).toBe("page /v1x");
    expect(JSON.parse(await get("/none"))).toMatchObject({ code: "authn" });
    expect(JSON.parse(await get("/v1/none"))).toMatchObject({ code: "authn" });
    const foreign = await exchange(server.port, "GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n");
    expect(foreign).toContain("HTTP/1.1 421");
  });

  it.each<{ options: unknown; message: string }>([
    {
      options: { port: "80", hosts: [] },
      message: "port must be a whole number from 0 to 65535, got a string.",
    },
    { options: { port: 65_536 }, message: "port must be a whole number from 0 to 65535, got 65536." },
    { options: { host: "" }, message: "host must be an address or a name, got a string." },
    { options: { allowHosts: "box" }, message: "allowHosts must be an array, got a string." },
    {
      options: { allowHosts: ["box:80", "a/b", "[::1]", "Box."] },
      message: [
        "allowHosts[0] must be a host name without a port, got a string.",
        "allowHosts[1] must be a host name without a port, got a string.",
      ].join("\n"),
    },
    {
      options: { site: {}, warn: 1 },
      message: "site must be a function, got an object.\nwarn must be a function",
    },
  ])("refuses $options", async ({ options, message }) => {
    // JavaScript allows such values.
    await expect(listen(createLocalAccount(), options as ListenOptions)).rejects.toThrow(message);
  });

  it("refuses an object that is not an account", async () => {
    // @ts-expect-error -- as JavaScript would let it through
    await expect(listen({})).rejects.toThrow(
      "account must be an account from createLocalAccount, got an object.",
    );
  });

  it("refuses and accepts on request", async () => {
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

  it("drips a body to its end if the client waits", async () => {
    const { account, issue } = await start();
    account.faults.next("issue", { name: "drip", delayMillis: 1 });
    expect(await (await issue("a")).json()).toHaveProperty("access_token");
  });

  it("compresses with gzip", async () => {
    const { account, issue } = await start();
    account.faults.next("issue", "gzip");
    const response = await issue("a");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await response.json()).toHaveProperty("access_token");
  });

  it("applies a delay between effect and answer", async () => {
    const { account, issue } = await start();
    account.faults.next("issue", { name: "none", delayMillis: 60_000 });
    expect(await failure(issue("a", { signal: AbortSignal.timeout(150) }))).toContain("TimeoutError");
    expect(account.tokens()).toHaveLength(1);
  });

  it("stays closed under a standing refused fault until it is cleared", async () => {
    const { account, issue } = await start();
    account.faults.always("any", { name: "refused", delayMillis: 1 });
    expect(await failure(issue("a"))).toBe("ECONNREFUSED");
    await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(await failure(issue("a"))).toBe("ECONNREFUSED");
    account.faults.clear();
    expect((await issue("a")).status).toBe(201);
  });

  it("applies refused faults in a row, and the faults after them", async () => {
    const { account, issue } = await start();
    account.faults.script([
      { name: "refused", delayMillis: 1 },
      { name: "refused", delayMillis: 1 },
      "503-draining",
    ]);
    await expect.poll(() => account.faults.pending).toBe(1);
    expect((await issue("a")).status).toBe(503);
  });

  it("redirects to another origin that leads back, so that the journal shows who follows", async () => {
    const { account, server, issue } = await start();
    account.faults.next("issue", "redirect");
    expect((await issue("a", { redirect: "manual" })).headers.get("location")).toBe(
      `http://localhost:${server.port}/v1/access-tokens`,
    );
  });

  it("closes for good while it is reopening", async () => {
    const { server } = await start();
    server.refuse();
    const accepting = server.accept();
    await server.close();
    await accepting;
    expect(await failure(fetch(server.accountEndpoint))).toBe("ECONNREFUSED");
  });

  it("closes while a request hangs", async () => {
    const { account, server, issue } = await start();
    account.faults.next("issue", "hang-after");
    const hanging = failure(issue("a"));
    await expect.poll(() => account.tokens().length).toBe(1);
    await server.close();
    expect(await hanging).not.toBe("no failure");
  });

  it.each([
    { name: "bytes that are not HTTP", sent: "hello\r\n\r\n", want: "HTTP/1.1 400" },
    { name: "no bearer", sent: "GET /v1/basins HTTP/1.1\r\nHost: localhost\r\n\r\n", want: "HTTP/1.1 401" },
  ])("survives $name", async ({ sent, want }) => {
    const { server, issue } = await start();
    expect(await exchange(server.port, sent)).toContain(want);
    expect((await issue("a")).status).toBe(201);
  });

  it("survives a client that disconnects during its request, and an account that throws", async () => {
    let secrets = 0;
    const account = createLocalAccount({
      newSecret: () => (secrets++ === 0 ? "not a bearer" : "secret"),
    });
    server = await listen(account);
    const request = () =>
      fetch(`${String(server?.accountEndpoint)}/v1/access-tokens`, {
        method: "POST",
        headers: { authorization: "Bearer s2_local_root", "content-type": "application/json" },
        body: '{"id":"a","scope":{"ops":["read"]}}',
      });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("POST /v1/access-tokens HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
    await new Promise((resolve) => void setTimeout(resolve, 20));
    socket.destroy();
    expect(await failure(request())).not.toBe("no failure");
    expect((await request()).status).toBe(201);
  });

  it("reads no more of a body than it accepts", async () => {
    const { request } = await start();
    const response = await request("POST", "", { padding: "x".repeat(6 * 1024 * 1024) });
    expect(await response.json()).toMatchObject({ code: "bad_json" });
  });

  it("names a port in use", async () => {
    const { server } = await start();
    await expect(listen(createLocalAccount(), { port: server.port })).rejects.toThrow(
      `Port ${server.port} of 127.0.0.1 is in use: choose another, or 0 for any free one.`,
    );
  });
});
