import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localSource } from "../../../src/cli/page/local-source.js";
import { createSite, type Site } from "../../../src/cli/page/site.js";
import { createLocalAccount } from "../../../src/testing/index.js";

const DOCUMENT = "<!doctype html><style>p{}</style><script>1</script>";
const CODE = "a-code-that-was-printed";

const account = createLocalAccount();
let open: Server;
let coded: Server;

beforeAll(async () => {
  open = await serve((port) =>
    createSite({
      source: localSource(account, "http://localhost"),
      document: DOCUMENT,
      port,
      allowedHosts: ["box.test"],
    }),
  );
  coded = await serve((port) =>
    createSite({ source: localSource(account, "http://localhost"), document: DOCUMENT, port, code: CODE }),
  );
});
afterAll(() => {
  for (const server of [open, coded]) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(make: (port: () => number) => Site): Promise<Server> {
  const site: Site = make(() => portOf(server));
  const server: Server = createServer({ requireHostHeader: false }, (incoming, response) => {
    if (!site(incoming, response)) response.writeHead(501).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  // A server listening on TCP has an address of this type.
  return (server.address() as AddressInfo).port;
}

/** Sends bytes unchanged and returns the answer; without a length, only its head and the bytes that came with it. */
function send(server: Server, lines: readonly string[], body = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(portOf(server), "127.0.0.1", () => {
      const text = lines.map((line) => line.replaceAll(":PORT", `:${portOf(server)}`)).join("\r\n");
      socket.write(`${text}\r\n\r\n${body}`);
    });
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
      const [head = "", body] = received.split("\r\n\r\n");
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body === undefined || Buffer.byteLength(body) < length) return;
      socket.destroy();
      resolve(received);
    });
    socket.on("error", reject);
    socket.on("end", () => resolve(received));
  });
}

const status = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
const GET = "GET / HTTP/1.1";
const EVENTS = "GET /page/events HTTP/1.1";
const HOST = "Host: localhost:PORT";

