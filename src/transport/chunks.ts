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

/** The body of a successful answer. */
export interface Answer {
  readonly bytes: Uint8Array;
  /**
   * Reads the value from the JSON, or from nothing if none is due, as often as wanted. Throws `S2ResponseError` if it is
   * not JSON, or if `read` returns undefined because it does not have the declared shape.
   */
  as<T>(read: (body: unknown) => T | undefined): T;
}

/** Reads the value of a successful answer. */
export type Read<T> = (answer: Answer) => T;

export function nothing(): void {}

/** Reads a body chunk by chunk; `letGo` releases what has not been read. */
export function inChunks(next: () => Promise<Chunk>, letGo: () => void): Body {
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
        if (!isBytes(value)) throw new TypeError("The body holds something other than bytes.");
        chunks.push(value);
        length += value.length;
        if (length > limit) {
          letGo();
          return { bytes: joined(chunks, length).subarray(0, limit), cut: true };
        }
      }
    },
  };
}

/** A chunk of a body, or its end, as streams and iterators give it. */
export interface Chunk {
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
