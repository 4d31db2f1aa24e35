import { beforeEach, describe, expect, it, test } from "vitest";
import { listen } from "../../../src/testing/node/index.js";
import { listeningAccount } from "./listening.js";
import { requestsOf } from "../requests.js";
import { exchange } from "./raw.js";

const listening = listeningAccount({ allowHosts: ["Dev.Box", "10.0.0.7"] });

/** Sends a request line and headers as they are. */
async function send(line: string, ...headers: readonly string[]): Promise<string> {
  const head = [line, ...headers, "Authorization: Bearer s2_local_root", "Connection: close"];
  return exchange(listening.server.port, `${head.join("\r\n")}\r\n\r\n`);
}

/** Returns the status and code of the answer. */
async function codeOf(line: string, ...headers: readonly string[]): Promise<string> {
  const [head = "", body = ""] = (await send(line, ...headers)).split("\r\n\r\n");
  const status = head.split(" ", 2)[1];
  return `${status} ${/"code":"(\w+)"/.exec(body)?.[1] ?? "ok"}`;
}

const HOST = "Host: localhost";

describe("the request target", () => {
  beforeEach(async () => {
    for (const id of ["b", "..", "v1"].filter((id) => id !== "..")) {
      await requestsOf(listening.account).issue({ id, scope: { ops: ["read"] } });
    }
  });

  it.each<{ target: string; want: string }>([
    { target: "/v1/access-tokens/nobody", want: "404 access_token_not_found" },
    { target: "http://localhost/v1/access-tokens/nobody", want: "404 access_token_not_found" },
    { target: "HTTP://LOCALHOST:1/v1/access-tokens/nobody?x", want: "404 access_token_not_found" },
    { target: "/v1/access-tokens/%2e%2e", want: "400 bad_path" },
    { target: "/v1/access-tokens/..", want: "400 bad_path" },
    { target: "/v1/access-tokens/x/../b", want: "404 not_found" },
    { target: "/v1/access-tokens/./b", want: "404 not_found" },
    { target: "/x/../v1/access-tokens/b", want: "404 not_found" },
    { target: "/v1/access-tokens//b", want: "404 not_found" },
    { target: "//v1/access-tokens/b", want: "404 not_found" },
    { target: "//localhost/v1/access-tokens/b", want: "404 not_found" },
    { target: "/v1\\access-tokens\\b", want: "404 not_found" },
    { target: "/v1%2Faccess-tokens%2Fb", want: "404 not_found" },
    { target: "/%76%31/access-tokens/b", want: "404 not_found" },
    { target: "/V1/access-tokens/b", want: "404 not_found" },
    { target: "/v1/access-tokens/%FF", want: "400 bad_path" },
    { target: "/v1/access-tokens/%", want: "400 bad_path" },
    { target: "/v1/access-tokens/%zz", want: "400 bad_path" },
    { target: "/v1/access-tokens/b#", want: "400 bad_path" },
    { target: "/v1/access-tokens/\u00e9", want: "400 undefined" },
    { target: "http://localhost", want: "404 not_found" },
    { target: "http://localhost?/v1/access-tokens/b", want: "404 not_found" },
    { target: "http://localhost//v1/access-tokens/b", want: "404 not_found" },
    { target: "ftp://localhost/v1/access-tokens/b", want: "400 bad_path" },
    { target: "https://localhost/v1/access-tokens/b", want: "400 bad_path" },
    { target: "localhost/v1/access-tokens/b", want: "400 undefined" },
    { target: "*", want: "400 bad_path" },
  ])("DELETE $target: $want", async ({ target, want }) => {
    const code = await codeOf(`DELETE ${target} HTTP/1.1`, HOST);
    expect(code.replace("400 ok", "400 undefined")).toBe(want);
    expect(listening.account.tokens().map(({ id }) => id)).toEqual(["b", "v1"]);
  });

  test("is not affected by the Host header", async () => {
    for (const host of [
      "x/v1/access-tokens/b?",
      "localhost/v1/access-tokens/b?",
      "localhost/v1/access-tokens/b#",
    ]) {
      expect(await codeOf("DELETE /nothing HTTP/1.1", `Host: ${host}`)).toBe("400 bad_header");
    }
    expect(listening.account.tokens()).toHaveLength(2);
  });

  test("is answered and recorded in the journal in any form", async () => {
    expect(await codeOf("OPTIONS * HTTP/1.1", HOST)).toBe("400 bad_path");
    expect(await codeOf("CONNECT localhost:80 HTTP/1.1", HOST)).toBe("400 bad_path");
    expect(listening.account.journal.slice(-2)).toMatchObject([
      { method: "OPTIONS", path: "*", status: 400 },
      { method: "CONNECT", path: "localhost:80", status: 400 },
    ]);
  });

  test("keeps an id that differs only in its percent-encoding", async () => {
    await requestsOf(listening.account).issue({ id: "x/../b", scope: { ops: ["read"] } });
    expect(await codeOf("DELETE /v1/access-tokens/x%2F..%2Fb HTTP/1.1", HOST)).toBe("204 ok");
    expect(listening.account.tokens().map(({ id }) => id)).toEqual(["b", "v1"]);
  });
});

