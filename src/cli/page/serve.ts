import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newCode } from "./admission.js";
import { createSite } from "./site.js";
import type { AccountSource } from "./source.js";

export interface ServePageOptions {
  readonly source: AccountSource;
  readonly document: string;
  /** The port to listen on; 0 for any free one. */
  readonly port: number;
  /** The address to listen on; unless it is a loopback address, others on the network get in if they have the code. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
}

/** A page on a port of its own. */
export interface PageServer {
  /** The URL to open, once: the code in it admits one browser. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves the page of a remote account. Rejects if the port is taken. */
export async function servePage(options: ServePageOptions): Promise<PageServer> {
  const { source, document, host, allowedHosts } = options;
  const code = newCode();
  const site = createSite({ source, document, port: portNow, allowedHosts, code });
  const server = createServer({ requireHostHeader: false }, (incoming, response) => {
    if (!site(incoming, response)) response.writeHead(404, { connection: "close" }).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, host, resolve);
  });
  return {
    address: `http://localhost:${portNow()}/?code=${code}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function portNow(): number {
    // A server listening on TCP has an address of this type.
    return (server.address() as AddressInfo).port;
  }
}
