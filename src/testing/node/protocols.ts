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

/** The answer to a request, on its way to the socket. */
export type Outgoing = ServerResponse | Http2ServerResponse;

/** A server of both protocols. */
export interface BothServer {
  readonly listener: Server;
  /** Ends every connection at once. */
  readonly disconnect: () => void;
}

/** The first bytes of an HTTP/2 connection with prior knowledge, which no HTTP/1.1 request begins with. */
const PREFACE = "PRI";

/**
 * Creates a server whose connections speak HTTP/1.1 or HTTP/2, as their first bytes tell: S2's clients use prior
 * knowledge instead of an upgrade.
 */
export function createBothServer(
  answer: (incoming: Incoming, response: Outgoing) => Promise<void>,
): BothServer {
  const sockets = new Set<Socket>();
  const inTurn = (incoming: IncomingMessage, response: ServerResponse) => {
    takeTurn(incoming.socket, response, () => answer(incoming, response));
  };
  // Requests without a host are answered like other bad requests.
  const http1 = createHttp1Server({ requireHostHeader: false }, inTurn);
  http1.on("connect", (incoming: IncomingMessage) => {
    const response = new ServerResponse(incoming);
    response.assignSocket(incoming.socket);
    response.once("finish", () => incoming.socket.end());
    inTurn(incoming, response);
  });
  // S2 allows a hundred streams per connection. The memory is enough for the frames of a test.
  const http2 = createHttp2Server(
    { settings: { maxConcurrentStreams: 100 }, maxSessionMemory: 64 },
    (incoming, response) => void answer(incoming, response),
  );
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // A broken connection is not the account's failure; the client being answered notices it.
    socket.on("error", () => socket.destroy());
    look(socket, (seen, isHttp2) => {
      // Bun's HTTP/2 server does not see bytes put back with unshift, but hears a repeated event.
      const isSaidAgain = isHttp2 && "bun" in process.versions;
      if (!isSaidAgain) socket.unshift(seen);
      (isHttp2 ? http2 : http1).emit("connection", socket);
      if (isSaidAgain) socket.emit("data", seen);
      // Node's takes over the socket as it is: resuming it would lose the bytes put back.
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

/** Reads the first bytes of a connection until they tell the protocol, and then pauses it. */
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
