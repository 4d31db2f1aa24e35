import type { LocalAccount } from "../account.js";
import type { AccountRequest } from "../request.js";
import { chunksOf, readBody, readHead, send } from "./http.js";
import { followRefused, openPort } from "./port.js";
import { createBothServer, type Incoming, type Outgoing } from "./protocols.js";

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
 * Puts a local account on a port, for clients in any language. A connection speaks HTTP/1.1, or HTTP/2 with prior
 * knowledge.
 *
 * A connection of HTTP/1.1 carries one request, so that a fault on the socket hits the request it was meant for; with
 * HTTP/2 it hits the stream of that request. `refused` works by not listening, since a connection cannot be refused for what it is going to ask: it begins when the fault is at
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
  const server = createBothServer((incoming, response) => void answer(account, incoming, response));
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

async function answer(account: LocalAccount, incoming: Incoming, response: Outgoing): Promise<void> {
  try {
    const request = await readRequest(account, incoming);
    if (request === undefined) {
      response.writeHead(400).end();
      return;
    }
    const { outcome, delayMillis } = account.serve(request);
    if (delayMillis > 0) await pause(delayMillis, response);
    await send(outcome, incoming, response);
  } catch (error) {
    // A client that left early, or an observer that threw: neither may take the server down.
    response.destroy(error instanceof Error ? error : undefined);
  }
}

/** Reads as much of a request as the account wants to see before it answers. */
async function readRequest(account: LocalAccount, incoming: Incoming): Promise<AccountRequest | undefined> {
  const head = readHead(incoming);
  if (head === undefined) return undefined;
  switch (account.bodyUse(head)) {
    case "stream":
      return { ...head, body: new Uint8Array(), chunks: chunksOf(incoming) };
    case "none":
      // A body that has an end is read all the same: closing a connection under it could lose the answer.
      return {
        ...head,
        body: head.headers.has("content-length") ? await readBody(incoming) : new Uint8Array(),
      };
    case "whole":
      return { ...head, body: await readBody(incoming) };
  }
}

/** Waits, or ends the wait with the client. */
function pause(millis: number, response: Outgoing): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
