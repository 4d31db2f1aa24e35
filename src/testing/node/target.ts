import { shown } from "../../check/text.js";
import type { AccountRequest } from "../request.js";
import { isLoopbackName, readHost } from "./host.js";

/** The target of a request, from its first line and its host, and the reason if it is turned away. */
export interface Target extends Pick<AccountRequest, "url" | "unfit"> {
  readonly path: string;
}

/** A request as a port knows it before reading it. */
export interface Arrival {
  /** The target in the request line. */
  readonly target: string;
  /** Each host that the request names: its `Host` headers, or the authority of HTTP/2. */
  readonly hosts: readonly string[];
  /** The address it arrived at. */
  readonly localAddress: string | undefined;
}

const ABSOLUTE = /^http:\/\/([^/?]*)(.*)$/i;

/** Matches addresses of this machine that no other can reach. */
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.|^::1$/;

/**
 * Reads the target of a request. The path comes from the request line alone.
 *
 * A request at a loopback address must name this machine: a web page whose own name resolves here sends that name, and
 * is turned away.
 */
export function readTarget({ target, hosts, localAddress }: Arrival, allowed: ReadonlySet<string>): Target {
  const [, authority, rest] = ABSOLUTE.exec(target) ?? [];
  const line = rest === undefined ? target : `/${rest.replace(/^\//, "")}`;
  const named = authority === undefined ? hosts : [authority, ...hosts];
  const names = named.map((host) => readHost(host)?.name);
  const origin = `http://${names[0] === undefined ? "invalid" : named[0]}`;
  const path = line.split("?", 1)[0] ?? "";
  if (!/^\/[!"$-~]*$/.test(line)) {
    const message = "The request target must be a path in ASCII.";
    return { url: new URL(origin), path, unfit: { code: "bad_path", message } };
  }
  return { url: new URL(origin + line), path, unfit: unfitHost(hosts, names, localAddress, allowed) };
}

function unfitHost(
  hosts: readonly string[],
  names: readonly (string | undefined)[],
  localAddress: string | undefined,
  allowed: ReadonlySet<string>,
): Target["unfit"] {
  if (hosts.length !== 1) {
    return { code: "bad_header", message: `The request must have one Host header, got ${hosts.length}.` };
  }
  for (const name of names) {
    if (name === undefined) return { code: "bad_header", message: "Host must be a name or an address." };
    if (!LOOPBACK_ADDRESS.test(localAddress ?? "") || isLoopbackName(name) || allowed.has(name)) continue;
    const message = `The host ${shown(name)} is not this account's: use a loopback name, or allow this one.`;
    return { code: "misdirected_request", message };
  }
  return undefined;
}