describe("a request on a loopback address must name this machine", () => {
  it.each([
    "localhost",
    "LocalHost",
    "localhost.",
    "localhost:1",
    "localhost:65535",
    "localhost:",
    "my-basin.localhost",
    "a.b.localhost.:80",
    "127.0.0.1",
    "127.255.0.9:80",
    "127.1",
    "[::1]",
    "[::1]:80",
    "[0:0:0:0:0:0:0:1]",
    "dev.box",
    "DEV.BOX.:8080",
    "10.0.0.7",
  ])("Host: %s is answered", async (host) => {
    expect(await codeOf("GET /v1/access-tokens HTTP/1.1", `Host: ${host}`)).toBe("200 ok");
  });

  it.each([
    "evil.test",
    "localhost.evil.test",
    "notlocalhost",
    "localhost..",
    "127.0.0.1.evil.test",
    "128.0.0.1",
    "0.0.0.0",
    "10.0.0.8",
    "[::2]",
    "sub.dev.box",
    "box",
    "127-0-0-1.evil.test",
  ])("Host: %s is misdirected", async (host) => {
    expect(await codeOf("GET /v1/access-tokens HTTP/1.1", `Host: ${host}`)).toBe("421 misdirected_request");
    expect(listening.account.journal.at(-1)).toMatchObject({ status: 421, caller: undefined });
  });

  it.each([
    "",
    "a b",
    "localhost:65536",
    "localhost:http",
    "user@localhost",
    "localhost/",
    "[::1",
    "::1",
    "localhost,evil.test",
    "%6cocalhost",
  ])("Host: %j is invalid", async (host) => {
    expect(await codeOf("GET /v1/access-tokens HTTP/1.1", `Host: ${host}`)).toBe("400 bad_header");
  });

  it.each([
    { name: "no Host", headers: [] },
    { name: "two Host headers", headers: [HOST, "Host: evil.test"] },
    { name: "the same Host twice", headers: [HOST, HOST] },
  ])("$name: 400", async ({ headers }) => {
    expect(await codeOf("GET /v1/access-tokens HTTP/1.1", ...headers)).toBe("400 bad_header");
  });

  test("checks the host of an absolute target as well as the header", async () => {
    const get = (target: string, host: string) => codeOf(`GET ${target} HTTP/1.1`, `Host: ${host}`);
    expect(await get("http://evil.test/v1/basins", "localhost")).toBe("421 misdirected_request");
    expect(await get("http://localhost/v1/basins", "evil.test")).toBe("421 misdirected_request");
    expect(await get("http://user@localhost/v1/basins", "localhost")).toBe("400 bad_header");
    expect(await get("http://localhost/v1/basins", "127.0.0.1")).toBe("200 ok");
  });

  test("also on a port for every address, while other addresses allow any name", async () => {
    const open = await listen(listening.account, { host: "0.0.0.0" });
    try {
      expect(open.accountEndpoint).toBe(`http://127.0.0.1:${open.port}`);
      const head = "GET /v1/basins HTTP/1.1\r\nConnection: close\r\n";
      expect(await exchange(open.port, `${head}Host: evil.test\r\n\r\n`)).toContain("HTTP/1.1 421");
    } finally {
      await open.close();
    }
  });

  test("accepts a basin as the first label of the host, as S2's clients send it", async () => {
    await requestsOf(listening.account).send("POST", "/basins", { body: { basin: "my-basin-1" } });
    expect(await codeOf("GET /v1/streams HTTP/1.1", "Host: my-basin-1.localhost:1")).toBe("200 ok");
    expect(listening.account.journal.at(-1)?.resources).toEqual({ basin: "my-basin-1" });
  });
});
