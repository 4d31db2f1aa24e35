import type { Operation } from "../../types.js";

/** An operation in plain words. */
export interface Words {
  /** Its effect: `add records`. */
  readonly meaning: string;
  /** For the one-line summary: who holds it `writes` … */
  readonly verb: string;
  /** … `records`. */
  readonly object: (typeof OBJECTS)[number];
}

/** The objects of operations, the commonest first. */
export const OBJECTS = ["records", "streams", "basins", "access tokens", "metrics", "locations"] as const;

/** Every operation in plain words. Verbs of one object come in this order. */
export const WORDS = {
  read: { meaning: "read records", verb: "reads", object: "records" },
  append: { meaning: "add records", verb: "writes", object: "records" },
  trim: { meaning: "delete old records", verb: "trims", object: "records" },
  "list-streams": { meaning: "list the streams of a basin", verb: "lists", object: "streams" },
  "get-stream-config": { meaning: "see a stream's configuration", verb: "inspects", object: "streams" },
  "check-tail": { meaning: "see where a stream ends", verb: "checks", object: "streams" },
  fence: { meaning: "keep other writers out of a stream", verb: "fences", object: "streams" },
  "create-stream": { meaning: "create streams", verb: "creates", object: "streams" },
  "reconfigure-stream": { meaning: "change a stream's configuration", verb: "configures", object: "streams" },
  "delete-stream": { meaning: "delete streams", verb: "deletes", object: "streams" },
  "list-basins": { meaning: "list basins", verb: "lists", object: "basins" },
  "get-basin-config": { meaning: "see a basin's configuration", verb: "inspects", object: "basins" },
  "create-basin": { meaning: "create basins", verb: "creates", object: "basins" },
  "reconfigure-basin": { meaning: "change a basin's configuration", verb: "configures", object: "basins" },
  "delete-basin": { meaning: "delete basins", verb: "deletes", object: "basins" },
  "list-access-tokens": { meaning: "list access tokens", verb: "lists", object: "access tokens" },
  "issue-access-token": { meaning: "issue access tokens", verb: "issues", object: "access tokens" },
  "revoke-access-token": { meaning: "revoke access tokens", verb: "revokes", object: "access tokens" },
  "account-metrics": { meaning: "see the account's metrics", verb: "reads", object: "metrics" },
  "basin-metrics": { meaning: "see a basin's metrics", verb: "reads", object: "metrics" },
  "stream-metrics": { meaning: "see a stream's metrics", verb: "reads", object: "metrics" },
  "list-locations": { meaning: "list locations", verb: "lists", object: "locations" },
  "get-default-location": { meaning: "see the default location", verb: "inspects", object: "locations" },
  "set-default-location": { meaning: "set the default location", verb: "sets", object: "locations" },
} as const satisfies Record<Operation, Words>;

/** Returns the words for an operation; undefined for one that this version does not know. */
export function wordsFor(operation: string): Words | undefined {
  // hasOwn says that the name is a key of the table.
  return Object.hasOwn(WORDS, operation) ? WORDS[operation as Operation] : undefined;
}
