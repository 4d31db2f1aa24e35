import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The requests of one HTTP/1.1 connection. */
type Line = { last: Promise<void>; waiting: number; ended: boolean };

const lines = new WeakMap<Socket, Line>();

/**
 * Does the work of a request once every earlier answer on the connection has been sent, since a client may pipeline
 * requests; never, if one of those answers ended the connection.
 */
export function takeTurn(socket: Socket, response: ServerResponse, work: () => Promise<void>): void {
  const line = lines.get(socket) ?? { last: Promise.resolve(), waiting: 0, ended: false };
  lines.set(socket, line);
  line.waiting++;
  const over = new Promise<void>((resolve) => void response.once("close", resolve));
  const serve = async (before: Promise<void>) => {
    await before;
    line.waiting--;
    if (line.ended || socket.destroyed) return;
    await work();
    await over;
  };
  line.last = serve(line.last);
}

/** Reports whether another request waits on a connection. If not, the answer being sent is the last. */
export function goesOn(socket: Socket): boolean {
  const line = lines.get(socket);
  if (line === undefined || line.waiting > 0) return line !== undefined;
  line.ended = true;
  return false;
}
