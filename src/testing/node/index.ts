import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { LocalAccount } from "../account.js";
import { readIncoming, send } from "./http1.js";
import { followRefused, openPort } from "./port.js";

/** Where to listen. */
export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`. Bearers cross it unencrypted: keep it on this machine. */
  readonly host?: string | undefined;
}

/** A local account on a port. */
export interface LocalServer {
  readonly port: number;
  /** For `S2_ACCOUNT_ENDPOINT`, or a client's `endpoints.account`. */
  readonly accountEndpoint: string;
  /** For `S2_BASIN_ENDPOINT`: S2's clients then name the basin in the `s2-basin` header. */
  readonly basinEndpoint: string;
  /** Stops listening: until `accept`, the operating system refuses connections. Requests under way go on. */
  readonly refuse: () => void;
  /** Listens again, on the same port. */
  readonly accept: () => Promise<void>;
  /** Ends every connection and gives the port back. */
  readonly close: () => Promise<void>;
}

/**
 * Puts a local account on a port, for clients in any language.
 *
 * Each connection carries one request, so that a fault on the socket hits the request it was meant for. `refused` works
 * by not listening, since a connection cannot be refused for what it is going to ask: it begins when the fault is at
 * the head of the queue, or stands for any call, and lasts its `delayMillis` (default 100), whoever connects. To end it
 * at a moment of your own, use `refuse` and `accept` instead.
 *
 * Rejects with an error that names the port when it is taken.
 *
 * @example
 * const server = await listen(createLocalAccount());
 * const client = new S2({ accessToken: "s2_local_root", endpoints: { account: server.accountEndpoint } });
 * await client.accessTokens.list();
 * await server.close();
 */
export async function listen(account: LocalAccount, options: ListenOptions = {}): Promise<LocalServer> {
  const { port: wanted = 0, host = "127.0.0.1" } = options;
  const server = createServer((incoming, response) => void answer(account, incoming, response));
  const port = await openPort(server, host, wanted);
  const unfollow = followRefused(account.faults, port);
  const endpoint = `http://${host.includes(":") ? `[${host}]` : host}:${port.number}/v1`;
  return {
    port: port.number,
    accountEndpoint: endpoint,
    basinEndpoint: endpoint,
    refuse: port.refuse,
    accept: port.accept,
    async close() {
      unfollow();
      await port.close();
    },
  };
}

async function answer(
  account: LocalAccount,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const request = await readIncoming(incoming);
    if (request === undefined) {
      response.writeHead(400, { connection: "close" }).end();
      return;
    }
    const { outcome, delayMillis } = account.serve(request);
    if (delayMillis === 0) send(outcome, incoming, response);
    else {
      const timer = setTimeout(() => send(outcome, incoming, response), delayMillis);
      response.once("close", () => clearTimeout(timer));
    }
  } catch (error) {
    // A client that left early, or an `observe` that threw: neither may take the server down.
    response.destroy(error instanceof Error ? error : undefined);
  }
}
