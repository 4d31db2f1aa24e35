import { isRecord } from "../../check/keys.js";
import { inChunks, nothing, type Body, type Chunk } from "../chunks.js";

/** A body that is iterated; a stream of Node's has methods besides. */
type Iterated = AsyncIterable<unknown> & Readonly<Record<string, unknown>>;

/** Wraps a body that is iterated; undefined if it is not. */
export function iterated(source: unknown): Body | undefined {
  if (!isIterated(source)) return undefined;
  // Aborting node-fetch emits `error` on it; without a listener the process would crash.
  if (typeof source["on"] === "function") source["on"]("error", nothing);
  let iterator: AsyncIterator<unknown> | undefined;
  const open = (): AsyncIterator<unknown> => (iterator ??= source[Symbol.asyncIterator]());
  return inChunks(
    async () => inBytes(await open().next()),
    () => {
      if (typeof source["destroy"] === "function") source["destroy"]();
      else open().return?.().catch(nothing);
    },
  );
}

function isIterated(source: unknown): source is Iterated {
  return isRecord(source) && Symbol.asyncIterator in source;
}

/** A stream of Node's may give text. */
function inBytes(chunk: Chunk): Chunk {
  const { value } = chunk;
  return typeof value === "string" ? { value: new TextEncoder().encode(value) } : chunk;
}
