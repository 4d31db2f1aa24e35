import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { bytesOf } from "../faults/answers.js";
import type { Outcome } from "../outcome.js";
import type { Answer } from "../request.js";

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
