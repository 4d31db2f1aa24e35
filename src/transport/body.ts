/** The part of a body that was read. */
export interface Bytes {
  readonly bytes: Uint8Array;
  /** True if there was more than the limit; bytes beyond it were not kept. */
  readonly cut: boolean;
}

/** The body of one answer: either read once, up to a limit, or released. Neither leaves anything behind. */
export interface Body {
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
  if (source === null) return EMPTY;
  if (isStream(source)) return ofStream(source);
  if (isIterable(source)) {
    // Aborting node-fetch emits `error` on it; without a listener the process would crash.
    if ("on" in source && typeof source.on === "function") source.on("error", () => undefined);
    return ofIterable(source);
  }
  return ofWhole(response);
}

const EMPTY: Body = {
  letGo: () => undefined,
  read: () => Promise.resolve({ bytes: new Uint8Array(), cut: false }),
};

function isStream(source: unknown): source is ReadableStream<Uint8Array> {
  return isObject(source) && "getReader" in source && typeof source.getReader === "function";
}

function isIterable(source: unknown): source is AsyncIterable<unknown> {
  return isObject(source) && Symbol.asyncIterator in source;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function ofStream(stream: ReadableStream<Uint8Array>): Body {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const letGo = (): void => void (reader ?? stream).cancel().catch(() => undefined);
  return {
    letGo,
    async read(limit) {
      reader = stream.getReader();
      const gathered = new Gathered(limit);
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return gathered.all();
        if (!gathered.add(value)) {
          letGo();
          return gathered.all();
        }
      }
    },
  };
}

function ofIterable(source: AsyncIterable<unknown>): Body {
  let iterator: AsyncIterator<unknown> | undefined;
  const letGo = (): void => {
    if ("destroy" in source && typeof source.destroy === "function") source.destroy();
    else (iterator ?? source[Symbol.asyncIterator]()).return?.().catch(() => undefined);
  };
  return {
    letGo,
    async read(limit) {
      iterator = source[Symbol.asyncIterator]();
      const gathered = new Gathered(limit);
      for (;;) {
        const { done, value } = await iterator.next();
        if (done === true) return gathered.all();
        const chunk = typeof value === "string" ? new TextEncoder().encode(value) : value;
        if (!(chunk instanceof Uint8Array)) throw new TypeError("The body holds something other than bytes.");
        if (!gathered.add(chunk)) {
          letGo();
          return gathered.all();
        }
      }
    },
  };
}

/** Reads a body that only comes in one piece; does not even begin if its declared length is over the limit. */
function ofWhole(response: Response): Body {
  return {
    letGo: () => undefined,
    async read(limit) {
      if (Number(response.headers.get("content-length") ?? 0) > limit)
        return { bytes: new Uint8Array(), cut: true };
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { bytes: bytes.subarray(0, limit), cut: bytes.length > limit };
    },
  };
}

/** Chunks up to a limit. */
class Gathered {
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps a chunk; returns false once there is more than the limit. */
  add(chunk: Uint8Array): boolean {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return this.#length <= this.#limit;
  }

  all(): Bytes {
    const cut = this.#length > this.#limit;
    return { bytes: cut ? this.#joined().subarray(0, this.#limit) : this.#joined(), cut };
  }

  #joined(): Uint8Array {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }
}
