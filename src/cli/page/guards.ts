import { isLoopbackName, readHost } from "../../testing/node/host.js";

/** A request as a guard sees it: as it arrived on the socket, with its headers in order and with duplicates. */
export interface GuardedRequest {
  readonly method: string;
  /** The request target, as in the request line. */
  readonly target: string;
  /** Names and values alternating, as in Node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
}

export interface GuardOptions {
  /** The port that the page listens on. */
  readonly port: number;
  /** Host names to answer besides the loopback ones. */
  readonly allowedHosts: readonly string[];
}

/** The reason for refusing a request. */
export interface GuardRefusal {
  readonly status: 400 | 403 | 405 | 415 | 421;
  readonly reason: string;
}

/** The header that every change carries; a page of another origin cannot send it without a preflight. */
export const PAGE_HEADER = "x-s2-page";

/**
 * Returns the reason that a request must not be answered, or undefined. It keeps out DNS rebinding, and reads, changes
 * and form posts by a page of another origin.
 *
 * A change must be JSON and carry a header of our own, so that a browser never sends it across origins without a
 * preflight; no CORS headers are sent, so every preflight fails.
 */
export function guard(request: GuardedRequest, options: GuardOptions): GuardRefusal | undefined {
  const hosts = valuesOf(request, "host");
  const [host] = hosts;
  if (host === undefined || hosts.length > 1)
    return { status: 400, reason: "A request must have exactly one Host header." };
  if (!isAllowedHost(host, options))
    return { status: 421, reason: "This page answers on this machine only: open it as localhost." };
  if (!request.target.startsWith("/")) return { status: 400, reason: "The request target must be a path." };
  const origins = valuesOf(request, "origin");
  if (origins.length > 1 || (origins[0] !== undefined && origins[0] !== `http://${host}`))
    return { status: 403, reason: "This page accepts requests from its own origin only." };
  // Another site may link here; it may not fetch, embed or frame.
  const navigates = request.method === "GET" && valuesOf(request, "sec-fetch-mode")[0] === "navigate";
  const sites = valuesOf(request, "sec-fetch-site");
  if (!navigates && sites.some((site) => site !== "same-origin" && site !== "none"))
    return { status: 403, reason: "This page accepts requests from its own site only." };
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  if (request.method !== "POST") return { status: 405, reason: "The page accepts GET, HEAD and POST." };
  if (valuesOf(request, PAGE_HEADER)[0] !== "1")
    return { status: 403, reason: `A change must carry the header ${PAGE_HEADER}: 1.` };
  const types = valuesOf(request, "content-type");
  if (types.length !== 1 || !/^application\/json\s*(;|$)/i.test(types[0] ?? ""))
    return { status: 415, reason: "A change must be JSON." };
  return undefined;
}

/** Returns all values of a header, in order. */
export function valuesOf({ rawHeaders }: GuardedRequest, name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() === name) values.push((rawHeaders[index + 1] ?? "").trim());
  return values;
}

/** Matches name and port exactly; browsers omit port 80. */
function isAllowedHost(host: string, { port, allowedHosts }: GuardOptions): boolean {
  const read = readHost(host);
  if (read === undefined || (read.port ?? 80) !== port) return false;
  return isLoopbackName(read.name) || allowedHosts.some((allowed) => readHost(allowed)?.name === read.name);
}
