// The server of the benchmarks, in a process of its own: S2's three answers written to bare sockets, so that only the
// client is measured. Two ports: one answers at once, one after 20 ms, like a distant service.
import { createServer, type Socket } from "node:net";
import { page, ISSUED } from "./tokens.js";

const FAR_MILLIS = 20;

function answer(status: string, body: Buffer): Buffer {
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

const issued = answer("201 Created", Buffer.from(ISSUED));
const revoked = Buffer.from("HTTP/1.1 204 No Content\r\n\r\n");

function respond(head: string): Buffer {
  const [method, target] = head.split(" ", 2);
  if (method === "POST") return issued;
  if (method === "DELETE") return revoked;
  const query = new URL(target ?? "", "http://localhost").searchParams;
  const limit = Number(query.get("limit") ?? 1000);
  return answer("200 OK", page(query.get("prefix") ?? "", query.get("start_after") ?? "", limit));
}

function serve(socket: Socket, delay: number): void {
  let received = "";
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    for (let end = received.indexOf("\r\n\r\n"); end !== -1; end = received.indexOf("\r\n\r\n")) {
      const head = received.slice(0, end);
      const size = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < end + 4 + size) return;
      received = received.slice(end + 4 + size);
      const bytes = respond(head);
      if (delay === 0) socket.write(bytes);
      else setTimeout(() => socket.write(bytes), delay);
    }
  });
}

function listen(delay: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer((socket) => serve(socket, delay));
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

process.on("disconnect", () => process.exit());
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.send?.({ near: await listen(0), far: await listen(FAR_MILLIS) });
