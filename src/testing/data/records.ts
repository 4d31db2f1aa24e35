import type { Operation } from "../../../generated/constants.js";
import { readCount, readParameter } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { AccountRequest } from "../request.js";
import type { Exchange, RouteAnswer } from "../route.js";
import type { Position, StoredRecord, Stream } from "../state.js";
import { findBasin } from "./basins.js";
import { readStreamConfig, type StreamConfig } from "./config-body.js";
import {
  BATCH_MAX,
  meteredBytes,
  readAppend,
  readFormat,
  type AppendRequest,
  type RecordFormat,
  type RecordRequest,
} from "./record-body.js";
import { findStream, newStream, readStreamPlace, type StreamPlace } from "./streams.js";

/** An append to a stream. */
export interface StreamAppend extends StreamPlace, AppendRequest {}

/** Which records of a stream are asked for. */
export interface StreamRead extends StreamPlace {
  readonly start: { readonly by: "seq_num" | "timestamp" | "tail_offset"; readonly at: number };
  readonly starts: number;
  readonly clamp: boolean;
  readonly count: number;
  readonly bytes: number;
  readonly until: number;
  readonly wait: boolean;
  readonly format: RecordFormat;
}

/** Reads an append. */
export function readStreamAppend(exchange: Exchange): StreamAppend {
  refuseForeignForms(exchange.request);
  return { ...readStreamPlace(exchange), ...readAppend(exchange.request) };
}

/** The operations of an append: data takes `append`, command records take their own. */
export function operationsOf({ records }: AppendRequest): Operation[] {
  return [...new Set(records.map(({ command }) => command?.kind ?? "append"))];
}

/** Reads what is to be read. */
export function readStreamRead(exchange: Exchange): StreamRead {
  const { request } = exchange;
  refuseForeignForms(request);
  const starts = (["seq_num", "timestamp", "tail_offset"] as const).flatMap((by) => {
    const at = readCount(request.url, by);
    return at === undefined ? [] : [{ by, at }];
  });
  const clamp = readParameter(request.url, "clamp") ?? "false";
  if (clamp !== "true" && clamp !== "false") throw new Refusal("bad_query", "clamp must be true or false.");
  return {
    ...readStreamPlace(exchange),
    start: starts[0] ?? { by: "seq_num", at: 0 },
    starts: starts.length,
    clamp: clamp === "true",
    count: Math.min(readCount(request.url, "count") ?? BATCH_MAX.count, BATCH_MAX.count),
    bytes: Math.min(readCount(request.url, "bytes") ?? BATCH_MAX.bytes, BATCH_MAX.bytes),
    until: readCount(request.url, "until") ?? Infinity,
    wait: (readCount(request.url, "wait") ?? 0) > 0,
    format: readFormat(request),
  };
}

/** Refuses a read from two places, or one that ends before it starts. */
export function checkStreamRead({ starts, start, until }: StreamRead): void {
  if (starts > 1) throw new Refusal("invalid", "Give only one of seq_num, timestamp and tail_offset.");
  if (start.by === "timestamp" && start.at >= until) {
    throw new Refusal("invalid", "timestamp must be before until.");
  }
}

/** Appends records all together, or none where a condition fails. */
export function append(wanted: StreamAppend, exchange: Exchange): RouteAnswer {
  const stream = findOrMake(wanted, exchange, "create_stream_on_append");
  if (wanted.fencingToken !== undefined && wanted.fencingToken !== stream.fencingToken) {
    return { status: 412, json: { fencing_token_mismatch: stream.fencingToken } };
  }
  if (wanted.matchSeqNum !== undefined && wanted.matchSeqNum !== stream.tail.seq_num) {
    return { status: 412, json: { seq_num_mismatch: stream.tail.seq_num } };
  }
  const now = exchange.rules.now();
  const stamps = wanted.records.map((record) => timestampOf(record, stream, now));
  const start = { seq_num: stream.tail.seq_num, timestamp: Math.max(stream.tail.timestamp, stamps[0] ?? 0) };
  for (const [index, record] of wanted.records.entries()) store(record, stamps[index] ?? 0, stream);
  findBasin(exchange.state, wanted.basin).streams.set(stream.name, stream);
  return { status: 200, json: { start, end: stream.tail, tail: stream.tail } };
}

