import type { Operation } from "../../generated/constants.js";
import type { Denial, Names } from "./authorise.js";
import type { FaultName } from "./faults/table.js";
import { checkListener } from "./read/options.js";

/** One request that reached the account, and what was done about it. No bearer and no secret is in it. */
export interface JournalEntry {
  /** Its number among the account's requests, from 1. */
  readonly seq: number;
  /** When it arrived, by the account's clock. */
  readonly at: number;
  /** Milliseconds until its answer was ready, what a fault held it back included. */
  readonly millis: number;
  readonly method: string;
  /** Where it was sent: shows who followed a redirect. */
  readonly origin: string;
  /** Path and query as they came, secrets in them blanked out. */
  readonly path: string;
  /** What it asked for; undefined for a path or method that the account does not have. */
  readonly operation: Operation | undefined;
  /** The resources it names, by their full names; empty where it names none, or was refused before they were read. */
  readonly resources: Names;
  /** Id of the token that asked, `root` for the root token; undefined where the bearer was not accepted. */
  readonly caller: string | undefined;
  /** What the rules made of it, whatever the client saw; undefined where a fault came before them. */
  readonly decision: Decision | undefined;
  /** The fault it was served. */
  readonly fault: FaultName | undefined;
  /** The status the client was sent; undefined where a fault left it without an answer. */
  readonly status: number | undefined;
}

/** How the account decided on a request. */
export interface Decision {
  readonly status: number;
  /** The error's code; undefined for a success. */
  readonly code: string | undefined;
  /** Why, in a sentence: what permits the request, or what is wrong with it. */
  readonly reason: string;
  /** Why as data, where a scope was the reason. */
  readonly denial: Denial | undefined;
}

/** The account's requests, oldest first, the last 5 000 at least; `seq` shows what is no longer there. */
export interface Journal extends ReadonlyArray<JournalEntry> {
  /**
   * Calls back with each entry once it is written, in order, until the function returned is called. A listener cannot
   * hold up a request or spoil its answer: what it throws is thrown again on its own, after the request.
   */
  readonly subscribe: (listener: (entry: JournalEntry) => unknown) => () => void;
}

/** Entries are dropped in halves from here on: a journal holds the last 5 000 at least. */
const MOST_ENTRIES = 10_000;

/** Creates an empty journal, and what numbers an entry, keeps it and tells the listeners. */
export function createJournal() {
  const entries: JournalEntry[] = [];
  const listeners = new Set<(entry: JournalEntry) => unknown>();
  const untold: JournalEntry[] = [];
  let seq = 0;
  let telling = false;

  const subscribe: Journal["subscribe"] = (listener) => {
    checkListener(listener);
    // A listener of its own for each subscription, also where one function subscribes twice.
    const own = (entry: JournalEntry) => listener(entry);
    listeners.add(own);
    return () => void listeners.delete(own);
  };

  /** Tells of one entry after another, also where a listener sends a request itself. */
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
