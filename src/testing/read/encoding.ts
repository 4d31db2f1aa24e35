import type { RefusalCode } from "../refusal.js";
import { MAX_BODY_BYTES, type AccountRequest, type Bytes } from "../request.js";

/** Decompresses a gzip body. Any other encoding, or invalid gzip, makes the request unfit. */
export async function undoEncoding(request: AccountRequest): Promise<AccountRequest> {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || request.chunks !== undefined || request.unfit !== undefined) return request;
  const unfit = (code: RefusalCode, message: string) => ({ ...request, unfit: { code, message } });
  if (encoding !== "gzip" || typeof DecompressionStream === "undefined") {
    return unfit("not_implemented", "The local account decodes gzip and no other encoding.");
  }
  try {
    return { ...request, body: await gunzip(request.body, MAX_BODY_BYTES) };
  } catch {
    return unfit("bad_header", "The body is not gzip, although its header says so.");
  }
}

/** Decompresses gzip, stopping soon after `most` bytes. Rejects if it is not gzip. */
export async function gunzip(body: Uint8Array, most: number): Promise<Uint8Array> {
  // A copy, since the stream only takes arrays over an unshared buffer.
  const stream = new Blob([body.slice()]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  const chunks: Bytes[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done && size <= most; read = await reader.read()) {
    chunks.push(read.value);
    size += read.value.length;
  }
  await reader.cancel();
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