/** Answers records from a place on. At the tail it does not wait for more: it says that none came. */
export function read(wanted: StreamRead, exchange: Exchange): RouteAnswer {
  const { tail, records } = findOrMake(wanted, exchange, "create_stream_on_read");
  const from = startOf(wanted, records, tail);
  if (from === undefined || (from >= tail.seq_num && !wanted.wait)) return { status: 416, json: { tail } };
  const page: object[] = [];
  let bytes = 0;
  for (const record of records) {
    if (record.seq_num < from) continue;
    bytes += meteredBytes(record);
    if (page.length >= wanted.count || bytes > wanted.bytes || record.timestamp >= wanted.until) break;
    page.push(toJson(record, wanted.format));
  }
  return { status: 200, json: { records: page, ...(from >= tail.seq_num ? { tail } : {}) } };
}

/** Answers where the next record will go. */
export function checkTail(place: StreamPlace, exchange: Exchange): RouteAnswer {
  return { status: 200, json: { tail: findStream(place, exchange).tail } };
}

/** S2 also speaks protobuf, event streams and its own framing, and encrypts; the local account does none of them. */
function refuseForeignForms({ headers }: AccountRequest): void {
  const forms = `${headers.get("content-type") ?? ""},${headers.get("accept") ?? ""}`;
  if (/protobuf|s2s\/proto|event-stream/.test(forms) || headers.has("s2-encryption-key")) {
    throw new Refusal("not_implemented", "The local account knows records as JSON only, without encryption.");
  }
}

/** The stream; where the basin creates missing ones on this occasion, a new one that is not yet in it. */
function findOrMake(
  place: StreamPlace,
  exchange: Exchange,
  when: "create_stream_on_append" | "create_stream_on_read",
): Stream {
  const basin = findBasin(exchange.state, place.basin);
  if (basin.config[when] !== true) return findStream(place, exchange);
  const config = readConfigHeader(exchange.request);
  return (
    basin.streams.get(place.stream) ?? newStream(basin, place.stream, config, exchange.rules.now(), null)
  );
}

/** The configuration for a stream that this request may create. */
function readConfigHeader({ headers }: AccountRequest): StreamConfig {
  const text = headers.get("s2-stream-config");
  if (text === null) return {};
  try {
    return readStreamConfig(JSON.parse(text), "s2-stream-config");
  } catch (error) {
    throw new Refusal(
      "bad_header",
      error instanceof Refusal ? error.message : "s2-stream-config is not JSON.",
    );
  }
}

function timestampOf({ timestamp }: RecordRequest, { config }: Stream, now: number): number {
  const { mode = "client-prefer", uncapped = false } = config.timestamping ?? {};
  if (mode === "client-require" && timestamp === undefined) {
    throw new Refusal("invalid", "This stream takes only records with a timestamp.");
  }
  if (mode === "arrival" || timestamp === undefined) return now;
  return uncapped ? timestamp : Math.min(timestamp, now);
}

function store({ headers, body, command }: RecordRequest, stamp: number, stream: Stream): void {
  const { seq_num } = stream.tail;
  const timestamp = Math.max(stream.tail.timestamp, stamp);
  stream.records.push({ seq_num, timestamp, headers, body });
  stream.tail = { seq_num: seq_num + 1, timestamp };
  if (command?.kind === "fence") stream.fencingToken = command.token;
  if (command?.kind === "trim") {
    const first = Math.min(command.to, seq_num);
    stream.records = stream.records.filter((record) => record.seq_num >= first);
  }
}

/** The sequence number to start at; undefined beyond the tail, unless clamped to it. */
function startOf(
  { start, clamp }: StreamRead,
  records: readonly StoredRecord[],
  tail: Position,
): number | undefined {
  if (start.by === "tail_offset") return Math.max(0, tail.seq_num - start.at);
  if (start.at > tail[start.by]) return clamp ? tail.seq_num : undefined;
  if (start.by === "seq_num") return start.at;
  return records.find(({ timestamp }) => timestamp >= start.at)?.seq_num ?? tail.seq_num;
}

function toJson({ seq_num, timestamp, headers, body }: StoredRecord, { write }: RecordFormat): object {
  return {
    seq_num,
    timestamp,
    ...(headers.length === 0 ? {} : { headers: headers.map(([name, value]) => [write(name), write(value)]) }),
    ...(body.length === 0 ? {} : { body: write(body) }),
  };
}
