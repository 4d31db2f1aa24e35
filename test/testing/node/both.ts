import { request as request1, type IncomingHttpHeaders } from "node:http";
import { connect, type ClientHttp2Session } from "node:http2";
import type { Duplex, Readable, Writable } from "node:stream";
import type { LocalServer } from "../../../src/testing/node/index.js";

/** Both protocols that a port speaks. */
export const PROTOCOLS = ["HTTP/1.1", "HTTP/2"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A request in progress; its body stays open until it is ended. */
export interface Call {
  readonly body: Writable;
  readonly head: Promise<{
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly answer: Readable;
  }>;
}

/** A client of one protocol, with a connection for each request or for all of them. */
export interface Client {
  readonly open: (method: string, path: string, headers?: Record<string, string>) => Call;
  readonly close: () => void;
}

export function clientOf(protocol: Protocol, { port }: LocalServer): Client {
  return protocol === "HTTP/2"
    ? client2(connect(`http://127.0.0.1:${port}`, { maxSessionMemory: 64 }))
    : client1(port);
}

function client1(port: number): Client {
  return {
    open(method, path, headers = {}) {
      const body = request1({ host: "127.0.0.1", port, method, path, headers });
      const head = new Promise<Awaited<Call["head"]>>((resolve, reject) => {
        body.once("response", (answer) =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, answer }),
        );
        body.once("error", reject);
      });
      // A cut connection shows in the answer, which ends or fails.
      body.on("error", () => undefined);
      head.catch(() => undefined);
      body.flushHeaders();
      return { body, head };
    },
    close: () => undefined,
  };
}

function client2(session: ClientHttp2Session): Client {
  session.on("error", () => undefined);
  return {
    open(method, path, headers = {}) {
      const stream: Duplex = session.request(
        { ":method": method, ":path": path, ...headers },
        { endStream: false },
      );
      const head = new Promise<Awaited<Call["head"]>>((resolve, reject) => {
        stream.once("response", (received: IncomingHttpHeaders & { ":status"?: number }) =>
          resolve({ status: received[":status"] ?? 0, headers: received, answer: stream }),
        );
        stream.once("error", reject);
        stream.once("close", () => reject(new Error("The stream was closed without an answer.")));
      });
      head.catch(() => undefined);
      return { body: stream, head };
    },
    close: () => session.destroy(),
  };
}

/** All of an answer's body. */
export async function bytesOf(answer: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
