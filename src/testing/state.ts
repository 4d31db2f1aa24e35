import type { FullScope } from "./authorise.js";
import type { BasinConfig, StreamConfig } from "./data/config-body.js";
import type { Position, StoredRecord } from "./data/records/record.js";
import type { Instant } from "./read/instant.js";
import { createSortedMap, type SortedMap } from "./sorted-map.js";

/** A token of the account, immutable once issued. */
export interface Token {
  readonly id: string;
  readonly scope: FullScope;
  readonly autoPrefixStreams: boolean;
  /** The time of expiry; null for never. */
  readonly expiresAt: Instant | null;
}

/** A token as the account lists it: in wire names, with every field but its secret. */
export interface AccountToken {
  readonly id: string;
  readonly scope: FullScope;
  readonly auto_prefix_streams: boolean;
  /** The time of expiry in RFC 3339; null for never. */
  readonly expires_at: string | null;
}

/** A secret that was issued, and the token it stands for. */
export interface Credential {
  readonly token: Token;
  /** The time a revocation takes effect, in milliseconds since 1970; null while the token is not revoked. */
  readonly deadAt: number | null;
}

/** A token in the listing, with the secret that revoking it withdraws. */
export interface Listing {
  readonly token: Token;
  readonly secret: string;
}

/** A basin and its streams. */
export interface Basin {
  readonly name: string;
  config: BasinConfig;
  readonly location: string;
  readonly createdAt: string;
  /** The time its deletion began; undefined if it is not being deleted. */
  deletedAt?: string | undefined;
  /** The request that created it, if it can be repeated without a conflict; else null. */
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
  /** The sequence number of the next record, and the timestamp of the last one. */
  tail: Position;
  fencingToken: string;
}

/** Everything an account holds. */
export interface State {
  readonly tokens: SortedMap<Listing>;
  readonly credentials: Map<string, Credential>;
  readonly basins: SortedMap<Basin>;
  /** The basins and streams being deleted, and when that is over. */
  deletions: readonly Deletion[];
  /** The location of basins created without one. */
  defaultLocation: string;
  /** The number of times each operation was done, by its name and the basin's, then by minute since 1970. */
  readonly activity: Map<string, Map<number, number>>;
}

/** A basin that is being deleted, or a stream in it. */
export interface Deletion {
  readonly basin: string;
  readonly stream?: string;
  readonly until: number;
}

/** Creates the state of an empty account. */
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

/** Returns an independent copy of a state. */
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

/** The root token: every operation on everything, for ever. It is never listed. */
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
 * The contents of an account at one moment. It holds secrets and shows none: printed, inspected or turned into JSON, it
 * is a single word. It works with `restore` of any account in the same process only.
 */
export interface AccountSnapshot {
  readonly kind: "s2-local-account-snapshot";
}

const states = new WeakMap<AccountSnapshot, State>();

/** Takes a snapshot of a state. */
export function takeSnapshot(state: State): AccountSnapshot {
  const snapshot: AccountSnapshot = Object.freeze({ kind: "s2-local-account-snapshot" });
  states.set(snapshot, copyState(state));
  return snapshot;
}

/** Returns the state in a snapshot; throws a `TypeError` for anything that `snapshot` did not return. */
export function stateOf(snapshot: AccountSnapshot): State {
  const state = states.get(snapshot);
  if (state === undefined)
    throw new TypeError("restore takes a snapshot that snapshot() of a local account returned.");
  return copyState(state);
}
