import type { Instant } from "./instant.js";
import type { FullScope } from "./scope-body.js";
import { createSortedMap, type SortedMap } from "./sorted-map.js";

/** A token of the account. Never changed once issued. */
export interface Token {
  readonly id: string;
  readonly scope: FullScope;
  readonly autoPrefixStreams: boolean;
  /** Null: never. */
  readonly expiresAt: Instant | null;
}

/** A secret that was handed out, and what it stands for. */
export interface Credential {
  readonly token: Token;
  /** When a revocation begins to bite, in milliseconds since 1970; null while the token is not revoked. */
  readonly deadAt: number | null;
}

/** Everything an account holds. */
export interface State {
  readonly tokens: SortedMap<Listing>;
  readonly credentials: Map<string, Credential>;
}

/** A token in the listing, with the secret that revoking it withdraws. */
export interface Listing {
  readonly token: Token;
  readonly secret: string;
}

/** An account with nothing in it. */
export function createState(): State {
  return { tokens: createSortedMap(), credentials: new Map() };
}

/** A state of its own with the same contents. */
export function copyState({ tokens, credentials }: State): State {
  return { tokens: tokens.copy((listing) => listing), credentials: new Map(credentials) };
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
