import { ServerResponse, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isRecord } from "../../check/keys.js";
import { expected, kindOf, mustBe, refuse } from "../../check/problems.js";
import { listOf, rule, wholeNumber, type Reader } from "../../check/values.js";
import type { LocalAccount } from "../account.js";
import { undoEncoding } from "../read/encoding.js";
import { aFunction, readOptions } from "../read/options.js";
import type { AccountRequest, RequestHead } from "../request.js";
import { chunksOf, departure, readBody, readHead, send } from "./http.js";
import { followRefused, openPort } from "./port.js";
import { createBothServer, type Incoming, type Outgoing } from "./protocols.js";
import { readHost } from "./host.js";

/** The options of `listen`. */
export interface ListenOptions {
  /** The port to listen on. Default 0: any free port. */
  readonly port?: number | undefined;
  /** The address to listen on. Default `127.0.0.1`. Bearers are sent unencrypted: keep it on this machine. */
  readonly host?: string | undefined;
  /**
   * Names of this machine, without a port, besides the usual ones. A request for any other name at a loopback address
   * is answered 421, since that is how a web page would reach a server on its reader's machine.
   */
  readonly allowHosts?: readonly string[] | undefined;
  /**
   * Serves requests outside `/v1`, and returns whether it did. Default: they are answered 404, as S2 does.
   *
   * @internal For the command's page; if public, it would require Node's types of every user of this entry.
   */
  readonly site?: ((incoming: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Receives problems on the port that no caller would learn of, in a sentence. Default: a process warning. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** A local account on a port. */
export interface LocalServer {
  readonly port: number;
  /** The value for `S2_ACCOUNT_ENDPOINT` or a client's `endpoints.account`: an origin without a path. */
  readonly accountEndpoint: string;
  /** The value for `S2_BASIN_ENDPOINT`, the same: S2's clients then send the basin in the `s2-basin` header. */
  readonly basinEndpoint: string;
  /** Stops listening: until `accept`, the operating system refuses connections. Requests in flight continue. */
  readonly refuse: () => void;
  /** Listens again on the same port. Rejects if another process keeps it; a `refuse` meanwhile takes precedence. */
  readonly accept: () => Promise<void>;
  /** Closes every connection and frees the port. */
  readonly close: () => Promise<void>;
}

/**
 * Serves a local account on a port, for clients in any language. A connection speaks HTTP/1.1, or HTTP/2 with prior
 * knowledge.
 *
 * An HTTP/1.1 connection carries one request, or several that a client pipelines, in order, so that a fault on the
 * socket hits the request it was meant for. With HTTP/2 it hits that request's stream. `refused` works by not
 * listening, since a connection cannot be refused for a request not yet sent: it starts when the fault is at the head
 * of the queue, or stands for any call, and lasts its `delayMillis` (default 100), whoever connects. To choose when it
 * ends, use `refuse` and `accept` instead.
 *
 * Rejects with an error that names the port if it is taken, and with `S2ArgumentError` if an option is invalid.
 *
 * @example
 * const server = await listen(createLocalAccount());
 * const client = new S2({ accessToken: "s2_local_root", endpoints: { account: server.accountEndpoint } });
 * await client.accessTokens.list();
 * await server.close();
 */
export async function listen(account: LocalAccount, options: ListenOptions = {}): Promise<LocalServer> {
  const { port: wanted = 0, host = "127.0.0.1", allowHosts = [], site, warn } = readListen(account, options);
  const own = readHost(host.includes(":") ? `[${host}]` : host)?.name;
  const hosts = new Set([...allowHosts, ...(own === undefined ? [] : [own])]);
  const server = createBothServer((incoming, response) =>
    answer({ account, site, hosts }, incoming, response),
  );
  const port = await openPort(server, host, wanted);
  const unfollow = followRefused(account.faults, port, warn ?? ((message) => process.emitWarning(message)));
  const endpoint = `http://${reachable(host)}:${port.number}`;
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

/** The inputs shared by every request on a port. */
interface Desk {
  readonly account: LocalAccount;
  readonly site: ListenOptions["site"];
  readonly hosts: ReadonlySet<string>;
}

async function answer({ account, site, hosts }: Desk, incoming: Incoming, response: Outgoing): Promise<void> {
  try {
    const head = readHead(incoming, hosts);
    const isSite = head.unfit === undefined && !/^\/v1(?:\/|$)/.test(head.path);
    if (isSite && response instanceof ServerResponse && site?.(response.req, response) === true) return;
    const { outcome, delayMillis } = account.serve(
      await undoEncoding(await readRequest(account, head, incoming)),
    );
    // If the client leaves, the wait ends, and there is nobody to answer.
    if (delayMillis > 0) await pause(delayMillis, undefined, { signal: departure(response) });
    await send(outcome, incoming, response);
  } catch (error) {
    // The client left early or the account threw: neither may take the server down.
    response.destroy(error instanceof Error ? error : undefined);
  }
}

/** Reads as much of a request as the account waits for. */
async function readRequest(
  account: LocalAccount,
  head: RequestHead,
  incoming: Incoming,
): Promise<AccountRequest> {
  switch (account.bodyUse(head)) {
    case "stream":
      return { ...head, body: new Uint8Array(), chunks: chunksOf(incoming) };
    case "none": {
      // A body of known end is read anyway: closing the connection in the middle of it could lose the answer.
      const ends = head.headers.has("content-length") && head.method !== "CONNECT";
      return { ...head, body: ends ? await readBody(incoming) : new Uint8Array() };
    }
    case "whole":
      return { ...head, body: await readBody(incoming) };
  }
}

/** Returns an address that clients can connect to, even if the given one stands for every address. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

const aHost: Reader<string> = (value, at) => {
  const host = typeof value === "string" && !value.endsWith(":") ? readHost(value) : undefined;
  if (host !== undefined && host.port === undefined) return host.name;
  return expected(at, "a host name without a port", kindOf(value), "invalid_host");
};

function readListen(account: unknown, options: unknown): ListenOptions {
  if (!isRecord(account) || typeof account["serve"] !== "function") {
    refuse([mustBe("account", "wrong_type", "an account from createLocalAccount", kindOf(account))]);
  }
  return readOptions<ListenOptions>(
    {
      port: wholeNumber(0, 65_535),
      host: rule(
        (value): value is string => typeof value === "string" && value !== "",
        "an address or a name",
      ),
      allowHosts: listOf(aHost),
      site: aFunction,
      warn: aFunction,
    },
    options,
  );
}
