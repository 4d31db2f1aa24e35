import { isRecord } from "../check/keys.js";
import { inChunks, nothing, type Body } from "./chunks.js";
import { iterated } from "./runtime/servers.js";

/**
 * Wraps the body of an answer in whatever form a given `fetch` provides it: a web stream; an async iterable, as from
 * node-fetch; nothing, if it was empty or, as on React Native, comes whole.
 */
export function bodyOf(response: Response): Body {
  const source: unknown = response.body;
  if (source === null) return inChunks(() => Promise.resolve({ done: true }), nothing);
  return (isStream(source) ? ofStream(source) : iterated(source)) ?? ofWhole(response);
}

function isStream(source: unknown): source is ReadableStream<unknown> {
  return isRecord(source) && typeof source["getReader"] === "function";
}

function ofStream(stream: ReadableStream<unknown>): Body {
  let reader: ReadableStreamDefaultReader<unknown> | undefined;
  return inChunks(
    () => (reader ??= stream.getReader()).read(),
    () => void (reader ?? stream).cancel().catch(nothing),
  );
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
