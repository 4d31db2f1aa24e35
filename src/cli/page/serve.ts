import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newCode } from "./admission.js";
import { createSite } from "./site.js";
import type { PageSource } from "./source.js";

export interface ServePageOptions {
  readonly source: PageSource;
  readonly document: string;
  /** 0 for any free one. */
  readonly port: number;
  /** The address to listen on; anything but a loopback one lets others on the network in, if they have the code. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
}

/** A page on a port of its own. */
export interface PageServer {
  /** What to open, once: the code in it admits one browser. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves the page of an account that is somewhere else. Rejects when the port is taken. */
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
    // A server that listens on TCP has such an address.
    return (server.address() as AddressInfo).port;
  }
}
