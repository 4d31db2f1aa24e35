import { byteLength } from "../../read/names.js";
import { Refusal } from "../../refusal.js";
import type { Bytes } from "../../request.js";

/** A record as stored. */
export interface RecordContent {
  readonly headers: readonly (readonly [name: Bytes, value: Bytes])[];
  readonly body: Bytes;
}

/** A record to append. */
export interface RecordRequest extends RecordContent {
  /** Milliseconds since 1970; above 2^53 the exact value is lost. */
  readonly timestamp: number | undefined;
  readonly command: Command | undefined;
}

/** The command in a record that carries no data. */
export type Command =
  { readonly kind: "fence"; readonly token: string } | { readonly kind: "trim"; readonly to: number };

/** The records of one append and its conditions. */
export interface AppendRequest {
  readonly records: readonly RecordRequest[];
  readonly matchSeqNum: number | undefined;
  readonly fencingToken: string | undefined;
}

/** A position in a stream, as S2 writes it. */
export interface Position {
  readonly seq_num: number;
  readonly timestamp: number;
}

/** A record in a stream. */
export interface StoredRecord extends Position, RecordContent {}

/** The positions of an append: its first record, the one after its last, and the stream's tail. */
export interface AppendAck {
  readonly start: Position;
  readonly end: Position;
  readonly tail: Position;
}

/** The records of one answer, and the tail if the reader has reached it. */
export interface ReadBatch {
  readonly records: readonly StoredRecord[];
  readonly tail?: Position | undefined;
}

/** The most records, and metered bytes, of one append or one batch of a read. */
export const BATCH_MAX = { count: 1000, bytes: 1024 * 1024 } as const;

const FENCING_TOKEN_MAX_BYTES = 36;

/** Returns the problem with a fencing token as the end of a sentence, or undefined. */
export function fencingTokenProblem(token: string): string | undefined {
  return byteLength(token) > FENCING_TOKEN_MAX_BYTES
    ? `must have at most ${FENCING_TOKEN_MAX_BYTES} bytes`
    : undefined;
}

/** Refuses an append that is empty or larger than S2 accepts. */
export function checkAppend({ records }: AppendRequest): void {
  if (records.length === 0) throw new Refusal("invalid", "An append needs at least one record.");
  if (records.length > BATCH_MAX.count || meteredBytes(records) > BATCH_MAX.bytes) {
    throw new Refusal(
      "invalid",
      `An append takes at most ${BATCH_MAX.count} records and ${BATCH_MAX.bytes} bytes.`,
    );
  }
}

/** Returns the size of records in bytes as S2 meters them. */
export function meteredBytes(records: readonly RecordContent[]): number {
  let bytes = 0;
  for (const { headers, body } of records) {
    bytes += 8 + body.length;
    for (const [name, value] of headers) bytes += 2 + name.length + value.length;
  }
  return bytes;
}

/** Reads a record. If its only header has no name, it is a command, and the header's value says which. */
export function recordOf(content: RecordContent, timestamp: number | undefined): RecordRequest {
  const unnamed = content.headers.some(([name]) => name.length === 0);
  return { ...content, timestamp, command: unnamed ? readCommand(content) : undefined };
}

function readCommand({ headers, body }: RecordContent): Command {
  const [[, value] = [], ...others] = headers;
  const kind = value === undefined || others.length > 0 ? "" : readText(value);
  if (kind === "fence") {
    const token = readText(body);
    if (token !== undefined && fencingTokenProblem(token) === undefined) return { kind, token };
  }
  if (kind === "trim" && body.length === 8) {
    return { kind, to: Number(new DataView(body.buffer, body.byteOffset).getBigUint64(0)) };
  }
  throw new Refusal(
    "invalid",
    "A record with an unnamed header must be a fence or trim command, with that header alone and the command's body.",
  );
}

function readText(bytes: Bytes): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
