import { execFile } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import nodeFetch from "node-fetch";
import { fetch as fetchOfUndici } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { S2, type FetchFunction } from "../../src/index.js";
import { undiciFetch } from "../../src/undici.js";

/** Each has its own types, but takes and returns what the global one does. */
const FETCHES: Readonly<Record<string, FetchFunction | undefined>> = {
  "the built-in fetch": undefined,
  "undici's fetch": fetchOfUndici as unknown as FetchFunction,
  "undici's own path": undiciFetch(),
  "node-fetch": nodeFetch as unknown as FetchFunction,
};

const ENDLESS = Buffer.alloc(64 * 1024, 0x20);

/** Writes as long as the client reads. */
function pour(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write(ENDLESS));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
}

/** Answers whose body does not end, with the ending of the call. */
const ANSWERS: readonly {
  readonly what: string;
  readonly answer: (response: ServerResponse) => void;
  readonly want: object;
}[] = [
  {
    what: "a redirect with an open body",
    answer: (response) => response.writeHead(302, { location: "/x" }).write("moved"),
    want: { code: "response", status: 302 },
  },
  {
    what: "a success of another type with an open body",
    answer: (response) => response.writeHead(200, { "content-type": "text/html" }).write("<h1>"),
    want: { code: "response", status: 200 },
  },
  {
    what: "another success status with an open body",
    answer: (response) => response.writeHead(206, { "content-type": "application/json" }).write("{"),
    want: { code: "response", status: 206 },
  },
  {
    what: "an error whose body never ends",
    answer: (response) => pour(response.writeHead(400, { "content-type": "application/json" })),
    want: { code: "http", status: 400 },
  },
  {
    what: "a success whose body stops",
    answer: (response) => response.writeHead(200, { "content-type": "application/json" }).write("{"),
    want: { code: "timeout" },
  },
  {
    what: "a 304",
    answer: (response) => response.writeHead(304).end(),
    want: { code: "response", status: 304, message: "The server answered 304 instead of 200." },
  },
  {
    what: "a 300 with an open body",
    answer: (response) => response.writeHead(300).write("choose"),
    want: { code: "response", status: 300, message: "The server answered 300 instead of 200." },
  },
];

const closing: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

/** A server with one answer, and the end of each of its connections. */
async function serve(answer: (response: ServerResponse) => void) {
  const sockets: Socket[] = [];
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo; // It listens on a port.
  const ended = () =>
    vi.waitFor(() => expect(sockets.every(({ destroyed }) => destroyed)).toBe(true), 60_000);
  return { account: `http://127.0.0.1:${port}`, ended };
}

describe.each(Object.entries(FETCHES))("through %s", (name, fetch) => {
  it.each(ANSWERS)("closes the connection after $what", async ({ what, answer, want }) => {
    const { account, ended } = await serve(answer);
    const { accessTokens } = new S2({
      accessToken: "bearer",
      endpoints: { account },
      retry: { maxAttempts: 1 },
      requestTimeoutMillis: 200,
      fetch,
    });
    await expect(accessTokens.list()).rejects.toMatchObject(want);
    // A connection may be kept for another request after a complete answer.
    if (what !== "a 304") await ended();
  });

  it("a revocation succeeds, and its connection is reused or closed", async () => {
    const { account } = await serve((response) => response.writeHead(204).end());
    const { accessTokens } = new S2({ accessToken: "bearer", endpoints: { account }, fetch });
    expect(await accessTokens.revoke({ id: "a" })).toBe("revoked");
  });

  it("does not keep the process alive", async () => {
    const { account } = await serve((response) => response.writeHead(302, { location: "/x" }).write("moved"));
    const script = fileURLToPath(new URL("one-call.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", script, account, name],
      {
        timeout: 60_000,
      },
    );
    expect(stdout.trim()).toBe("response 302");
  });
});
