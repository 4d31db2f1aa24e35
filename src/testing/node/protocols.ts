import { createServer as createHttp1Server, ServerResponse, type IncomingMessage } from "node:http";
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { createServer, type Server, type Socket } from "node:net";
import { takeTurn } from "./turns.js";

/** A request as it comes off a socket, by either protocol. */
export type Incoming = IncomingMessage | Http2ServerRequest;

/** The answer to one, on its way to the socket. */
export type Outgoing = ServerResponse | Http2ServerResponse;

/** A server of both protocols. */
export interface BothServer {
  readonly listener: Server;
  /** Ends every connection at once. */
  readonly disconnect: () => void;
}

/** How a connection begins that speaks HTTP/2 without having asked first; no request of HTTP/1.1 begins like that. */
const PREFACE = "PRI";

/**
 * Creates a server whose connections speak HTTP/1.1 or HTTP/2, as their first bytes say: S2's clients upgrade nothing,
 * they know beforehand.
 */
export function createBothServer(
  answer: (incoming: Incoming, response: Outgoing) => Promise<void>,
): BothServer {
  const sockets = new Set<Socket>();
  const inTurn = (incoming: IncomingMessage, response: ServerResponse) => {
    takeTurn(incoming.socket, response, () => answer(incoming, response));
  };
  // A request without a host is answered like any other that cannot be.
  const http1 = createHttp1Server({ requireHostHeader: false }, inTurn);
  http1.on("connect", (incoming: IncomingMessage) => {
    const response = new ServerResponse(incoming);
    response.assignSocket(incoming.socket);
    response.once("finish", () => incoming.socket.end());
    inTurn(incoming, response);
  });
  // S2 takes a hundred streams on a connection. The memory is for as many frames at once as fit a test.
  const http2 = createHttp2Server(
    { settings: { maxConcurrentStreams: 100 }, maxSessionMemory: 64 },
    (incoming, response) => void answer(incoming, response),
  );
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // A connection that breaks is no failure of the account's; whoever was being answered sees it.
    socket.on("error", () => socket.destroy());
    look(socket, (seen, isHttp2) => {
      // Bun's server of HTTP/2 does not see what is put back, and hears what is said again.
      const isSaidAgain = isHttp2 && "bun" in process.versions;
      if (!isSaidAgain) socket.unshift(seen);
      (isHttp2 ? http2 : http1).emit("connection", socket);
      if (isSaidAgain) socket.emit("data", seen);
      // Node's takes the socket over as it is: resuming it would lose what was put back.
      if (!isHttp2 || isSaidAgain) socket.resume();
    });
  });
  return {
    listener,
    disconnect() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Looks at the first bytes of a connection, and stops it when they tell which protocol they are. */
function look(socket: Socket, decide: (seen: Buffer, isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    const start = seen.toString("latin1", 0, PREFACE.length);
    const isHttp2 = start === PREFACE;
    if (!isHttp2 && PREFACE.startsWith(start)) return;
    socket.off("data", onData).pause();
    decide(seen, isHttp2);
  };
  socket.on("data", onData);
}