describe("a request is answered", () => {
  test.each<[why: string, lines: readonly string[]]>([
    ["localhost", [GET, HOST]],
    ["in capitals", [GET, "Host: LOCALHOST:PORT"]],
    ["a name under localhost, as S2's basins have", [GET, "Host: my-basin.localhost:PORT"]],
    ["127.0.0.1", [GET, "Host: 127.0.0.1:PORT"]],
    ["another address of the loopback block", [GET, "Host: 127.4.5.6:PORT"]],
    ["[::1]", [GET, "Host: [::1]:PORT"]],
    ["another spelling of 127.0.0.1", [GET, "Host: 127.1:PORT"]],
    ["a host that was allowed by name", [GET, "Host: box.test:PORT"]],
    ["that host in another spelling", [GET, "Host: BOX.test.:PORT"]],
    ["its own origin", [GET, HOST, "Origin: http://localhost:PORT"]],
    ["its own fetch", [GET, HOST, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors"]],
    ["a link on another site", [GET, HOST, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"]],
    ["its own event stream", [EVENTS, HOST, "Sec-Fetch-Site: same-origin"]],
  ])("%s", async (_, lines) => expect(status(await send(open, lines))).toBe(200));
});

describe("a request is refused", () => {
  test.each<[why: string, status: number, lines: readonly string[]]>([
    ["a name rebound to this machine", 421, [GET, "Host: evil.test:PORT"]],
    ["a name that only looks like localhost", 421, [GET, "Host: localhost.evil.test:PORT"]],
    ["a name that ends like localhost", 421, [GET, "Host: evil-localhost:PORT"]],
    ["an address that only begins like loopback", 421, [GET, "Host: 127.0.0.1.evil.test:PORT"]],
    ["no address of this machine", 421, [GET, "Host: 127.0.0.256:PORT"]],
    ["another port", 421, [GET, "Host: localhost:1"]],
    ["no port", 421, [GET, "Host: localhost"]],
    ["a host with a user", 421, [GET, "Host: a@localhost:PORT"]],
    ["an empty host", 421, [GET, "Host: "]],
    ["the event stream under a rebound name", 421, [EVENTS, "Host: evil.test:PORT"]],
    ["a HEAD under a rebound name", 421, ["HEAD / HTTP/1.1", "Host: evil.test:PORT"]],
    ["no Host", 400, [GET]],
    ["two Hosts", 400, [GET, HOST, "Host: evil.test:PORT"]],
    ["the same Host twice", 400, [GET, HOST, HOST]],
    ["a foreign origin", 403, [GET, HOST, "Origin: http://evil.test"]],
    ["an opaque origin", 403, [GET, HOST, "Origin: null"]],
    ["the origin of another port", 403, [GET, HOST, "Origin: http://localhost:1"]],
    ["an origin under TLS", 403, [GET, HOST, "Origin: https://localhost:PORT"]],
    ["two origins", 403, [GET, HOST, "Origin: http://localhost:PORT", "Origin: http://evil.test"]],
    [
      "an event stream that a foreign page opens",
      403,
      [EVENTS, HOST, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"],
    ],
    ["a page of another port", 403, [EVENTS, HOST, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"]],
    ["an image on another site", 403, [GET, HOST, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]],
    ["another method", 405, ["DELETE /page/tokens HTTP/1.1", HOST]],
    ["a CORS preflight", 405, ["OPTIONS /page/issue HTTP/1.1", HOST, "Access-Control-Request-Method: POST"]],
    ["an unknown path", 404, ["GET /page/nothing HTTP/1.1", HOST]],
  ])("%s: %i", async (_, want, lines) => {
    const answer = await send(open, lines);
    expect(status(answer)).toBe(want);
    expect(answer.toLowerCase()).not.toContain("access-control-allow");
  });
});

describe("a change", () => {
  const POST = "POST /page/issue HTTP/1.1";
  const body = JSON.stringify({ id: "made", scope: { ops: ["list-basins"] } });
  const length = `Content-Length: ${body.length}`;
  const json = "Content-Type: application/json";
  const header = "X-S2-Page: 1";

  test.each<[why: string, status: number, lines: readonly string[]]>([
    ["without the page's header", 403, [POST, HOST, json, length]],
    ["with another value of the page's header", 403, [POST, HOST, json, length, "X-S2-Page: true"]],
    ["as a form", 415, [POST, HOST, "Content-Type: application/x-www-form-urlencoded", header, length]],
    ["as text", 415, [POST, HOST, "Content-Type: text/plain", header, length]],
    ["without a type", 415, [POST, HOST, header, length]],
    ["from a foreign origin", 403, [POST, HOST, json, header, length, "Origin: http://evil.test"]],
    ["by another site", 403, [POST, HOST, json, header, length, "Sec-Fetch-Site: cross-site"]],
    ["under a rebound name", 421, [POST, "Host: evil.test:PORT", json, header, length]],
  ])("%s is refused: %i", async (_, want, lines) => {
    expect(status(await send(open, lines, body))).toBe(want);
    expect(account.tokens().map(({ id }) => id)).not.toContain("made");
  });

  test("by the page itself is made, and its secret is shown once, on request", async () => {
    const issued = await send(open, [POST, HOST, json, header, length], body);
    expect(status(issued)).toBe(201);
    const { handle }: { handle: string } = JSON.parse(issued.split("\r\n\r\n")[1] ?? "");
    expect(account.idOf(handle)).toBeUndefined();
    const asked = JSON.stringify({ handle });
    const ask = ["POST /page/secret HTTP/1.1", HOST, json, header, `Content-Length: ${asked.length}`];
    const first = await send(open, ask, asked);
    const { accessToken }: { accessToken: string } = JSON.parse(first.split("\r\n\r\n")[1] ?? "");
    expect(account.idOf(accessToken)).toBe("made");
    expect(status(await send(open, ask, asked))).toBe(404);
  });

  test.each([
    ["not JSON", "{"],
    ["not UTF-8", "\ud800"],
    ["too long", JSON.stringify({ id: "x".repeat(70_000) })],
  ])("that is %s is refused", async (_, text) => {
    const bytes = Buffer.byteLength(text);
    const answer = await send(open, [POST, HOST, json, header, `Content-Length: ${bytes}`], text);
    expect(status(answer)).toBe(400);
  });

  test("that S2 would refuse gets the reason", async () => {
    const text = JSON.stringify({ id: "..", scope: {} });
    const answer = await send(open, [POST, HOST, json, header, `Content-Length: ${text.length}`], text);
    expect(status(answer)).toBe(422);
    expect(answer).toContain("id");
  });
});

describe("a page with a code", () => {
  test("shows nothing without it", async () => {
    for (const target of ["/", "/page/account", "/page/tokens", "/page/events"])
      expect(status(await send(coded, [`GET ${target} HTTP/1.1`, HOST]))).toBe(403);
  });

  test("shows nothing for a wrong code or a forged cookie", async () => {
    expect(status(await send(coded, ["GET /?code=wrong HTTP/1.1", HOST]))).toBe(403);
    expect(status(await send(coded, [GET, HOST, "Cookie: s2-access-tokens-page=made-up"]))).toBe(403);
  });

  test("admits the first browser with the code, and nobody who replays it", async () => {
    const first = await send(coded, [`GET /?code=${CODE} HTTP/1.1`, HOST]);
    expect(status(first)).toBe(303);
    expect(first).toMatch(/\r\nlocation: \/\r\n/i);
    const cookie = /\r\nset-cookie: ([^;]+); HttpOnly; SameSite=Strict; Path=\/\r\n/i.exec(first)?.[1] ?? "";
    expect(cookie).not.toContain(CODE);
    expect(status(await send(coded, [`GET /?code=${CODE} HTTP/1.1`, HOST]))).toBe(403);
    expect(status(await send(coded, [GET, HOST, `Cookie: other=1; ${cookie}`]))).toBe(200);
    expect(status(await send(coded, [GET, HOST, "Cookie: other=1"]))).toBe(403);
    expect(status(await send(coded, [GET, "Host: evil.test:PORT", `Cookie: ${cookie}`]))).toBe(421);
  });
});

test("every answer forbids running, loading, framing and caching anything else", async () => {
  for (const lines of [
    [GET, HOST],
    [GET, "Host: evil.test:PORT"],
    ["GET /page/nothing HTTP/1.1", HOST],
  ]) {
    const head = (await send(open, lines)).toLowerCase();
    expect(head).toMatch(
      /content-security-policy: default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/,
    );
    for (const part of [
      "frame-ancestors 'none'",
      "x-content-type-options: nosniff",
      "cache-control: no-store",
    ])
      expect(head).toContain(part);
  }
});

test("paths outside the page are left to S2's API", async () => {
  expect(status(await send(open, ["GET /v1/access-tokens HTTP/1.1", "Host: evil.test:PORT"]))).toBe(501);
});
