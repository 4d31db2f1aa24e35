import type { IncomingMessage } from "node:http";
import { MAX_BODY_BYTES, type AccountRequest } from "../request.js";

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
