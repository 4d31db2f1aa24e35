import type { Exchange } from "../route.js";
import { mayFollow, takeRecords, type StreamRead } from "./extent.js";
import { meteredBytes, type ReadBatch } from "./records/record.js";
import { findStream } from "./streams.js";
import { createWatch, type Alarm } from "./watch.js";

/**
 * Milliseconds between heartbeats to a reader at the tail. S2 takes a random 5 to 15 seconds; its clients give up after
 * 20.
 */
const HEARTBEAT_MILLIS = 10_000;

/**
 * Reads batches from a position to the end of what was asked for. At the tail it waits for more, if allowed, and yields
 * a batch without records that tells the tail, at once and then at every heartbeat.
 *
 * Ends when the client leaves. Throws the refusal that a new request would meet once the bearer has died or the stream
 * is deleted.
 */
export async function* follow(
  wanted: StreamRead,
  from: number,
  exchange: Exchange,
  signal: AbortSignal,
): AsyncGenerator<ReadBatch, void> {
  const { ongoing } = exchange;
  const { until, wait } = wanted;
  let { count = Infinity, bytes = Infinity } = wanted;
  let next = from;
  let isFollowing = false;
  let patience: Alarm | undefined;
  const watch = createWatch(exchange, signal);
  const renewPatience = () => {
    patience?.stop();
    patience = wait === undefined ? undefined : watch.alarm(wait * 1000);
  };
  try {
    while (!signal.aborted && count > 0 && bytes > 0) {
      ongoing.checkBearer();
      const stream = findStream(wanted, exchange);
      const { tail } = stream;
      if (next < tail.seq_num) {
        const { records, isLast } = takeRecords(stream, next, { count, bytes, until });
        if (records.length === 0 && isLast) return;
        next = (records.at(-1)?.seq_num ?? tail.seq_num - 1) + 1;
        if (records.length === 0) continue;
        count -= records.length;
        bytes -= meteredBytes(records);
        renewPatience();
        yield { records, tail: isFollowing && next === tail.seq_num ? tail : undefined };
      } else if (!mayFollow(wanted) || wait === 0 || patience?.hasRung() === true) {
        return;
      } else if (!isFollowing) {
        isFollowing = true;
        if (patience === undefined) renewPatience();
        yield { records: [], tail };
      } else {
        const heartbeat = watch.alarm(HEARTBEAT_MILLIS);
        await watch.next();
        heartbeat.stop();
        if (heartbeat.hasRung()) yield { records: [], tail };
      }
    }
  } finally {
    patience?.stop();
    watch.close();
  }
}
