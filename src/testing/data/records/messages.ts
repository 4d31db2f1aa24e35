import { Refusal } from "../../refusal.js";
import type { Bytes } from "../../request.js";
import { bytes, message, optional, plain, repeated, string, uint64 } from "./protobuf.js";
import {
  BATCH_MAX,
  fencingTokenProblem,
  recordOf,
  type AppendAck,
  type AppendRequest,
  type ReadBatch,
} from "./record.js";

const streamPosition = message({ seq_num: plain(1, uint64, 0), timestamp: plain(2, uint64, 0) });

const EMPTY: Bytes = new Uint8Array();

const header = message({ name: plain(1, bytes, EMPTY), value: plain(2, bytes, EMPTY) });

const appendRecord = message({
  timestamp: optional(1, uint64),
  headers: repeated(2, header),
  body: plain(3, bytes, EMPTY),
});

const appendInput = message({
  // One more than a batch may hold, which is enough to refuse it.
  records: repeated(1, appendRecord, BATCH_MAX.count + 1),
  matchSeqNum: optional(2, uint64),
  fencingToken: optional(3, string),
});

const appendAck = message({
  start: optional(1, streamPosition),
  end: optional(2, streamPosition),
  tail: optional(3, streamPosition),
});

const sequencedRecord = message({
  seq_num: plain(1, uint64, 0),
  timestamp: plain(2, uint64, 0),
  headers: repeated(3, header),
  body: plain(4, bytes, EMPTY),
});

const readBatch = message({ records: repeated(1, sequencedRecord), tail: optional(2, streamPosition) });

/**
 * Reads an append from protocol buffers. Refuses with `malformed` what does not decode, and with `invalid` a message
 * that is not a valid append.
 */
export function readAppendInput(encoded: Uint8Array, malformed: "bad_proto" | "bad_frame"): AppendRequest {
  const { records, matchSeqNum, fencingToken } = decodeInput(encoded, malformed);
  const problem = fencingToken === undefined ? undefined : fencingTokenProblem(fencingToken);
  if (problem !== undefined) throw new Refusal("invalid", `fencing_token ${problem}.`);
  return {
    records: records.map(({ timestamp, headers, body }) =>
      recordOf({ headers: headers.map(({ name, value }) => [name, value]), body }, timestamp),
    ),
    matchSeqNum,
    fencingToken,
  };
}

function decodeInput(encoded: Uint8Array, malformed: "bad_proto" | "bad_frame") {
  try {
    return appendInput.decode(encoded);
  } catch {
    throw new Refusal(malformed, "The body is not the protobuf message AppendInput.");
  }
}

/** Writes the answer to an append. Each position is present, even if all its fields are 0. */
export function writeAppendAck(ack: AppendAck): Bytes {
  return appendAck.encode(ack);
}

/** Writes a batch of records. */
export function writeReadBatch({ records, tail }: ReadBatch): Bytes {
  return readBatch.encode({
    records: records.map((record) => ({
      ...record,
      headers: record.headers.map(([name, value]) => ({ name, value })),
    })),
    tail,
  });
}
