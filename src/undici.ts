import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { pipeline, type Readable, type Transform } from "node:stream";
import { getGlobalDispatcher, type Dispatcher } from "undici";
import type { FetchFunction } from "./options.js";

/**
 * Makes a `fetch` for a client that goes straight to undici's `dispatcher.request`: the same guarantees as with the
 * built-in one, for less than half of its CPU when tokens are issued. For services on Node that make many calls;
 * `undici` 7 or 8 has to be installed (Node 20 takes 7).
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

/** Returns headers as a plain object, which is how the client gives them; other callers may give another form. */
function headersOf(given: RequestInit["headers"]): Record<string, string> {
  if (!(given instanceof Headers || Array.isArray(given))) return given ?? {};
  const headers: Record<string, string> = {};
  new Headers(given).forEach((value, name) => (headers[name] = value));
  return headers;
}

type IncomingHeaders = Dispatcher.ResponseData["headers"];

/** Returns the parts of an answer that a client uses. */
function answerOf(status: number, headers: IncomingHeaders, raw: Readable): Response {
  const answer: unknown = {
    status,
    ok: status >= 200 && status < 300,
    headers: {
      get(name: string): string | null {
        const value = headers[name];
        return Array.isArray(value) ? value.join(", ") : (value ?? null);
      },
    },
    body: status === 204 || headers["content-length"] === "0" ? drained(raw) : bodyOf(headers, raw),
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

/** Lets the stream of an empty body come to its end. */
function drained(raw: Readable): null {
  raw.on("error", () => undefined).resume();
  return null;
}

/** Returns a body in the form a client reads, decoded. */
function bodyOf(headers: IncomingHeaders, raw: Readable): object {
  const encoding = headers["content-encoding"];
  if (typeof encoding === "string") return readable(decoded(raw, encoding.toLowerCase()), NaN);
  return readable(raw, Number(headers["content-length"] ?? NaN));
}

/**
 * Returns a Node stream in the form a client reads: everything that has arrived, at once. If `length` bytes are due,
 * that many are its end, mostly at the first attempt and with nothing to listen for: 4 % of a call.
 */
function readable(stream: Readable, length: number): object {
  let missing = length;
  let isWatched = false;
  let wake = (): void => undefined;
  const tell = (): void => wake();
  stream.on("error", tell);
  const change = (resolve: () => void): void => {
    wake = resolve;
    if (!isWatched) stream.on("readable", tell).on("end", tell).on("close", tell);
    isWatched = true;
  };
  const read = async (): Promise<{ readonly done: boolean; readonly value?: unknown }> => {
    while (missing !== 0) {
      // Nobody has asked the stream for text or objects.
      const value = stream.read() as Buffer | null;
      if (value !== null) {
        missing -= value.length;
        return { done: false, value };
      }
      if (stream.readableEnded) break;
      if (stream.destroyed) throw stream.errored ?? new Error("The body was closed before its end.");
      await new Promise<void>(change);
    }
    return { done: true };
  };
  const cancel = (): Promise<void> => {
    stream.destroy();
    return Promise.resolve();
  };
  return { cancel, getReader: () => ({ read, cancel }) };
}
