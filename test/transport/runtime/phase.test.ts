import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import nodeFetch from "node-fetch";
import { Agent, fetch as fetchOfUndici, ProxyAgent, type Dispatcher } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { S2, S2ConnectionError, S2IssueOutcomeUnknownError, type FetchFunction } from "../../../src/index.js";
import { undiciFetch } from "../../../src/undici.js";
import { neverSent } from "../../../src/transport/runtime/phase.js";

const token = { id: "a", scope: { ops: ["read"] } } as const;
const pem = (name: string): string =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It listens on a port.
  return (server.address() as AddressInfo).port;
}

const tls = (cert: string): Promise<number> =>
  portOf(createTlsServer({ key: pem("key"), cert: pem(cert) }, (_, response) => response.end()));

/** undici's fetch through a dispatcher, which trusts the authority of the tests. */
function through(dispatcher: Dispatcher): FetchFunction {
  return async (url, init) => {
    // It has its own types, but takes and returns what the global one does.
    const response: unknown = await fetchOfUndici(url, { ...(init as object), dispatcher });
    return response as Response;
  };
}

const trusting = (): Dispatcher => new Agent({ connect: { ca: pem("authority") } });

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  servers.pop();
  return port;
}

interface Row {
  readonly what: string;
  readonly code: string | RegExp;
  /** True if it is retried. */
  readonly passes: boolean;
  readonly make: () => Promise<{
    readonly account: string;
    readonly dispatcher?: Dispatcher;
    /** Set if it concerns only one fetch. */
    readonly fetch?: FetchFunction;
  }>;
  /** True if undici itself fails in the same way before the request; it blocks no ports. */
  readonly onUndici?: false;
}

const ROWS: readonly Row[] = [
  {
    what: "refused",
    code: "ECONNREFUSED",
    passes: true,
    make: async () => ({ account: `http://127.0.0.1:${await closedPort()}` }),
  },
  {
    what: "refused on every address of a name",
    code: "ECONNREFUSED",
    passes: true,
    make: async () => ({ account: `http://localhost:${await closedPort()}` }),
  },
  {
    what: "refused, through node-fetch",
    code: "ECONNREFUSED",
    passes: true,
    onUndici: false,
    make: async () => ({
      account: `http://127.0.0.1:${await closedPort()}`,
      // Its types are its own.
      fetch: nodeFetch as unknown as FetchFunction,
    }),
  },
  {
    what: "a host that does not exist",
    code: /^(ENOTFOUND|EAI_AGAIN)$/,
    passes: true,
    make: () => Promise.resolve({ account: "https://nowhere.invalid" }),
  },
  {
    what: "an address that cannot be reached",
    code: /^(ENETUNREACH|EACCES|EADDRNOTAVAIL|EHOSTUNREACH)$/,
    passes: true,
    make: () => Promise.resolve({ account: "https://255.255.255.255:81" }),
  },
  {
    what: "a self-signed certificate",
    code: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/,
    passes: false,
    make: async () => ({ account: `https://127.0.0.1:${await tls("good")}` }),
  },
  {
    what: "an expired certificate",
    code: "CERT_HAS_EXPIRED",
    passes: false,
    make: async () => ({ account: `https://127.0.0.1:${await tls("expired")}`, dispatcher: trusting() }),
  },
  {
    what: "a certificate for another host",
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    passes: false,
    make: async () => ({ account: `https://127.0.0.1:${await tls("elsewhere")}`, dispatcher: trusting() }),
  },
  {
    what: "TLS to a plain port",
    code: "ERR_SSL_WRONG_VERSION_NUMBER",
    passes: false,
    make: async () => ({
      account: `https://127.0.0.1:${await portOf(createHttpServer((_, response) => response.end()))}`,
    }),
  },
  {
    what: "a server that hangs up during TLS",
    code: "ECONNRESET",
    passes: true,
    make: async () => ({ account: `https://127.0.0.1:${await portOf(createServer((s) => s.destroy()))}` }),
  },
  {
    what: "a port that fetch blocks",
    code: "blocked port",
    passes: false,
    onUndici: false,
    make: () => Promise.resolve({ account: "http://127.0.0.1:6000" }),
  },
  {
    what: "a connection that is not made in time",
    code: "UND_ERR_CONNECT_TIMEOUT",
    passes: true,
    make: async () => ({
      // Connected, and never answering the handshake.
      account: `https://127.0.0.1:${await portOf(silent())}`,
      dispatcher: new Agent({ connect: { timeout: 50 } }),
    }),
  },
  {
    what: "a proxy that wants a password",
    code: "the proxy opened no tunnel",
    passes: false,
    make: async () => ({
      account: "https://a.s2.dev",
      dispatcher: await proxied("407 Proxy Authentication Required"),
    }),
  },
  {
    what: "a proxy that cannot reach the host",
    code: "the proxy opened no tunnel",
    passes: true,
    make: async () => ({ account: "https://a.s2.dev", dispatcher: await proxied("503 Service Unavailable") }),
  },
];

/** A server that accepts connections and never answers. */
function silent(): Server {
  return createServer((socket) => void socket.on("error", () => undefined));
}

async function proxied(status: string): Promise<Dispatcher> {
  const proxy = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`));
  });
  return new ProxyAgent(`http://127.0.0.1:${await portOf(proxy)}`);
}

const retry = { minBaseDelayMillis: 0, maxBaseDelayMillis: 0 };

