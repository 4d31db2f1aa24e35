import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { pipeline, type Readable, type Transform } from "node:stream";
import { getGlobalDispatcher, type Dispatcher } from "undici";
import type { FetchFunction } from "./options.js";

/**
 * Makes a `fetch` for a client that goes straight to undici's `dispatcher.request`: the same promises as with the built-in
 * one, for about half of its time and CPU. For services on Node that make many calls; `undici` 7 or 8 has to be installed
 * (Node 20 takes 7).
 *
 * Connections, keep-alive, HTTP/2, proxies and certificates are the dispatcher's: an `Agent`, a `Pool` of one origin, a
 * `ProxyAgent`; by default undici's global one, looked up for each request. Give none that repeats requests, follows
 * redirects or keeps answers: the client repeats what is safe, and no more.
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

/** Origin and path of a URL, as the client writes it: absolute, without a fragment. */
function addressOf(url: string): { readonly origin: string; readonly path: string } {
  const end = url.indexOf("/", url.indexOf("://") + 3);
  return end === -1 ? { origin: url, path: "/" } : { origin: url.slice(0, end), path: url.slice(end) };
}

/** The client gives its headers as a plain object; whoever calls it otherwise may have others. */
function headersOf(given: RequestInit["headers"]): Record<string, string> {
  const headers: Record<string, string> = {};
  if (given instanceof Headers || Array.isArray(given))
    new Headers(given).forEach((value, name) => (headers[name] = value));
  else Object.assign(headers, given);
  return headers;
}

type IncomingHeaders = Dispatcher.ResponseData["headers"];

/** All that a client uses of an answer. */
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

/** No encoding is asked for; a server or proxy may use one all the same. One that is not known is left as it is. */
function decoded(raw: Readable, encoding: string): Readable {
  const decoder = DECODERS[encoding];
  // Ending one of the two ends the other.
  return decoder === undefined ? raw : pipeline(raw, decoder(), () => undefined);
}

/** A stream of Node as a client reads one: what has come, at once. */
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
