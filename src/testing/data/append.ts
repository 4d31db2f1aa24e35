import type { Operation } from "../../../generated/constants.js";
import { Refusal } from "../refusal.js";
import { MAX_BODY_BYTES, type AccountRequest } from "../request.js";
import type { Exchange, RouteAnswer } from "../route.js";
import type { Stream } from "../state.js";
import { countOperation } from "./metrics.js";
import { formOf } from "./records/forms.js";
import { readAppendJson } from "./records/json.js";
import { readAppendInput, writeAppendAck } from "./records/messages.js";
import type { AppendAck, AppendRequest, RecordRequest } from "./records/record.js";
import { openStream, readStreamPlace, type StreamPlace } from "./streams.js";

/** An append to a stream. */
export interface StreamAppend extends StreamPlace, AppendRequest {}

/** Reads an append, whatever the form of its body. */
export function readStreamAppend(exchange: Exchange): StreamAppend {
  const { request } = exchange;
  const isProtobuf = formOf(request.headers, "content-type") === "protobuf";
  const append = isProtobuf ? readProtobuf(request) : readAppendJson(request);
  return { ...readStreamPlace(exchange), ...append };
}

function readProtobuf({ body }: AccountRequest): AppendRequest {
  if (body.length > MAX_BODY_BYTES) {
    throw new Refusal("bad_proto", `The body has more than ${MAX_BODY_BYTES} bytes.`);
  }
  return readAppendInput(body, "bad_proto");
}

/** Returns the operations an append needs: `append` for data, and one for each kind of command record. */
export function operationsOf({ records }: AppendRequest): Operation[] {
  return [...new Set(records.map(({ command }) => command?.kind ?? "append"))];
}

/** Appends, and answers in the form the client accepts. */
export function append(wanted: StreamAppend, exchange: Exchange): RouteAnswer {
  const stream = openStream(wanted, exchange, "create_stream_on_append");
  const { ack, mismatch } = appendTo(stream, wanted, exchange.rules.now());
  if (mismatch !== undefined) return { status: 412, json: mismatch };
  countOperation(exchange.state, "append", wanted.basin, exchange.rules.now());
  return formOf(exchange.request.headers, "accept") === "protobuf"
    ? { status: 200, protobuf: writeAppendAck(ack) }
    : { status: 200, json: ack };
}

/** The result of an append: its acknowledgement, or the condition that did not hold, as the body of a 412. */
type Appended =
  | { readonly ack: AppendAck; readonly mismatch?: undefined }
  | {
      readonly ack?: undefined;
      readonly mismatch: { readonly fencing_token_mismatch: string } | { readonly seq_num_mismatch: number };
    };

/** Appends all the records, or none if a condition fails or a record lacks a timestamp that it needs. */
export function appendTo(
  stream: Stream,
  { records, matchSeqNum, fencingToken }: AppendRequest,
  now: number,
): Appended {
  if (fencingToken !== undefined && fencingToken !== stream.fencingToken) {
    return { mismatch: { fencing_token_mismatch: stream.fencingToken } };
  }
  if (matchSeqNum !== undefined && matchSeqNum !== stream.tail.seq_num) {
    return { mismatch: { seq_num_mismatch: stream.tail.seq_num } };
  }
  const before = stream.tail;
  // Timestamps are non-negative integers, whatever clock the account was given.
  const arrival = Math.max(0, Math.floor(now));
  const stamps = records.map((record) => timestampOf(record, stream, arrival));
  for (const [index, record] of records.entries()) store(record, stamps[index] ?? arrival, stream);
  const first = Math.max(before.timestamp, stamps[0] ?? arrival);
  return {
    ack: { start: { seq_num: before.seq_num, timestamp: first }, end: stream.tail, tail: stream.tail },
  };
}

function timestampOf({ timestamp }: RecordRequest, { config }: Stream, now: number): number {
  const { mode, uncapped } = config.timestamping;
  if (mode === "client-require" && timestamp === undefined) {
    throw new Refusal("invalid", "This stream accepts only records with a timestamp.");
  }
  if (mode === "arrival" || timestamp === undefined) return now;
  if (!uncapped) return Math.min(timestamp, now);
  if (timestamp > Number.MAX_SAFE_INTEGER) {
    throw new Refusal("invalid", "The local account accepts no timestamps beyond 2^53 - 1.");
  }
  return timestamp;
}

function store({ headers, body, command }: RecordRequest, stamp: number, stream: Stream): void {
  const { seq_num } = stream.tail;
  const timestamp = Math.max(stream.tail.timestamp, stamp);
  stream.records.push({ seq_num, timestamp, headers, body });
  stream.tail = { seq_num: seq_num + 1, timestamp };
  if (command?.kind === "fence") stream.fencingToken = command.token;
  if (command?.kind === "trim") {
    // The command itself can be trimmed too: a trim beyond the tail leaves nothing to read.
    const first = Math.min(command.to, seq_num + 1);
    stream.records = stream.records.filter((record) => record.seq_num >= first);
  }
}
