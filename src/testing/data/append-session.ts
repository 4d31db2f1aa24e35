import type { Operation } from "../../../generated/constants.js";
import { grants } from "../authorise.js";
import { Refusal } from "../refusal.js";
import type { Bytes } from "../request.js";
import { authorise, type Exchange, type RouteAnswer } from "../route.js";
import { appendTo, operationsOf } from "./append.js";
import {
  createFrameReader,
  frame,
  FRAMES_TYPE,
  readMessage,
  terminalFrame,
  type Frame,
} from "./records/frames.js";
import { readAppendInput, writeAppendAck } from "./records/messages.js";
import { checkAppend } from "./records/record.js";
import { countOperation } from "./metrics.js";
import { findStream, openStream, type StreamPlace } from "./streams.js";
import { createWatch } from "./watch.js";

/**
 * Returns the operations that a session is opened for: those of the three that its caller is granted, else `append`,
 * which is then denied. Each append is authorised for its own operations when it arrives.
 */
export function operationsOfSession(_place: StreamPlace, { caller, rules }: Exchange): readonly Operation[] {
  const granted = (["append", "trim", "fence"] as const).filter((operation) =>
    grants(caller, operation, rules.operationTable),
  );
  return granted.length > 0 ? granted : ["append"];
}

/**
 * Opens a session of appends, one for each frame of the body, acknowledged in order. The first failure ends the
 * session; later frames are dropped.
 */
export function appendInFrames(place: StreamPlace, exchange: Exchange): RouteAnswer {
  openStream(place, exchange, "create_stream_on_append");
  const pieces = (signal: AbortSignal) => acknowledge(place, exchange, signal);
  return { status: 200, stream: { type: FRAMES_TYPE, pieces } };
}

async function* acknowledge(
  place: StreamPlace,
  exchange: Exchange,
  signal: AbortSignal,
): AsyncGenerator<Bytes, void> {
  const { ongoing } = exchange;
  try {
    for await (const received of receive(exchange, signal)) {
      const message = await readMessage(received);
      // The bearer may have died, or the stream been deleted, since the previous frame.
      ongoing.checkBearer();
      const { ack, mismatch } = appendMessage(message, place, exchange);
      if (mismatch !== undefined) {
        const reason = "append: a condition did not hold.";
        ongoing.note({ status: 412, code: undefined, reason, denial: undefined }, "append");
        yield terminalFrame(412, mismatch);
        return;
      }
      yield frame(writeAppendAck(ack));
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { denial } = error;
    const operation = denial !== undefined && "operation" in denial ? denial.operation : "append";
    const { status, json } = ongoing.refuse(error, operation);
    yield terminalFrame(status, json);
  }
}

function appendMessage(message: Uint8Array, place: StreamPlace, exchange: Exchange) {
  const wanted = readAppendInput(message, "bad_frame");
  checkAppend(wanted);
  for (const operation of operationsOf(wanted)) authorise(operation, place, exchange);
  const appended = appendTo(findStream(place, exchange), wanted, exchange.rules.now());
  if (appended.ack !== undefined) {
    countOperation(exchange.state, "append", place.basin, exchange.rules.now());
  }
  exchange.ongoing.bell.ring();
  return appended;
}

/** Receives frames to the end of the body. Ends when the client leaves; refuses if its bearer dies meanwhile. */
async function* receive(exchange: Exchange, signal: AbortSignal): AsyncGenerator<Frame, void> {
  const { request, ongoing } = exchange;
  const watch = createWatch(exchange, signal);
  const inbox = createInbox(request.chunks ?? [request.body], watch.wake);
  const reader = createFrameReader();
  try {
    while (!signal.aborted) {
      const chunk = inbox.take();
      if (chunk === undefined) {
        await watch.next();
        ongoing.checkBearer();
      } else if (chunk === "end") {
        if (reader.isMidFrame()) throw new Refusal("bad_frame", "The body ends within a frame.");
        return;
      } else {
        reader.push(chunk);
        for (let next = reader.next(); next !== undefined; next = reader.next()) yield next;
      }
    }
  } finally {
    watch.close();
  }
}

/** A body as it arrives, which can be read without waiting. */
interface Inbox {
  /** Takes the next chunk; undefined if none has arrived yet. */
  readonly take: () => Uint8Array | "end" | undefined;
}

/** Starts receiving, one chunk at a time, and calls `wake` for each. A client that breaks off counts as the end. */
function createInbox(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, wake: () => void): Inbox {
  const source = toAsync(chunks);
  let next: Uint8Array | "end" | undefined;
  const receive = () => {
    const settle = (chunk: Uint8Array | "end") => {
      next = chunk;
      wake();
    };
    source.next().then(
      ({ value, done }) => settle(done === true ? "end" : value),
      () => settle("end"),
    );
  };
  receive();
  return {
    take() {
      const taken = next;
      if (taken !== undefined && taken !== "end") {
        next = undefined;
        receive();
      }
      return taken;
    },
  };
}

async function* toAsync(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  yield* chunks;
}
