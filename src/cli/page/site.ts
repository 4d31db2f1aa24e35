import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { admission, type Admission } from "./admission.js";
import { followJournal } from "./events.js";
import { guard, valuesOf, type GuardedRequest } from "./guards.js";
import { issueForPage, type Secrets } from "./issue.js";
import type { AccountSource } from "./source.js";

export interface SiteOptions {
  readonly source: AccountSource;
  /** The page: one HTML document with its script and style inside. */
  readonly document: string;
  /** Returns the port it is served on; called on each request, since the port is unknown until the server listens. */
  readonly port: () => number;
  /** Host names to answer besides the loopback ones. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Admits only the one browser that opens the URL with its code. Without it, everyone on this machine is admitted. */
  readonly code?: string | undefined;
}

/** Answers a request for the page; returns false and leaves the request untouched if it is for S2's API. */
export type Site = (incoming: IncomingMessage, response: ServerResponse) => boolean;

/** Creates the page's request handler: guards first, then its few routes. */
export function createSite(options: SiteOptions): Site {
  const { source, document } = options;
  const security = securityHeaders(document);
  const gate = admission(options.code);
  const secrets: Secrets = new Map();
  return (incoming, response) => {
    const request = guarded(incoming);
    const path = request.target.split("?", 1)[0] ?? "";
    if (path !== "/" && !path.startsWith("/page/")) return false;
    for (const [name, value] of Object.entries(security)) response.setHeader(name, value);
    const refused = guard(request, { port: options.port(), allowedHosts: options.allowedHosts ?? [] });
    if (refused !== undefined) return refuse(response, refused.status, refused.reason);
    if (!admit(gate, request, path, response)) return true;
    void route(source, document, secrets, { incoming, request, path, response }).catch(() =>
      response.destroy(),
    );
    return true;
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly request: GuardedRequest;
  readonly path: string;
  readonly response: ServerResponse;
}

async function route(
  source: AccountSource,
  document: string,
  secrets: Secrets,
  exchange: Exchange,
): Promise<void> {
  const { incoming, request, path, response } = exchange;
  const { local } = source;
  const changes = request.method === "POST";
  if (!changes && path === "/") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(request.method === "HEAD" ? undefined : document);
  } else if (!changes && path === "/page/account") json(response, 200, source.account);
  else if (!changes && path === "/page/tokens") await sendTokens(source, response);
  else if (!changes && path === "/page/events" && local !== undefined)
    followJournal(local, lastSeen(request), response);
  else if (changes && path.startsWith("/page/") && local !== undefined) {
    const answer = await issueForPage(local, secrets, path, incoming);
    json(response, answer.status, answer.body);
  } else refuse(response, 404, "The page has no such path.");
}

/** Streams one token per line, as they are listed; a last line reports a failed listing. */
async function sendTokens(source: AccountSource, response: ServerResponse): Promise<void> {
  response.setHeader("content-type", "application/x-ndjson; charset=utf-8");
  const left = new AbortController();
  response.once("close", () => left.abort());
  try {
    for await (const page of source.tokens(left.signal)) {
      const text = page.map((token) => `${JSON.stringify(token)}\n`).join("");
      if (!response.write(text)) await drained(response);
      if (left.signal.aborted) return;
    }
  } catch (error) {
    if (left.signal.aborted) return;
    const message = error instanceof Error ? error.message : "The listing failed.";
    response.write(`${JSON.stringify({ "page:error": message })}\n`);
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}

/** Returns the last entry seen: a reconnecting browser sends it in a header, a new page in the URL. */
function lastSeen(request: GuardedRequest): number {
  const [header] = valuesOf(request, "last-event-id");
  const asked = header ?? new URLSearchParams(request.target.split("?")[1]).get("after") ?? "0";
  return /^\d{1,15}$/.test(asked) ? Number(asked) : 0;
}

function admit(gate: Admission, request: GuardedRequest, path: string, response: ServerResponse): boolean {
  const code = new URLSearchParams(request.target.split("?")[1]).get("code");
  if (path === "/" && code !== null) {
    const cookie = gate.exchange(code);
    if (cookie === undefined) {
      refuse(response, 403, "This address was already used: start the page again for a new one.");
      return false;
    }
    // Keep the code out of the address bar and the history before showing anything.
    response.writeHead(303, { location: "/", ...(cookie === "" ? {} : { "set-cookie": cookie }) }).end();
    return false;
  }
  if (gate.isAdmitted(valuesOf(request, "cookie"))) return true;
  refuse(response, 403, "Open the address that the command printed.");
  return false;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

function refuse(response: ServerResponse, status: number, reason: string): true {
  // Leave the rest of the connection unread: it belongs to a refused request.
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${reason}\n`);
  return true;
}

function guarded({ method = "", url = "", rawHeaders }: IncomingMessage): GuardedRequest {
  return { method, target: url, rawHeaders };
}

/** Returns headers that allow only the document's scripts and styles, by hash; nothing is loaded, framed or stored. */
function securityHeaders(document: string): Readonly<Record<string, string>> {
  const hashes = (tag: string): string =>
    [...document.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, "g"))]
      .map(([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`)
      .join(" ");
  return {
    "content-security-policy": [
      "default-src 'none'",
      `script-src ${hashes("script") || "'none'"}`,
      `style-src ${hashes("style") || "'none'"}`,
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
}
