import type { OutgoingHttpHeaders } from "node:http";
import { constants, Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { bytesOf } from "../faults/answers.js";
import { MAX_BODY_BYTES, type Answer, type Outcome, type RequestHead } from "../request.js";
import type { Incoming, Outgoing } from "./protocols.js";
import { readTarget, type Target } from "./target.js";
import { goesOn } from "./turns.js";

/** Milliseconds that an HTTP/1.1 client may go on sending to a session that has ended. */
const LINGER_MILLIS = 500;

/** Reads the head of a request, and whether it was meant for this machine. */
export function readHead(incoming: Incoming, allowedHosts: ReadonlySet<string>): RequestHead & Target {
  const { url: target = "", method = "", socket } = incoming;
  const arrival = { target, hosts: hostsOf(incoming), localAddress: socket.localAddress };
  return { ...readTarget(arrival, allowedHosts), method, headers: readHeaders(incoming) };
}

/** Returns the hosts a request names. HTTP/2 may name the host in two places, but not two hosts. */
function hostsOf(incoming: Incoming): readonly string[] {
  if (!(incoming instanceof Http2ServerRequest)) return incoming.headersDistinct["host"] ?? [];
  const { ":authority": authority, host } = incoming.headers;
  return [...new Set([authority, host].filter((one) => one !== undefined))];
}

/** Reads the headers, without HTTP/2's pseudo-headers. */
function readHeaders({ rawHeaders }: Incoming): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!name.startsWith(":")) headers.append(name, rawHeaders[index + 1] ?? "");
  }
  return headers;
}

/** Reads the whole body, but keeps at most one chunk more than the account would read. */
export async function readBody(incoming: Incoming): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for await (const chunk of chunksOf(incoming)) {
    if (kept > MAX_BODY_BYTES) continue;
    chunks.push(chunk);
    kept += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** Returns the body as it arrives. To stop reading leaves the connection open, since it still carries the answer. */
export function chunksOf(incoming: Incoming): AsyncIterable<Uint8Array> {
  // A request's chunks are buffers unless an encoding is set.
  return incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

/** Writes to the socket what the client should see. Rejects if the account itself fails. */
export async function send(outcome: Outcome, incoming: Incoming, response: Outgoing): Promise<void> {
  switch (outcome.kind) {
    case "answer":
      sendWhole(outcome.answer, response);
      break;
    case "later":
      sendWhole(await outcome.settle(departure(response)), response);
      break;
    case "stream": {
      await sendPieces(outcome, incoming, response);
      break;
    }
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
      reset(incoming, constants.NGHTTP2_INTERNAL_ERROR);
      break;
    case "refused":
      // This connection was accepted. HTTP/2 can still refuse the request; otherwise a reset is the closest.
      reset(incoming, constants.NGHTTP2_REFUSED_STREAM);
      break;
  }
}

/** Returns a signal that aborts when the client has left or has its whole answer. */
export function departure(response: Outgoing): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => controller.abort());
  return controller.signal;
}

function reset(incoming: Incoming, code: number): void {
  if (incoming instanceof Http2ServerRequest) incoming.stream.close(code);
  else incoming.socket.resetAndDestroy();
}

/**
 * Sends the head. An HTTP/1.1 connection closes after the answer unless the next request has arrived: an idle one could
 * close just as the client sends on it.
 */
function begin(response: Outgoing, status: number, headers: OutgoingHttpHeaders): Writable {
  if (response instanceof Http2ServerResponse) response.writeHead(status, headers);
  else {
    const connection = goesOn(response.req.socket) ? "keep-alive" : "close";
    response.writeHead(status, { ...headers, connection });
  }
  return response;
}

async function sendPieces(
  { head, pieces }: Extract<Outcome, { kind: "stream" }>,
  incoming: Incoming,
  response: Outgoing,
): Promise<void> {
  const body = begin(response, head.status, head.headers);
  // Send the head before the first piece, which may take minutes. HTTP/2 does so by itself.
  if (!(response instanceof Http2ServerResponse)) response.flushHeaders();
  for await (const piece of pieces(departure(response))) {
    if (!body.write(piece)) await emptied(body);
  }
  // A client still sending to a session that has ended should learn of it before its connection closes.
  if (response instanceof Http2ServerResponse) {
    response.once("finish", () => response.stream.close(constants.NGHTTP2_NO_ERROR));
  } else if (!incoming.complete) await drain(incoming);
  body.end();
}

/** Resolves when a body accepts more data or has closed. */
function emptied(body: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      body.off("drain", settle).off("close", settle);
      resolve();
    };
    body.on("drain", settle).on("close", settle);
  });
}

/** Reads the rest of a request, for as long as a client needs to notice that it should stop. */
async function drain(incoming: Incoming): Promise<void> {
  let lingering: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    lingering = setTimeout(resolve, LINGER_MILLIS);
  });
  await Promise.race([readBody(incoming).catch(() => undefined), enough]);
  clearTimeout(lingering);
}

function sendWhole({ status, headers, body }: Answer, response: Outgoing): void {
  const bytes = bytesOf(body);
  const length = status === 204 ? {} : { "content-length": bytes.length };
  begin(response, status, { ...headers, ...length }).end(bytes);
}

function sendCompressed(answer: Answer, incoming: Incoming, response: Outgoing): void {
  const accepted = incoming.headers["accept-encoding"]?.includes("gzip") ?? false;
  if (!accepted || answer.body.length === 0) sendWhole(answer, response);
  else {
    const headers = { ...answer.headers, "content-encoding": "gzip" };
    sendWhole({ ...answer, headers, body: new Uint8Array(gzipSync(bytesOf(answer.body))) }, response);
  }
}

function sendHalf({ status, headers, body }: Answer, response: Outgoing): void {
  const bytes = bytesOf(body);
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  begin(response, status, { ...headers, "content-length": bytes.length }).write(half, () => {
    if (response instanceof Http2ServerResponse) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else response.destroy();
  });
}

function sendSlowly({ status, headers, body }: Answer, everyMillis: number, response: Outgoing): void {
  const bytes = bytesOf(body);
  const dripping = begin(response, status, { ...headers, "content-length": bytes.length });
  let sent = 0;
  const sendByte = () => {
    dripping.write(bytes.subarray(sent, ++sent));
    if (sent < bytes.length) return;
    clearInterval(timer);
    dripping.end();
  };
  const timer = setInterval(sendByte, everyMillis);
  response.once("close", () => clearInterval(timer));
  sendByte();
}
