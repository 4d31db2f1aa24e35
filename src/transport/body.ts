import { isRecord } from "../check/keys.js";

/** The part of a body that was read. */
export interface Bytes {
  readonly bytes: Uint8Array;
  /** True if there was more than the limit; bytes beyond it were not kept. */
  readonly cut: boolean;
}

/** The body of one answer: either read once, up to a limit, or released. Neither leaves anything behind. */
export interface Body {
  /** True until it has been read whole. */
  isUnread: boolean;
  /** Reads it whole, or reads up to `limit` bytes and releases the rest. Rejects if it breaks off. */
  read(limit: number): Promise<Bytes>;
  /** Cancels what has not been read, so that the sender stops and no socket is held. */
  letGo(): void;
}

/**
 * Wraps the body of an answer in whatever form a given `fetch` provides it: a web stream; an async iterable, as from
 * node-fetch; nothing, if it was empty or, as on React Native, comes whole.
 */
export function bodyOf(response: Response): Body {
  const source: unknown = response.body;
  if (source === null) return inChunks(() => Promise.resolve({ done: true }), nothing);
  if (isStream(source)) return ofStream(source);
  if (isIterable(source)) {
    // Aborting node-fetch emits `error` on it; without a listener the process would crash.
    if (typeof source["on"] === "function") source["on"]("error", nothing);
    return ofIterable(source);
  }
  return ofWhole(response);
}

function nothing(): void {}

function isStream(source: unknown): source is ReadableStream<unknown> {
  return isRecord(source) && typeof source["getReader"] === "function";
}

/** A body that is iterated; a stream of Node's has methods besides. */
type Iterated = AsyncIterable<unknown> & Readonly<Record<string, unknown>>;

function isIterable(source: unknown): source is Iterated {
  return isRecord(source) && Symbol.asyncIterator in source;
}

function ofStream(stream: ReadableStream<unknown>): Body {
  let reader: ReadableStreamDefaultReader<unknown> | undefined;
  return inChunks(
    () => (reader ??= stream.getReader()).read(),
    () => void (reader ?? stream).cancel().catch(nothing),
  );
}

function ofIterable(source: Iterated): Body {
  let iterator: AsyncIterator<unknown> | undefined;
  const open = (): AsyncIterator<unknown> => (iterator ??= source[Symbol.asyncIterator]());
  return inChunks(
    () => open().next(),
    () => {
      if (typeof source["destroy"] === "function") source["destroy"]();
      else open().return?.().catch(nothing);
    },
  );
}

/** Reads a body chunk by chunk; `letGo` releases what has not been read. */
function inChunks(next: () => Promise<Chunk>, letGo: () => void): Body {
  return {
    isUnread: true,
    letGo,
    async read(limit) {
      const chunks: Uint8Array[] = [];
      let length = 0;
      for (;;) {
        const { done, value } = await next();
        if (done === true) {
          this.isUnread = false;
          return { bytes: joined(chunks, length), cut: false };
        }
        const chunk = typeof value === "string" ? new TextEncoder().encode(value) : value;
        if (!isBytes(chunk)) throw new TypeError("The body holds something other than bytes.");
        chunks.push(chunk);
        length += chunk.length;
        if (length > limit) {
          letGo();
          return { bytes: joined(chunks, length).subarray(0, limit), cut: true };
        }
      }
    },
  };
}

/** A chunk of a body, or its end, as streams and iterators give it. */
interface Chunk {
  readonly done?: boolean | undefined;
  readonly value?: unknown;
}

/** Reports whether a chunk is bytes, of any realm: a test environment may have a `Uint8Array` of its own. */
function isBytes(chunk: unknown): chunk is Uint8Array {
  return Object.prototype.toString.call(chunk) === "[object Uint8Array]";
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first?.length === length) return first;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** Reads a body that only comes in one piece; does not even begin if its declared length is over the limit. */
function ofWhole(response: Response): Body {
  return {
    isUnread: true,
    letGo: nothing,
    async read(limit) {
      if (Number(response.headers.get("content-length") ?? 0) > limit)
        return { bytes: new Uint8Array(), cut: true };
      const bytes = new Uint8Array(await response.arrayBuffer());
      this.isUnread = false;
      return { bytes: bytes.subarray(0, limit), cut: bytes.length > limit };
    },
  };
}
