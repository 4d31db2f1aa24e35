import { gunzip } from "../../read/encoding.js";
import { Refusal } from "../../refusal.js";
import type { Bytes } from "../../request.js";

/** The media type of frames, in both directions. */
export const FRAMES_TYPE = "s2s/proto";

/** Bytes of the length that opens a frame, which does not count itself. */
const PREFIX_BYTES = 3;

/** The most bytes of a frame after its length: a byte of flags and the body. */
const FRAME_MAX_BYTES = 2 * 1024 * 1024;
const BODY_MAX_BYTES = FRAME_MAX_BYTES - 1;

const TERMINAL = 0b1000_0000;
const COMPRESSION = 0b0110_0000;
const GZIP = 0b0100_0000;
const ZSTD = 0b0010_0000;

/** Writes a message as a frame. It is never compressed: every client reads that, and it would save little here. */
export function frame(body: Uint8Array): Bytes {
  return build(0, body);
}

/** Writes the frame that ends a session with an error: its status, and the JSON of a plain answer. */
export function terminalFrame(status: number, json: unknown): Bytes {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const body = new Uint8Array(2 + text.length);
  new DataView(body.buffer).setUint16(0, status);
  body.set(text, 2);
  return build(TERMINAL, body);
}

function build(flags: number, body: Uint8Array): Bytes {
  const bytes = new Uint8Array(PREFIX_BYTES + 1 + body.length);
  new DataView(bytes.buffer).setUint32(0, (1 + body.length) * 256 + flags);
  bytes.set(body, PREFIX_BYTES + 1);
  return bytes;
}

/** A frame as received. */
export interface Frame {
  readonly flags: number;
  readonly body: Uint8Array;
}

/** A reader that splits what is received into frames. */
export interface FrameReader {
  readonly push: (chunk: Uint8Array) => void;
  /** Takes the next complete frame; undefined if there is none yet. Refuses an impossible length. */
  readonly next: () => Frame | undefined;
  /** Reports whether what was received ends within a frame. */
  readonly isMidFrame: () => boolean;
}

/** Creates a frame reader. It holds at most one frame and the chunk that the next one begins in. */
export function createFrameReader(): FrameReader {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let wanted = PREFIX_BYTES;
  return {
    push(chunk) {
      chunks.push(chunk);
      held += chunk.length;
    },
    next() {
      // Chunks are joined once they make a frame, not one by one.
      if (held < wanted) return undefined;
      const bytes = join(chunks, held);
      chunks = [bytes];
      const length = ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
      if (length < 1 || length > FRAME_MAX_BYTES) {
        throw new Refusal("bad_frame", `A frame has 1 to ${FRAME_MAX_BYTES} bytes after its length.`);
      }
      wanted = PREFIX_BYTES + length;
      if (held < wanted) return undefined;
      const body = bytes.subarray(PREFIX_BYTES + 1, wanted);
      chunks = [bytes.subarray(wanted)];
      held -= wanted;
      wanted = PREFIX_BYTES;
      return { flags: bytes[PREFIX_BYTES] ?? 0, body };
    },
    isMidFrame: () => held > 0,
  };
}

/** Returns the message in a client's frame, decompressed. Refuses flags that clients do not send. */
export async function readMessage({ flags, body }: Frame): Promise<Uint8Array> {
  if ((flags & ~COMPRESSION) !== 0 || flags === COMPRESSION) {
    throw new Refusal("bad_frame", "A client's frame may only have the flag of gzip or zstd.");
  }
  if (flags === ZSTD) {
    throw new Refusal(
      "not_implemented",
      "The local account does not decompress zstd. Send gzip or plain frames.",
    );
  }
  if (flags !== GZIP) return body;
  const message = await gunzip(body, BODY_MAX_BYTES).catch(() => undefined);
  if (message === undefined || message.length > BODY_MAX_BYTES) {
    throw new Refusal("bad_frame", `The frame's body must be gzip of at most ${BODY_MAX_BYTES} bytes.`);
  }
  return message;
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
