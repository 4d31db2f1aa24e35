import { readCount, readParameter, readUint64 } from "../read/query.js";
import { Refusal } from "../refusal.js";
import type { Exchange } from "../route.js";
import type { Stream } from "../state.js";
import { BATCH_MAX, meteredBytes, type StoredRecord } from "./records/record.js";
import { readStreamPlace, type StreamPlace } from "./streams.js";

const STARTS = ["seq_num", "timestamp", "tail_offset"] as const;

/** The longest that a unary read waits, in seconds. */
const UNARY_WAIT_MAX = 60;

/** The records of a stream that a request asks for. */
export interface StreamRead extends StreamPlace {
  readonly starts: readonly { readonly by: (typeof STARTS)[number]; readonly at: number }[];
  readonly clamp: boolean;
  /** The most to read; undefined for no limit. */
  readonly count: number | undefined;
  readonly bytes: number | undefined;
  /** The timestamp to stop at; only records below it are read. */
  readonly until: number | undefined;
  /** Seconds to wait for more at the tail. */
  readonly wait: number | undefined;
}

/** Reads the extent of a read from its query. */
export function readStreamRead(exchange: Exchange): StreamRead {
  const { url } = exchange.request;
  const clamp = readParameter(url, "clamp") ?? "false";
  if (clamp !== "true" && clamp !== "false") throw new Refusal("bad_query", "clamp must be true or false.");
  return {
    ...readStreamPlace(exchange),
    starts: STARTS.flatMap((by) => {
      const at = readUint64(url, by);
      return at === undefined ? [] : [{ by, at }];
    }),
    clamp: clamp === "true",
    count: readUint64(url, "count"),
    bytes: readUint64(url, "bytes"),
    until: readUint64(url, "until"),
    wait: readCount(url, "wait"),
  };
}

/** Reads the extent of a unary read, which is bounded. */
export function readUnaryRead(exchange: Exchange): StreamRead {
  const wanted = readStreamRead(exchange);
  return {
    ...wanted,
    count: Math.min(wanted.count ?? Infinity, BATCH_MAX.count),
    bytes: Math.min(wanted.bytes ?? Infinity, BATCH_MAX.bytes),
    wait: Math.min(wanted.wait ?? 0, UNARY_WAIT_MAX),
  };
}

/** Reads the extent of a read in events, which resumes after the last event the client has seen. */
export function readEventsRead(exchange: Exchange): StreamRead {
  const wanted = readStreamRead(exchange);
  const seen = exchange.request.headers.get("last-event-id");
  if (seen === null) return wanted;
  const [, seqNum, count, bytes] = /^(\d{1,20}),(\d{1,20}),(\d{1,20})$/.exec(seen) ?? [];
  if (seqNum === undefined)
    throw new Refusal("bad_header", "last-event-id must be three numbers and two commas.");
  const less = (limit: number | undefined, by: string | undefined) =>
    limit === undefined ? undefined : Math.max(0, limit - Number(by));
  return {
    ...wanted,
    starts: [{ by: "seq_num", at: Number(seqNum) + 1 }],
    count: less(wanted.count, count),
    bytes: less(wanted.bytes, bytes),
  };
}

/** Refuses a read from two places, or one that ends before it starts. */
export function checkStreamRead({ starts: [start, ...others], until }: StreamRead): void {
  if (others.length > 0) throw new Refusal("invalid", "Give only one of seq_num, timestamp and tail_offset.");
  if (start?.by === "timestamp" && until !== undefined && start.at >= until) {
    throw new Refusal("invalid", "timestamp must be before until.");
  }
}

/** Reports whether a read waits for more at the tail instead of ending there. */
export function mayFollow({ count, bytes, until, wait = 0 }: StreamRead): boolean {
  return wait > 0 || (count === undefined && bytes === undefined && until === undefined);
}

/** Returns the sequence number to start at; undefined if there is nothing to read or wait for. */
export function startOf(wanted: StreamRead, { records, tail }: Stream): number | undefined {
  const { by, at } = wanted.starts[0] ?? { by: "tail_offset", at: 0 };
  let from: number;
  if (by === "tail_offset") from = Math.max(0, tail.seq_num - at);
  else if (at > tail[by]) {
    if (!wanted.clamp) return undefined;
    from = tail.seq_num;
  } else if (by === "seq_num") from = at;
  else from = records.find(({ timestamp }) => timestamp >= at)?.seq_num ?? tail.seq_num;
  return from === tail.seq_num && !mayFollow(wanted) ? undefined : from;
}

/** The records for one batch, and whether the limits exclude the record after them. */
interface Taken {
  readonly records: readonly StoredRecord[];
  readonly isLast: boolean;
}

/** Takes as many records as fit in one batch and the limits, without gaps. */
export function takeRecords(
  { records }: Stream,
  from: number,
  { count = Infinity, bytes = Infinity, until = Infinity }: Pick<StreamRead, "count" | "bytes" | "until">,
): Taken {
  // Stored records have no gaps: a trim removes the oldest.
  const first = Math.max(0, from - (records[0]?.seq_num ?? from));
  let size = 0;
  let end = first;
  for (let record = records[end]; record !== undefined; record = records[++end]) {
    size += meteredBytes([record]);
    const taken = end - first + 1;
    const isLast = taken > count || size > bytes || record.timestamp >= until;
    if (isLast || taken > BATCH_MAX.count || size > BATCH_MAX.bytes) {
      return { records: records.slice(first, end), isLast };
    }
  }
  return { records: records.slice(first, end), isLast: false };
}
