import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { localSource } from "../../../src/cli/page/local-source.js";
import { remoteSource } from "../../../src/cli/page/remote-source.js";
import { createSite } from "../../../src/cli/page/site.js";
import type { AccountSource } from "../../../src/cli/page/source.js";
import { S2, type S2AccessTokens } from "../../../src/index.js";
import { createLocalAccount, type LocalAccount } from "../../../src/testing/index.js";

const DOCUMENT = "<!doctype html><p>page</p>";
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(source: AccountSource): Promise<string> {
  const server = createServer((incoming, response) => void site(incoming, response));
  const port = (): number => {
    // A server listening on TCP has an address of this type.
    return (server.address() as AddressInfo).port;
  };
  const site = createSite({ source, document: DOCUMENT, port });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://localhost:${port()}`;
}

function clientOf({ token, fetch }: LocalAccount): S2AccessTokens {
  return new S2({ accessToken: token, fetch, retry: { maxAttempts: 1 } }).accessTokens;
}

async function filled(count: number): Promise<LocalAccount> {
  const account = createLocalAccount();
  for (let index = 0; index < count; index++)
    await clientOf(account).issue({ id: `t/${index}`, scope: { ops: ["list-basins"] }, expiresIn: "1h" });
  return account;
}

const lines = async (response: Response): Promise<unknown[]> =>
  (await response.text())
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test("serves the page for GET, and without a body for HEAD", async () => {
  const at = await serve(localSource(await filled(0), "http://localhost"));
  expect(await (await fetch(at)).text()).toBe(DOCUMENT);
  expect(await (await fetch(at, { method: "HEAD" })).text()).toBe("");
});

test("serves a local account's tokens without a journal entry or a secret", async () => {
  const account = await filled(3);
  const before = account.journal.length;
  const at = await serve(localSource(account, "http://localhost", 5_000));
  const tokens = await lines(await fetch(`${at}/page/tokens`));
  expect(tokens).toMatchObject([
    { id: "t/0", scope: { ops: ["list-basins"] } },
    { id: "t/1" },
    { id: "t/2" },
  ]);
  expect(await (await fetch(`${at}/page/account`)).json()).toEqual({
    kind: "local",
    endpoint: "http://localhost",
    revocationDelayMillis: 5_000,
  });
  expect(account.journal).toHaveLength(before);
});

test("serves a real account's tokens with exact expiries and allows no change", async () => {
  const account = await filled(2);
  const at = await serve(remoteSource(clientOf(account), "https://a.s2.dev/v1"));
  const [first, ...rest] = await lines(await fetch(`${at}/page/tokens`));
  expect(first).toMatchObject({
    id: "t/0",
    autoPrefixStreams: false,
    expiresAt: expect.stringContaining("T"),
  });
  expect(rest).toHaveLength(1);
  const headers = { "content-type": "application/json", "x-s2-page": "1" };
  for (const path of ["/page/issue", "/page/secret", "/page/nothing"])
    expect((await fetch(at + path, { method: "POST", headers, body: "{}" })).status).toBe(404);
  expect((await fetch(`${at}/page/events`)).status).toBe(404);
  expect(account.tokens()).toHaveLength(2);
});

test("reports a failed listing in its last line", async () => {
  const account = await filled(1);
  account.faults.always("list", "403");
  const at = await serve(remoteSource(clientOf(account), "https://a.s2.dev/v1"));
  const [line] = await lines(await fetch(`${at}/page/tokens`));
  expect(line).toMatchObject({ "page:error": expect.stringMatching(/./) });
});

test("stops the listing when its reader leaves, and waits for a slow one", async () => {
  const account = await filled(0);
  let [pages, ended] = [0, false];
  const endless: AccountSource = {
    ...localSource(account, "http://localhost"),
    async *tokens(signal) {
      try {
        while (!signal.aborted) {
          pages++;
          yield [{ id: "x".repeat(100_000) }];
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        ended = true;
      }
    },
  };
  const at = await serve(endless);
  const left = new AbortController();
  const response = await fetch(`${at}/page/tokens`, { signal: left.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  left.abort();
  await expect.poll(() => ended).toBe(true);
  expect(pages).toBeGreaterThan(0);
});

test("answers 404 for unknown paths and unknown secrets", async () => {
  const at = await serve(localSource(await filled(0), "http://localhost"));
  const headers = { "content-type": "application/json", "x-s2-page": "1" };
  const post = async (path: string, body: string): Promise<number> =>
    (await fetch(at + path, { method: "POST", headers, body })).status;
  expect(await post("/page/nothing", "{}")).toBe(404);
  expect(await post("/page/secret", "{}")).toBe(404);
  expect(await post("/page/secret", '{"handle":"none"}')).toBe(404);
  expect(await post("/page/secret", "null")).toBe(404);
});

const change = (at: string, path: string, body: unknown): Promise<Response> =>
  fetch(at + path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-s2-page": "1" },
    body: JSON.stringify(body),
  });

test("forgets an unclaimed secret after a hundred more", async () => {
  const at = await serve(localSource(await filled(0), "http://localhost"));
  const handles: unknown[] = [];
  for (let index = 0; index <= 100; index++) {
    const issued = await change(at, "/page/issue", { id: `i/${index}`, scope: { ops: ["list-basins"] } });
    handles.push((await issued.json()).handle);
  }
  expect((await change(at, "/page/secret", { handle: handles[0] })).status).toBe(404);
  expect((await change(at, "/page/secret", { handle: handles[100] })).status).toBe(200);
});

test("hides the cause of an unexpected failure", async () => {
  const source = localSource(await filled(0), "http://localhost");
  const broken: AccountSource = {
    ...source,
    async *tokens() {
      yield [{ id: "one" }];
      throw Object.assign(Object.create(null), { toString: () => "odd" });
    },
    local: { journal: [], watch: () => () => undefined, issue: () => Promise.reject(new Error("odd")) },
  };
  const at = await serve(broken);
  await expect(change(at, "/page/issue", {})).rejects.toThrow();
  expect(await lines(await fetch(`${at}/page/tokens`))).toEqual([
    { id: "one" },
    { "page:error": "The listing failed." },
  ]);
});
