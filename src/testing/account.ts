import type { AccessTokenInfo } from "../../generated/schema.js";
import { OPERATION_TABLE } from "../../generated/constants.js";
import type { OperationTable } from "./authorise.js";
import type { Rules } from "./exchange.js";
import { readRequest, toResponse } from "./fetch.js";
import { handle } from "./handler.js";
import { createState } from "./state.js";
import { toInfo } from "./tokens.js";

/** How a local account behaves where S2 leaves a choice, and what it takes from its surroundings. */
export interface LocalAccountOptions {
  /** The root token's bearer: it may do everything, never expires and is in no listing. Default `s2_local_root`. */
  readonly token?: string | undefined;
  /** The account's clock, in milliseconds since 1970. Default `Date.now`. Expiry goes by it. */
  readonly now?: (() => number) | undefined;
  /** Makes the secret of each token issued. It must never repeat itself. Default: 32 random hexadecimal digits. */
  readonly newSecret?: (() => string) | undefined;
  /** How long a revoked bearer keeps working: S2's cloud takes up to ten minutes. Default 0 milliseconds. */
  readonly revocationDelayMillis?: number | undefined;
  /** Whether a listing leaves out what the caller's scope does not cover. S2 does not say. Default true. */
  readonly filterListings?: boolean | undefined;
  /** Which group holds each operation, and what it names. Default: the table of this package. */
  readonly operationTable?: OperationTable | undefined;
}

/** An S2 account in memory. */
export interface LocalAccount {
  /** Answers as S2 would, whatever the origin of the URL; to be given to a client as its `fetch`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The root token's bearer. */
  readonly token: string;
  /** Every token there is, in S2's order, as a listing shows it. Sends no request. */
  tokens(): AccessTokenInfo[];
}

/** Creates an S2 account in memory that answers the access-token operations. */
export function createLocalAccount(options: LocalAccountOptions = {}): LocalAccount {
  const token = options.token ?? "s2_local_root";
  const rules: Rules = {
    operationTable: options.operationTable ?? OPERATION_TABLE,
    filterListings: options.filterListings ?? true,
    revocationDelayMillis: options.revocationDelayMillis ?? 0,
    now: options.now ?? Date.now,
    newSecret: options.newSecret ?? randomSecret,
  };
  const state = createState();
  return {
    token,
    async fetch(input, init) {
      const request = await readRequest(new Request(input, init));
      return toResponse(handle(request, state, rules, token).answer);
    },
    tokens: () => [...state.tokens.from("", true)].map((listing) => toInfo(listing.token)),
  };
}

function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
