import { bytesOf } from "./faults/answers.js";
import { undoEncoding } from "./read/encoding.js";
import type { AccountRequest, Answer, BodyUse, Outcome, RequestHead, Served } from "./request.js";

const MOST_REDIRECTS = 20;

type Streamed = Extract<Outcome, { readonly kind: "stream" }>;

/** The part of an account that serves the requests of a fetch. */
interface Server {
  readonly bodyUse: (head: RequestHead) => BodyUse;
  readonly serve: (request: AccountRequest) => Served;
}

/**
 * Creates a `fetch` that a server answers.
 *
 * Rejects as Node's does: with the signal's reason on abort, with a `TypeError` whose `cause.code` is `ECONNREFUSED`
 * or `ECONNRESET` for those faults. Compression is not shown, since `fetch` would have undone it.
 */
export function createFetch({ bodyUse, serve }: Server): typeof fetch {
  return async (input, init) => {
    // The request gets no signal: it would keep listeners on the caller's for as long as it lives.
    const { signal: given, ...rest } = init ?? {};
    const signal = given ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const request = new Request(input, rest);
    const { method, headers, redirect } = request;
    let url = new URL(request.url);
    const upload = bodyUse({ method, url, headers }) === "stream" ? openUpload(request.body) : undefined;
    const body = upload === undefined ? new Uint8Array(await request.arrayBuffer()) : new Uint8Array();
    for (let followed = 0; ; followed++) {
      signal?.throwIfAborted();
      const sent = { method, url, headers, body, chunks: upload?.chunks };
      const { outcome, delayMillis } = serve(await undoEncoding(sent));
      if (outcome.kind === "stream") return respondInPieces(outcome, signal, upload);
      upload?.stop();
      if (delayMillis > 0) await pause(delayMillis, signal);
      const location = locationOf(outcome);
      if (location === undefined || redirect === "manual") return await toResponse(outcome, signal);
      if (redirect === "error" || followed === MOST_REDIRECTS) throw networkError("UND_ERR_REDIRECT");
      const next = new URL(location, url);
      if (next.origin !== url.origin) headers.delete("authorization");
      url = next;
    }
  };
}

function locationOf(outcome: Outcome): string | undefined {
  return outcome.kind === "answer" && outcome.answer.status === 307
    ? outcome.answer.headers["location"]
    : undefined;
}

async function toResponse(
  outcome: Exclude<Outcome, Streamed>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  switch (outcome.kind) {
    case "answer":
    case "gzip":
      return respond(outcome.answer, outcome.answer.body.length === 0 ? null : outcome.answer.body);
    case "later": {
      const answer = await outcome.settle(signal ?? new AbortController().signal);
      signal?.throwIfAborted();
      return respond(answer, answer.body);
    }
    case "cut":
      return respond(outcome.answer, cutBody(outcome.answer));
    case "drip":
      return respond(outcome.answer, dripBody(outcome.answer, outcome.everyMillis, signal));
    case "hang":
      return await untilAborted(signal);
    case "reset":
      throw networkError("ECONNRESET");
    case "refused":
      throw networkError("ECONNREFUSED");
  }
}

function respond({ status, headers }: Answer, body: BodyInit | null): Response {
  return new Response(body, { status, headers: { ...headers } });
}

/** The body of a request, read as it arrives. */
interface Upload {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Cancels the body, so that its writer knows that no more is read. */
  readonly stop: () => void;
}

function openUpload(body: ReadableStream<Uint8Array> | null): Upload {
  const reader = body?.getReader();
  return {
    chunks: {
      async *[Symbol.asyncIterator]() {
        for (let read = await reader?.read(); read?.done === false; read = await reader?.read())
          yield read.value;
      },
    },
    stop: () => void reader?.cancel().catch(() => undefined),
  };
}

function respondInPieces(
  { head, pieces }: Streamed,
  signal: AbortSignal | undefined,
  upload: Upload | undefined,
): Response {
  const cancelled = new AbortController();
  const ended = signal === undefined ? cancelled.signal : AbortSignal.any([signal, cancelled.signal]);
  const source = pieces(ended)[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await source.next();
      if (done !== true) return controller.enqueue(value);
      upload?.stop();
      if (signal?.aborted === true) controller.error(signal.reason);
      else controller.close();
    },
    async cancel() {
      cancelled.abort();
      upload?.stop();
      await source.return?.();
    },
  });
  return respond({ ...head, body: "" }, body);
}

function cutBody({ body }: Answer): ReadableStream<Uint8Array> {
  const bytes = bytesOf(body);
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError("terminated", { cause: networkError("ECONNRESET").cause }));
      else controller.enqueue(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      sent = true;
    },
  });
}

function dripBody(
  { body }: Answer,
  everyMillis: number,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const bytes = bytesOf(body);
  const cancelled = new AbortController();
  const ended = signal === undefined ? cancelled.signal : AbortSignal.any([signal, cancelled.signal]);
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      if (sent > 0) await pause(everyMillis, ended);
      controller.enqueue(bytes.subarray(sent, ++sent));
      if (sent >= bytes.length) controller.close();
    },
    cancel: () => cancelled.abort(),
  });
}

/** Rejects with the signal's reason when it aborts; without a signal, never settles. */
export function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** Waits. Rejects with the signal's reason on abort, and leaves no timer or listener behind. */
export function pause(millis: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const onAbort = () => finish(() => reject(signal?.reason as Error));
    const timer = setTimeout(() => finish(resolve), millis);
    signal?.addEventListener("abort", onAbort);
  });
}

/** Returns the error that Node's `fetch` rejects with when the network fails. */
export function networkError(code: string): TypeError {
  return new TypeError("fetch failed", {
    cause: Object.assign(new Error(`The local account: ${code}`), { code }),
  });
}
