import { ServerResponse, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isRecord } from "../../check/keys.js";
import { kindOf, mustBe, refuse } from "../../check/problems.js";
import { listOf, rule, wholeNumber, type Reader } from "../../check/values.js";
import type { LocalAccount } from "../account.js";
import { undoEncoding } from "../read/encoding.js";
import { aFunction, readOptions } from "../read/options.js";
import type { AccountRequest, RequestHead } from "../request.js";
import { chunksOf, departure, readBody, readHead, send } from "./http.js";
import { followRefused, openPort } from "./port.js";
import { createBothServer, type Incoming, type Outgoing } from "./protocols.js";
import { hostName } from "./target.js";

/** Where to listen. */
export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`. Bearers cross it unencrypted: keep it on this machine. */
  readonly host?: string | undefined;
  /**
   * Names, without a port, that this machine has beside the usual ones. Who comes by a loopback address and asks for
   * another name is answered 421, since that is how a web page reaches what listens on the machine of its reader.
   */
  readonly allowHosts?: readonly string[] | undefined;
  /**
   * Serves what is outside `/v1`, and says whether it did. Default: it is answered 404 as S2 does.
   *
   * @internal It is for the command's page; public, it would ask every user of this entry for Node's types.
   */
  readonly site?: ((incoming: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Takes what went wrong on the port with nobody to tell: a sentence. Default: a warning of the process. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** A local account on a port. */
export interface LocalServer {
  readonly port: number;
  /** For `S2_ACCOUNT_ENDPOINT`, or a client's `endpoints.account`: an origin without a path, as every client takes it. */
  readonly accountEndpoint: string;
  /** For `S2_BASIN_ENDPOINT`, the same: S2's clients then name the basin in the `s2-basin` header. */
  readonly basinEndpoint: string;
  /** Stops listening: until `accept`, the operating system refuses connections. Requests under way go on. */
  readonly refuse: () => void;
  /** Listens again, on the same port. Rejects when another process holds on to it; a `refuse` meanwhile has its way. */
  readonly accept: () => Promise<void>;
  /** Ends every connection and gives the port back. */
  readonly close: () => Promise<void>;
}

/**
 * Puts a local account on a port, for clients in any language. A connection speaks HTTP/1.1, or HTTP/2 with prior
 * knowledge.
 *
 * A connection of HTTP/1.1 carries one request, or those that a client sends without waiting, in their order; so that a
 * fault on the socket hits the request it was meant for. With HTTP/2 it hits the stream of that request. `refused` works
 * by not listening, since a connection cannot be refused for what it is going to ask: it begins when the fault is at the
 * head of the queue, or stands for any call, and lasts its `delayMillis` (default 100), whoever connects. To end it at a
 * moment of your own, use `refuse` and `accept` instead.
 *
 * Rejects with an error that names the port when it is taken, with `S2ArgumentError` when an option is wrong.
 *
 * @example
 * const server = await listen(createLocalAccount());
 * const client = new S2({ accessToken: "s2_local_root", endpoints: { account: server.accountEndpoint } });
 * await client.accessTokens.list();
 * await server.close();
 */
export async function listen(account: LocalAccount, options: ListenOptions = {}): Promise<LocalServer> {
  const { port: wanted = 0, host = "127.0.0.1", allowHosts = [], site, warn } = readListen(account, options);
  const own = hostName(host.includes(":") ? `[${host}]` : host);
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

/** What every request on a port is answered with. */
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
    // A client that leaves ends the wait, and there is nobody to send to.
    if (delayMillis > 0) await pause(delayMillis, undefined, { signal: departure(response) });
    await send(outcome, incoming, response);
  } catch (error) {
    // A client that left early, or an account that threw: neither may take the server down.
    response.destroy(error instanceof Error ? error : undefined);
  }
}

/** Reads as much of a request as the account wants to see before it answers. */
async function readRequest(
  account: LocalAccount,
  head: RequestHead,
  incoming: Incoming,
): Promise<AccountRequest> {
  switch (account.bodyUse(head)) {
    case "stream":
      return { ...head, body: new Uint8Array(), chunks: chunksOf(incoming) };
    case "none": {
      // A body that has an end is read all the same: closing a connection under it could lose the answer.
      const ends = head.headers.has("content-length") && head.method !== "CONNECT";
      return { ...head, body: ends ? await readBody(incoming) : new Uint8Array() };
    }
    case "whole":
      return { ...head, body: await readBody(incoming) };
  }
}

/** An address that listens for every address of this machine, as one that can be asked for. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

const aHost: Reader<string> = (value, path, issues) => {
  const name =
    typeof value === "string" && !/:\d*$/.test(value.replace(/.*\]/, "")) ? hostName(value) : undefined;
  if (name === undefined)
    issues.push(mustBe(path, "invalid_host", "a host name without a port", kindOf(value)));
  return name;
};

function readListen(account: unknown, options: unknown): ListenOptions {
  if (!isRecord(account) || typeof account["serve"] !== "function") {
    refuse([mustBe("account", "wrong_type", "an account of createLocalAccount", kindOf(account))]);
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
