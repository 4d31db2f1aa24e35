import { shown } from "../../check/text.js";
import type { AccountRequest } from "../request.js";

/** Where a request goes: what its first line and its host say, and why it is turned away, where it is. */
export interface Target extends Pick<AccountRequest, "url" | "unfit"> {
  readonly path: string;
}

/** What a port knows of a request before it is read. */
export interface Arrival {
  /** What the request line asks for. */
  readonly target: string;
  /** Each host that the request names: its `Host` headers, or the authority of HTTP/2. */
  readonly hosts: readonly string[];
  /** The address it arrived at. */
  readonly localAddress: string | undefined;
}

const ABSOLUTE = /^http:\/\/([^/?]*)(.*)$/i;
const HOST = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{0,5}))?$/i;

/** Addresses of this machine that no other can reach. */
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.|^::1$/;

/** Names that a browser takes for this machine, whatever a name server says. */
const LOOPBACK_NAME = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Reads where a request goes. The path comes from the request line alone.
 *
 * Whoever arrives at a loopback address must have asked for this machine by name: a page whose own name leads here asks
 * for that, and is turned away.
 */
export function readTarget({ target, hosts, localAddress }: Arrival, allowed: ReadonlySet<string>): Target {
  const [, authority, rest] = ABSOLUTE.exec(target) ?? [];
  const line = rest === undefined ? target : `/${rest.replace(/^\//, "")}`;
  const named = authority === undefined ? hosts : [authority, ...hosts];
  const names = named.map(hostName);
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
    if (!LOOPBACK_ADDRESS.test(localAddress ?? "") || LOOPBACK_NAME.test(name) || allowed.has(name)) continue;
    const message = `The host ${shown(name)} is not this account's: use a loopback name, or allow this one.`;
    return { code: "misdirected_request", message };
  }
  return undefined;
}

/** The name that a host goes by: in lower case, an address in its usual form, without port and final dot. */
export function hostName(host: string): string | undefined {
  const [, name = "", port = "0"] = HOST.exec(host) ?? [];
  if (name === "" || Number(port) > 65_535 || !URL.canParse(`http://${name}`)) return undefined;
  return new URL(`http://${name}`).hostname.replace(/\.$/, "");
}
