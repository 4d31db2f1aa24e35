import { isRecord } from "../../check/keys.js";
import { because } from "../context.js";
import { usageError } from "../exit.js";

const MOST_BYTES = 5_000_000;

/** Decodes bytes: UTF-8, with or without a byte order mark, at most 5 MB. */
export async function textOf(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > MOST_BYTES) throw usageError(`${name} must be at most 5 MB.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (!isRecord(error) || typeof error["syscall"] !== "string") throw error;
    throw usageError(`${name} cannot be read${because(error)}.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw usageError(`${name} must be UTF-8 text.`);
  }
}
