import type { ServerResponse } from "node:http";
import type { JournalEntry } from "../../testing/index.js";
import type { LocalAccountSource } from "./source.js";

/** The backlog at which a reader is disconnected; it reconnects, and is told what it missed. */
const MOST_WAITING_BYTES = 4_000_000;

/**
 * Sends the journal as server-sent events, starting after the entry `seen`, and each further entry as it is written. If
 * the journal no longer holds every missed entry, a `gap` event gives the number lost.
 */
export function followJournal(local: LocalAccountSource, seen: number, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const missed = local.journal.filter(({ seq }) => seq > seen);
  const first = missed[0]?.seq ?? seen + 1;
  if (first > seen + 1)
    response.write(`event: gap\ndata: ${JSON.stringify({ missing: first - seen - 1 })}\n\n`);
  response.write(`${missed.map(asEvent).join("")}event: ready\ndata: {}\n\n`);
  const stop = local.watch((entry) => {
    response.write(asEvent(entry));
    if (response.writableLength > MOST_WAITING_BYTES) response.destroy();
  });
  response.once("close", stop);
}

function asEvent(entry: JournalEntry): string {
  return `id: ${entry.seq}\ndata: ${JSON.stringify(entry)}\n\n`;
}
