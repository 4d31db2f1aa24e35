import type { Operation } from "../../generated/constants.js";
import type { Denial, Names } from "./authorise.js";
import type { FaultName } from "./faults/table.js";
import { checkListener } from "./read/options.js";

/** A request that reached the account, and what was done about it. Contains no bearer and no secret. */
export interface JournalEntry {
  /** The request's number in the account, from 1. */
  readonly seq: number;
  /** The time of arrival, by the account's clock. */
  readonly at: number;
  /** Milliseconds until the answer was ready, including a fault's delay. */
  readonly millis: number;
  readonly method: string;
  /** The origin it was sent to; shows which clients followed a redirect. */
  readonly origin: string;
  /** The path and query as received, with secrets blanked out. */
  readonly path: string;
  /** The operation; undefined for a path or method that the account does not have. */
  readonly operation: Operation | undefined;
  /** The resources it names, by full name; empty if it names none or was refused before they were read. */
  readonly resources: Names;
  /** The id of the caller's token, `root` for the root token; undefined if the bearer was not accepted. */
  readonly caller: string | undefined;
  /** The account's decision, whatever the client saw; undefined if a fault came first. */
  readonly decision: Decision | undefined;
  /** The fault served. */
  readonly fault: FaultName | undefined;
  /** The status the client was sent; undefined if a fault left it without an answer. */
  readonly status: number | undefined;
}

/** The account's decision on a request. */
export interface Decision {
  readonly status: number;
  /** The error's code; undefined for a success. */
  readonly code: string | undefined;
  /** The reason in a sentence: what permits the request, or what is wrong with it. */
  readonly reason: string;
  /** The reason as data, if a scope denied the request. */
  readonly denial: Denial | undefined;
}

/** The account's requests, oldest first, at least the last 5 000; `seq` shows how many were dropped. */
export interface Journal extends ReadonlyArray<JournalEntry> {
  /**
   * Calls back with each entry once it is written, in order, until the returned function is called. A listener cannot
   * delay a request or change its answer: what it throws is rethrown on its own, after the request.
   */
  readonly subscribe: (listener: (entry: JournalEntry) => unknown) => () => void;
}

/** The most entries; the older half is then dropped, so a journal holds at least the last 5 000. */
const MOST_ENTRIES = 10_000;

/** Creates an empty journal, with functions that number an entry, store it and notify the listeners. */
export function createJournal() {
  const entries: JournalEntry[] = [];
  const listeners = new Set<(entry: JournalEntry) => unknown>();
  const untold: JournalEntry[] = [];
  let seq = 0;
  let telling = false;

  const subscribe: Journal["subscribe"] = (listener) => {
    checkListener(listener);
    // A separate listener for each subscription, even if one function subscribes twice.
    const own = (entry: JournalEntry) => listener(entry);
    listeners.add(own);
    return () => void listeners.delete(own);
  };

  /** Notifies the listeners of one entry after another, even if a listener sends a request itself. */
  const tell = () => {
    if (telling) return;
    telling = true;
    for (let entry = untold.shift(); entry !== undefined; entry = untold.shift()) {
      const subscribed = [...listeners];
      for (const listener of subscribed) {
        try {
          if (listeners.has(listener)) listener(entry);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
    telling = false;
  };

  return {
    // Not enumerable, so that the journal compares and prints as the array it is.
    journal: Object.defineProperty(entries, "subscribe", { value: subscribe }) as JournalEntry[] & Journal,
    write: (unnumbered: Omit<JournalEntry, "seq">): void => {
      const entry = Object.freeze({ seq: ++seq, ...unnumbered });
      if (entries.length >= MOST_ENTRIES) entries.splice(0, MOST_ENTRIES / 2);
      entries.push(entry);
      untold.push(entry);
      tell();
    },
  };
}
