import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { undiciFetch } from "../src/undici.js";

let server: Server;
let origin: string;
const dispatcher = new Agent();

beforeAll(async () => {
  server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    const text = JSON.stringify({ method, url, headers });
    response.setHeader("x-twice", ["a", "b"]);
    if (url === "/empty") response.writeHead(204).end();
    else if (url === "/none") response.end();
    else if (url === "/cut") {
      response.writeHead(200, { "content-length": 100 }).write("{");
      setTimeout(() => response.destroy(), 20);
    } else if (url === "/pieces" || url === "/chunked") {
      if (url === "/pieces") response.setHeader("content-length", text.length);
      response.write(text.slice(0, 5));
      setTimeout(() => response.end(text.slice(5)), 20);
    } else if (url === "/gzip") response.setHeader("content-encoding", "GZIP").end(gzipSync(text));
    else if (url === "/odd") response.setHeader("content-encoding", "odd").end(text);
    else response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server listening on TCP has an address of this type.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await dispatcher.close();
  server.closeAllConnections();
  server.close();
});

/** Returns an answer's body, read as a client reads it. */
async function read(response: Response): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
    chunks.push(part.value);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

describe("undiciFetch", () => {
  test.each([
    ["a plain object", { "x-test": "1" }],
    ["Headers", new Headers({ "x-test": "1" })],
    ["pairs", [["x-test", "1"]] satisfies [string, string][]],
  ])("sends headers given as %s", async (_, headers) => {
    const sent = await read(await undiciFetch(dispatcher)(`${origin}/a?b=c`, { headers }));
    expect(sent).toMatchObject({ method: "GET", url: "/a?b=c", headers: { "x-test": "1" } });
  });

  test("requests the root of a bare origin, on the global dispatcher by default", async () => {
    expect(await read(await undiciFetch()(origin, {}))).toMatchObject({ url: "/" });
  });

  test("sends a body with its method", async () => {
    const response = await undiciFetch(dispatcher)(`${origin}/a`, { method: "POST", body: "{}" });
    expect(await read(response)).toMatchObject({ method: "POST", headers: { "content-length": "2" } });
  });

  test("decodes an unrequested encoding and leaves an unknown one", async () => {
    for (const url of ["/gzip", "/odd"])
      expect(await read(await undiciFetch(dispatcher)(origin + url, {}))).toMatchObject({ url });
  });

  test("reads a body that comes in pieces, its length declared or not", async () => {
    for (const url of ["/pieces", "/chunked"])
      expect(await read(await undiciFetch(dispatcher)(origin + url, {}))).toMatchObject({ url });
  });

  test("returns no body for an empty one and keeps the connection", async () => {
    const single = new Agent({ connections: 1, pipelining: 1 });
    for (const [url, status] of [
      ["/empty", 204],
      ["/none", 200],
      ["/empty", 204],
    ] as const)
      expect(await undiciFetch(single)(origin + url, {})).toMatchObject({ status, body: null });
    expect(await read(await undiciFetch(single)(`${origin}/a`, {}))).toMatchObject({ url: "/a" });
    await single.close();
  });

  test("rejects a body that breaks off", async () => {
    await expect(read(await undiciFetch(dispatcher)(`${origin}/cut`, {}))).rejects.toThrow();
  });

  test("returns headers by name: joined, or null", async () => {
    const response = await undiciFetch(dispatcher)(`${origin}/a`, {});
    expect([response.ok, response.headers.get("x-twice"), response.headers.get("x-none")]).toEqual([
      true,
      "a, b",
      null,
    ]);
    await read(response);
  });
});
