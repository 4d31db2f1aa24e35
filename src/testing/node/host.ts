/** A host as a request names it. */
export interface Host {
  /** Lower case, addresses in canonical form, without a final dot. */
  readonly name: string;
  readonly port: number | undefined;
}

const HOST = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{0,5}))?$/i;

/** Matches names that a browser resolves to this machine, whatever DNS says. */
const LOOPBACK_NAME = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Reads a host with or without a port; undefined if it is neither a name nor an address. */
export function readHost(host: string): Host | undefined {
  const [, name = "", port = ""] = HOST.exec(host) ?? [];
  if (name === "" || Number(port) > 65_535 || !URL.canParse(`http://${name}`)) return undefined;
  const { hostname } = new URL(`http://${name}`);
  return { name: hostname.replace(/\.$/, ""), port: port === "" ? undefined : Number(port) };
}

/** Reports whether a name, as `readHost` returns it, is of this machine alone. */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAME.test(name);
}
