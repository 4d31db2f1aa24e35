import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { bytesOf } from "../faults/answers.js";
import { MAX_BODY_BYTES, type AccountRequest, type Answer, type Outcome } from "../request.js";

/** Reads a request off a socket; undefined where its target is not a path. Rejects when the client leaves early. */
export async function readIncoming(incoming: IncomingMessage): Promise<AccountRequest | undefined> {
  const body = await readBody(incoming);
  const host = incoming.headers.host ?? "localhost";
  const target = incoming.url ?? "";
  const url = `http://${host}${target}`;
  if (!target.startsWith("/") || !URL.canParse(url)) return undefined;
  return { method: incoming.method ?? "", url: new URL(url), headers: readHeaders(incoming), body };
}

/** Reads the whole body and keeps one byte more than the account would read of it. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let kept = 0;
  for await (const chunk of incoming) {
    if (kept > MAX_BODY_BYTES) continue;
    // Without an encoding set, a request's chunks are buffers.
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    kept += bytes.length;
  }
  return Buffer.concat(chunks);
}

function readHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  }
  return headers;
}

/** Puts on a socket what the client is to see. */
export function send(outcome: Outcome, incoming: IncomingMessage, response: ServerResponse): void {
  switch (outcome.kind) {
    case "answer":
      sendWhole(outcome.answer, response);
      break;
    case "gzip":
      sendCompressed(outcome.answer, incoming, response);
      break;
    case "cut":
      sendHalf(outcome.answer, response);
      break;
    case "drip":
      sendSlowly(outcome.answer, outcome.everyMillis, response);
      break;
    case "hang":
      break;
    case "reset":
    // A request that got here was not refused; a reset is the nearest to it.
    case "refused":
      incoming.socket.resetAndDestroy();
      break;
  }
}

function sendWhole({ status, headers, body }: Answer, response: ServerResponse): void {
  const bytes = bytesOf(body);
  const length = status === 204 ? {} : { "content-length": bytes.length };
  response.writeHead(status, closing({ ...headers, ...length })).end(bytes);
}

function sendCompressed(answer: Answer, incoming: IncomingMessage, response: ServerResponse): void {
  const accepted = incoming.headers["accept-encoding"]?.includes("gzip") ?? false;
  if (!accepted || answer.body.length === 0) sendWhole(answer, response);
  else {
    const headers = { ...answer.headers, "content-encoding": "gzip" };
    sendWhole({ ...answer, headers, body: new Uint8Array(gzipSync(bytesOf(answer.body))) }, response);
  }
}

function sendHalf({ status, headers, body }: Answer, response: ServerResponse): void {
  const bytes = bytesOf(body);
  response.writeHead(status, closing({ ...headers, "content-length": bytes.length }));
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

function sendSlowly({ status, headers, body }: Answer, everyMillis: number, response: ServerResponse): void {
  const bytes = bytesOf(body);
  response.writeHead(status, closing({ ...headers, "content-length": bytes.length }));
  let sent = 0;
  const sendByte = () => {
    response.write(bytes.subarray(sent, ++sent));
    if (sent < bytes.length) return;
    clearInterval(timer);
    response.end();
  };
  const timer = setInterval(sendByte, everyMillis);
  response.once("close", () => clearInterval(timer));
  sendByte();
}

/** Each connection carries one request: a kept one could be closed just as a client sends on it. */
function closing(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return { ...headers, connection: "close" };
}