async function expectNothingSent(
  account: string,
  fetch: FetchFunction | undefined,
  code: string | RegExp,
  passes: boolean,
): Promise<void> {
  const options = { endpoints: { account }, retry, fetch, allowInsecureHttp: true };
  const { accessTokens } = new S2({ accessToken: "bearer-of-tests", ...options });
  const error: unknown = await accessTokens.issue(token).catch((error: unknown) => error);
  if (!(error instanceof S2ConnectionError)) throw error;
  expect(error).toMatchObject({ effect: "none", retryable: passes, attempts: passes ? 3 : 1 });
  const why = new RegExp(`^Could not connect to ${new URL(account).host} \\((.+)\\); nothing was sent\\.$`);
  expect(why.exec(error.message)?.[1]).toMatch(typeof code === "string" ? new RegExp(`^${code}$`) : code);
}

describe("a connection that failed before the request", () => {
  it.each(ROWS)("$what: nothing was sent", async ({ code, passes, make }) => {
    const { account, dispatcher, fetch = dispatcher && through(dispatcher) } = await make();
    await expectNothingSent(account, fetch, code, passes);
  });

  it.each(ROWS.filter(({ onUndici = true }) => onUndici))(
    "$what, on undici's own path: nothing was sent",
    async ({ code, passes, make }) => {
      const { account, dispatcher } = await make();
      await expectNothingSent(account, undiciFetch(dispatcher), code, passes);
    },
  );

  it("a runtime without fetch: nothing was sent", async () => {
    vi.stubGlobal("fetch", undefined);
    const { accessTokens } = new S2({ accessToken: "bearer-of-tests", retry });
    await expect(accessTokens.issue(token)).rejects.toMatchObject({
      code: "connection",
      effect: "none",
      attempts: 0,
      retryable: false,
      message: "This runtime has no fetch, so nothing was sent: pass one in the client's options.",
    });
  });

  it("names the address and the reason in its cause", async () => {
    const port = await closedPort();
    const { accessTokens } = new S2({
      accessToken: "bearer-of-tests",
      endpoints: { account: `http://127.0.0.1:${port}` },
      retry,
    });
    await expect(accessTokens.list()).rejects.toMatchObject({
      cause: { cause: { code: "ECONNREFUSED", syscall: "connect", address: "127.0.0.1", port } },
    });
  });
});

describe("a connection that failed later", () => {
  it.each([
    ["was closed", (port: number) => `http://127.0.0.1:${port}`, () => createServer((s) => s.destroy())],
    [
      "answered with no HTTP",
      (port: number) => `http://127.0.0.1:${port}`,
      () => createServer((socket) => socket.on("error", () => undefined).end("junk\r\n\r\n")),
    ],
  ])("%s: unknown outcome", async (_what, address, make) => {
    const account = address(await portOf(make()));
    const { accessTokens } = new S2({ accessToken: "bearer-of-tests", endpoints: { account }, retry });
    await expect(accessTokens.issue(token, { ifOutcomeUnknown: "throw" })).rejects.toThrow(
      S2IssueOutcomeUnknownError,
    );
  });
});

const of = (parts: object): Error => Object.assign(new Error("x"), parts);

/** Errors that a runtime may throw, and whether each proves that nothing was sent. */
const THROWN: readonly (readonly [string, unknown, boolean])[] = [
  ["connect ETIMEDOUT", of({ code: "ETIMEDOUT", syscall: "connect" }), true],
  ["read ETIMEDOUT", of({ code: "ETIMEDOUT", syscall: "read" }), false],
  ["connect EHOSTUNREACH", of({ code: "EHOSTUNREACH", syscall: "connect" }), true],
  ["read EHOSTUNREACH", of({ code: "EHOSTUNREACH", syscall: "read" }), false],
  ["ENETUNREACH", of({ code: "ENETUNREACH" }), true],
  ["EADDRNOTAVAIL", of({ code: "EADDRNOTAVAIL" }), true],
  ["write EPIPE", of({ code: "EPIPE", syscall: "write" }), false],
  ["connect of node-fetch", of({ code: "ENETUNREACH", erroredSysCall: "connect" }), true],
  [
    "several addresses, all tried",
    of({ errors: [of({ code: "ETIMEDOUT", syscall: "connect" }), of({ code: "ENETUNREACH" })] }),
    true,
  ],
  [
    "several addresses, one of them answered",
    of({ code: "ECONNREFUSED", errors: [of({ code: "ECONNREFUSED" }), of({ code: "ECONNRESET" })] }),
    false,
  ],
  ["several errors without a code", of({ code: "ECONNREFUSED", errors: [] }), true],
  ["a self-signed chain", of({ code: "SELF_SIGNED_CERT_IN_CHAIN" }), true],
  ["a certificate not yet valid", of({ code: "CERT_NOT_YET_VALID" }), true],
  [
    "a client certificate asked for after the handshake",
    of({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" }),
    false,
  ],
  ["a record that cannot be decrypted", of({ code: "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC" }), false],
  ["Bun, unreachable", of({ code: "EHOSTUNREACH", message: "EHOSTUNREACH: Unable to connect. Is …" }), true],
  ["Bun, TLS", of({ code: "EPROTO", message: "EPROTO: The TLS handshake failed. Does …" }), true],
  ["Bun, reset", of({ code: "ECONNRESET", message: "ECONNRESET: The socket connection was closed" }), false],
  ["Deno", new TypeError("error sending request for url (http://127.0.0.1:9/)"), false],
  ["a browser", new TypeError("Failed to fetch"), false],
  ["text", "ECONNREFUSED", false],
  ["nothing", undefined, false],
];

it.each(THROWN)("tells whether %s proves that nothing was sent: %#", (_what, thrown, proves) => {
  expect(neverSent(thrown, "host") !== undefined).toBe(proves);
  const failed = new TypeError("fetch failed", { cause: thrown });
  expect(neverSent(failed, "host") !== undefined).toBe(proves);
});
