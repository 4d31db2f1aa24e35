import type { AccountRequest, Answer } from "./request.js";

/** Reads a `Request` whole. */
export async function readRequest(request: Request): Promise<AccountRequest> {
  request.signal.throwIfAborted();
  const body = new Uint8Array(await request.arrayBuffer());
  request.signal.throwIfAborted();
  return { method: request.method, url: new URL(request.url), headers: request.headers, body };
}

/** Makes the `Response` that `fetch` would. */
export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body.length === 0 ? null : body, { status, headers: { ...headers } });
}
