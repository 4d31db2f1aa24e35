import { Refusal } from "../refusal.js";
import type { Bytes } from "../request.js";
import type { Exchange, PlainAnswer, RouteAnswer } from "../route.js";
import { startOf, takeRecords, type StreamRead } from "./extent.js";
import { follow } from "./follow.js";
import { formOf } from "./records/forms.js";
import { frame, FRAMES_TYPE, terminalFrame } from "./records/frames.js";
import { batchWriter } from "./records/json.js";
import { writeReadBatch } from "./records/messages.js";
import { meteredBytes, type ReadBatch } from "./records/record.js";
import { openStream, type StreamPlace } from "./streams.js";

/** Answers with the tail: the position of the next record. */
export function checkTail(place: StreamPlace, exchange: Exchange): RouteAnswer {
  return { status: 200, json: { tail: openStream(place, exchange, "create_stream_on_read").tail } };
}

/** Answers with records from a position, in the form the client accepts. Waits for them at the tail, if asked to. */
export function read(wanted: StreamRead, exchange: Exchange): RouteAnswer {
  const write = answerWriter(exchange);
  const stream = openStream(wanted, exchange, "create_stream_on_read");
  const from = startOf(wanted, stream);
  if (from === undefined) return { status: 416, json: { tail: stream.tail } };
  const { records, isLast } = takeRecords(stream, from, wanted);
  if (records.length > 0 || isLast || wanted.wait === 0) return write({ records });
  return { status: 200, later: (signal) => waitForRecords(wanted, from, exchange, signal) };
}

function answerWriter({ request: { headers } }: Exchange): (batch: ReadBatch) => PlainAnswer {
  if (formOf(headers, "accept") === "protobuf") {
    return (batch) => ({ status: 200, protobuf: writeReadBatch(batch) });
  }
  const write = batchWriter(headers);
  return (batch) => ({ status: 200, json: write(batch) });
}

async function waitForRecords(
  wanted: StreamRead,
  from: number,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<PlainAnswer> {
  const write = answerWriter(exchange);
  try {
    for await (const batch of follow(wanted, from, exchange, signal)) {
      if (batch.records.length > 0) return write(batch);
    }
    return write({ records: [] });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return exchange.ongoing.refuse(error, "read");
  }
}

/** The encoding of a session's batches and of its end. */
interface Script {
  readonly type: string;
  readonly batch: (batch: ReadBatch) => Bytes;
  readonly failure: (status: number, json: unknown) => Bytes;
  /** The bytes after the last batch if nothing failed. */
  readonly end: Bytes | undefined;
}

/** Answers a read with frames, to the end of what was asked for. */
export function readInFrames(wanted: StreamRead, exchange: Exchange): RouteAnswer {
  return open(wanted, exchange, {
    type: FRAMES_TYPE,
    batch: (batch) => frame(writeReadBatch(batch)),
    failure: terminalFrame,
    end: undefined,
  });
}

/** Answers a read with server-sent events, to the end of what was asked for. */
export function readInEvents(wanted: StreamRead, exchange: Exchange): RouteAnswer {
  const write = batchWriter(exchange.request.headers);
  let count = 0;
  let bytes = 0;
  return open(wanted, exchange, {
    type: "text/event-stream",
    batch(batch) {
      const last = batch.records.at(-1);
      if (last === undefined) {
        return event("ping", { timestamp: Math.floor(exchange.rules.now()), tail: batch.tail });
      }
      count += batch.records.length;
      bytes += meteredBytes(batch.records);
      return event("batch", write(batch), `${last.seq_num},${count},${bytes}`);
    },
    failure: (_status, json) => event("error", json),
    end: new TextEncoder().encode("data: [DONE]\n\n"),
  });
}

function event(name: string, json: unknown, id?: string): Bytes {
  const lines = [
    `event: ${name}`,
    ...(id === undefined ? [] : [`id: ${id}`]),
    `data: ${JSON.stringify(json)}`,
  ];
  return new TextEncoder().encode(`${lines.join("\n")}\n\n`);
}

function open(wanted: StreamRead, exchange: Exchange, script: Script): RouteAnswer {
  const stream = openStream(wanted, exchange, "create_stream_on_read");
  const from = startOf(wanted, stream);
  if (from === undefined) return { status: 416, json: { tail: stream.tail } };
  const pieces = (signal: AbortSignal) => play(follow(wanted, from, exchange, signal), script, exchange);
  return { status: 200, stream: { type: script.type, pieces } };
}

async function* play(
  batches: AsyncIterable<ReadBatch>,
  { batch: write, failure, end }: Script,
  { ongoing }: Exchange,
): AsyncGenerator<Bytes, void> {
  try {
    for await (const batch of batches) yield write(batch);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, json } = ongoing.refuse(error, "read");
    yield failure(status, json);
    return;
  }
  if (end !== undefined) yield end;
}
