import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { pipeline, type Readable, type Transform } from "node:stream";
import { getGlobalDispatcher, type Dispatcher } from "undici";
import type { FetchFunction } from "./options.js";

/**
 * Makes a `fetch` for a client that goes straight to undici's `dispatcher.request`: the same guarantees as with the
 * built-in one, for about half of its CPU when tokens are issued. For services on Node that make many calls; `undici` 7 or
 * 8 has to be installed (Node 20 takes 7).
 *
 * Connections, keep-alive, HTTP/2, proxies and certificates are the dispatcher's: an `Agent`, a `Pool` of one origin, a
 * `ProxyAgent`; by default undici's global one, looked up for each request. Do not use one that retries requests,
 * follows redirects or caches answers: the client retries what is safe, and no more.
 *
 * @see https://undici.nodejs.org
 * @example
 * ```ts
 * import { Agent } from "undici";
 * import { undiciFetch } from "s2-access-tokens/undici";
 *
 * const client = new S2({ accessToken: bearer, fetch: undiciFetch(new Agent({ connections: 64 })) });
 * ```
 */
export function undiciFetch(dispatcher?: Dispatcher): FetchFunction {
  return async (url, init) => {
    const { statusCode, headers, body } = await (dispatcher ?? getGlobalDispatcher()).request({
      ...addressOf(url),
      method: init.method ?? "GET",
      headers: headersOf(init.headers),
      body: typeof init.body === "string" ? init.body : null,
      signal: init.signal ?? null,
      // The client has deadlines of its own, which end the request.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return answerOf(statusCode, headers, body);
  };
}

/** Returns the origin and path of a URL, as the client writes it: absolute, without a fragment. */
function addressOf(url: string): { readonly origin: string; readonly path: string } {
  const end = url.indexOf("/", url.indexOf("://") + 3);
  return end === -1 ? { origin: url, path: "/" } : { origin: url.slice(0, end), path: url.slice(end) };
}

/** Returns headers as a plain object, as the client gives them; other callers may give another form. */
function headersOf(given: RequestInit["headers"]): Record<string, string> {
  const headers: Record<string, string> = {};
  if (given instanceof Headers || Array.isArray(given))
    new Headers(given).forEach((value, name) => (headers[name] = value));
  else Object.assign(headers, given);
  return headers;
}

type IncomingHeaders = Dispatcher.ResponseData["headers"];

/** Returns the parts of an answer that a client uses. */
function answerOf(status: number, headers: IncomingHeaders, raw: Readable): Response {
  const encoding = headers["content-encoding"];
  const body = typeof encoding === "string" ? decoded(raw, encoding.toLowerCase()) : raw;
  const answer: unknown = {
    status,
    ok: status >= 200 && status < 300,
    headers: {
      get(name: string): string | null {
        const value = headers[name];
        return Array.isArray(value) ? value.join(", ") : (value ?? null);
      },
    },
    body: readable(body),
  };
  // It has what FetchFunction's answers are read for, and nothing else.
  return answer as Response;
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Decodes a body. No encoding is requested, but a server or proxy may use one anyway. An unknown one is left as it is.
 */
function decoded(raw: Readable, encoding: string): Readable {
  const decoder = DECODERS[encoding];
  // Ending one of the two ends the other.
  return decoder === undefined ? raw : pipeline(raw, decoder(), () => undefined);
}

/** Returns a Node stream in the form a client reads: everything that has arrived, at once. */
function readable(stream: Readable): object {
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const tell = (): void => wake();
  stream
    .on("readable", tell)
    .on("end", tell)
    .on("error", (error) => {
      failure = { error };
      wake();
    });
  stream.on("close", () => {
    if (!stream.readableEnded) failure ??= { error: new Error("The body was closed before its end.") };
    wake();
  });
  const cancel = (): Promise<void> => {
    stream.destroy();
    return Promise.resolve();
  };
  const read = async (): Promise<{ readonly done: boolean; readonly value?: unknown }> => {
    for (;;) {
      const value: unknown = stream.read();
      if (value !== null) return { done: false, value };
      if (failure !== undefined) throw failure.error;
      if (stream.readableEnded) return { done: true };
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { cancel, getReader: () => ({ read, cancel }) };
}
