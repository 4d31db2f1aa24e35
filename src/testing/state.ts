import type { FullScope } from "./authorise.js";
import type { BasinConfig, StreamConfig } from "./data/config-body.js";
import type { Position, StoredRecord } from "./data/records/record.js";
import type { Instant } from "./read/instant.js";
import { createSortedMap, type SortedMap } from "./sorted-map.js";

/** A token of the account. Never changed once issued. */
export interface Token {
  readonly id: string;
  readonly scope: FullScope;
  readonly autoPrefixStreams: boolean;
  /** Null: never. */
  readonly expiresAt: Instant | null;
}

/** A token as the account lists it: in wire names, nothing left out, without its secret. */
export interface AccountToken {
  readonly id: string;
  readonly scope: FullScope;
  readonly auto_prefix_streams: boolean;
  /** RFC 3339 text; null for never. */
  readonly expires_at: string | null;
}

/** A secret that was handed out, and what it stands for. */
export interface Credential {
  readonly token: Token;
  /** When a revocation begins to bite, in milliseconds since 1970; null while the token is not revoked. */
  readonly deadAt: number | null;
}

/** A token in the listing, with the secret that revoking it withdraws. */
export interface Listing {
  readonly token: Token;
  readonly secret: string;
}

/** A basin and what is in it. */
export interface Basin {
  readonly name: string;
  config: BasinConfig;
  readonly location: string;
  readonly createdAt: string;
  /** Since when it is being deleted. */
  deletedAt?: string | undefined;
  /** The request it was created with, where that can be repeated: the same again is not a conflict. */
  readonly request: string | null;
  readonly streams: SortedMap<Stream>;
}

/** A stream and its records. */
export interface Stream {
  readonly name: string;
  config: StreamConfig;
  readonly createdAt: string;
  deletedAt?: string | undefined;
  readonly request: string | null;
  records: StoredRecord[];
  /** Where the next record goes, and the timestamp of the last one. */
  tail: Position;
  fencingToken: string;
}

/** Everything an account holds. */
export interface State {
  readonly tokens: SortedMap<Listing>;
  readonly credentials: Map<string, Credential>;
  readonly basins: SortedMap<Basin>;
  /** What is being deleted, and when that is over. */
  deletions: readonly Deletion[];
  /** Where basins are whose creation does not say. */
  defaultLocation: string;
  /** How often each operation was done in each minute since 1970, by its name and the basin's. */
  readonly activity: Map<string, Map<number, number>>;
}

/** A basin that is being deleted, or a stream in it. */
export interface Deletion {
  readonly basin: string;
  readonly stream?: string;
  readonly until: number;
}

/** An account with nothing in it. */
export function createState(): State {
  return {
    tokens: createSortedMap(),
    credentials: new Map(),
    basins: createSortedMap(),
    deletions: [],
    defaultLocation: "aws:us-east-1",
    activity: new Map(),
  };
}

/** A state of its own with the same contents. */
export function copyState({ tokens, credentials, basins, activity, ...rest }: State): State {
  return {
    ...rest,
    activity: new Map(Array.from(activity, ([what, minutes]) => [what, new Map(minutes)])),
    tokens: tokens.copy((listing) => listing),
    credentials: new Map(credentials),
    basins: basins.copy((basin) => ({
      ...basin,
      streams: basin.streams.copy((stream) => ({ ...stream, records: [...stream.records] })),
    })),
  };
}

const everything = { prefix: "" } as const;
const full = { read: true, write: true } as const;

/** What the root token stands for: every operation on everything, for ever. It is in no listing. */
export const ROOT: Token = {
  id: "root",
  scope: {
    access_tokens: everything,
    basins: everything,
    streams: everything,
    op_groups: { account: full, basin: full, stream: full },
    ops: [],
  },
  autoPrefixStreams: false,
  expiresAt: null,
};

/**
 * Everything an account held at a moment. It stands for secrets and shows none: printed, inspected or turned into JSON,
 * it is this one word. It works with `restore` of any account of this process, and not beyond it.
 */
export interface AccountSnapshot {
  readonly kind: "s2-local-account-snapshot";
}

const states = new WeakMap<AccountSnapshot, State>();

/** Keeps a state as it is now. */
export function takeSnapshot(state: State): AccountSnapshot {
  const snapshot: AccountSnapshot = Object.freeze({ kind: "s2-local-account-snapshot" });
  states.set(snapshot, copyState(state));
  return snapshot;
}

/** A state as it was kept; throws a `TypeError` for anything that `snapshot` did not return. */
export function stateOf(snapshot: AccountSnapshot): State {
  const state = states.get(snapshot);
  if (state === undefined) throw new TypeError("restore takes what snapshot() of a local account returned.");
  return copyState(state);
}
