import type { Operation } from "../../generated/constants.js";
import type { Denial } from "./authorise.js";
import type { FaultName } from "./faults/table.js";

/** One request that reached the account, and what was done about it. No bearer and no secret is in it. */
export interface JournalEntry {
  /** When it arrived, by the account's clock. */
  readonly at: number;
  readonly method: string;
  /** Where it was sent: shows who followed a redirect. */
  readonly origin: string;
  /** Path and query as they came, a bearer in them blanked out. */
  readonly path: string;
  /** What it asked for; undefined for a path or method that the account does not have. */
  readonly operation: Operation | undefined;
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
  /** Why in a sentence; undefined for a success. */
  readonly reason: string | undefined;
  /** Why as data, where a scope was the reason. */
  readonly denial: Denial | undefined;
}

/** Entries are dropped in halves from here on: a journal holds the last 5 000 at least. */
const MOST_ENTRIES = 10_000;

/** Adds an entry, and drops old ones when there are too many. */
export function record(journal: JournalEntry[], entry: JournalEntry): void {
  if (journal.length >= MOST_ENTRIES) journal.splice(0, MOST_ENTRIES / 2);
  journal.push(entry);
}
