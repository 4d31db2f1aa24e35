import { OPERATION_TABLE } from "../../generated/constants.js";
import { isBearer } from "../check/connection.js";
import type { OperationTable } from "./authorise.js";
import { createBell } from "./data/bell.js";
import { serve, type Engine } from "./engine.js";
import { createFaults, type Faults } from "./faults/faults.js";
import { createFetch } from "./fetch.js";
import { bodyUse } from "./handler.js";
import { createJournal, type Journal } from "./journal.js";
import { ACCOUNT_OPTIONS, readOptions } from "./read/options.js";
import type { AccountRequest, BodyUse, RequestHead, Served } from "./request.js";
import { createSecrets } from "./secrets.js";
import { createState, stateOf, takeSnapshot, type AccountSnapshot, type AccountToken } from "./state.js";
import { liveToken, toInfo } from "./tokens.js";

/** Public on purpose: it opens nothing but local accounts. */
const ROOT_BEARER = "s2_local_root";

/** How a local account behaves where S2 leaves a choice, and what it takes from its surroundings. */
export interface LocalAccountOptions {
  /** The root token's bearer: it may do everything, never expires and is in no listing. Default `s2_local_root`. */
  readonly token?: string | undefined;
  /** The account's clock, in milliseconds since 1970. Default `Date.now`. Expiry goes by it. */
  readonly now?: (() => number) | undefined;
  /**
   * Calls back after some milliseconds of real or other time, and returns what calls that off. Default: `setTimeout`.
   * The heartbeats and waits of reads go by it, and the end of a session whose token expires.
   */
  readonly startTimer?: ((callback: () => void, millis: number) => () => void) | undefined;
  /** Makes the secret of each token issued. It must never repeat itself. Default: 32 random hexadecimal digits. */
  readonly newSecret?: (() => string) | undefined;
  /** How long a revoked bearer keeps working: S2's cloud takes up to ten minutes. Default 0 milliseconds. */
  readonly revocationDelayMillis?: number | undefined;
  /** How long a deleted basin or stream is on its way out, when its name cannot be used. Default 0 milliseconds. */
  readonly deletionDelayMillis?: number | undefined;
  /** Whether a listing leaves out what the caller's scope does not cover. S2 does not say. Default true. */
  readonly filterListings?: boolean | undefined;
  /** Which group holds each operation, and what it names. Default: the table of this package. */
  readonly operationTable?: OperationTable | undefined;
  /**
   * How a bearer is answered that is revoked, expired or unknown: S2's documents have 401 `authn` and 404
   * `access_token_not_found`. Default `authn`.
   */
  readonly deadBearer?: "authn" | "access_token_not_found" | undefined;
}

/** An S2 account in memory. */
export interface LocalAccount {
  /** Answers as S2 would, whatever the origin of the URL; to be given to a client as its `fetch`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The root token's bearer. */
  readonly token: string;
  /** Faults to serve. */
  readonly faults: Faults;
  /** What was received and done, oldest first; the last 5 000 requests at least. */
  readonly journal: Journal;
  /** Every token there is, expired ones too, in S2's order and as a listing shows it. Sends no request. */
  readonly tokens: () => AccountToken[];
  /** Id of the live token that a secret belongs to; undefined for one revoked, expired or never issued. */
  readonly idOf: (secret: string) => string | undefined;
  /** Keeps everything the account holds, secrets included; faults and journal are not part of it. */
  readonly snapshot: () => AccountSnapshot;
  /** Makes the account hold what it, or another one, held then. */
  readonly restore: (snapshot: AccountSnapshot) => void;
  /** Says, before a request's body is read, how much of it `serve` waits for. */
  readonly bodyUse: (head: RequestHead) => BodyUse;
  /** Takes a request and says what its client should see: what `fetch` and `listen` are made of. */
  readonly serve: (request: AccountRequest) => Served;
}

/**
 * Creates an S2 account in memory: it authenticates, enforces scopes and answers as S2 does, without a network.
 *
 * Throws `S2ArgumentError` with all that is wrong with the options.
 *
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * const account = createLocalAccount();
 * const client = new S2({ accessToken: account.token, fetch: account.fetch });
 * await client.accessTokens.issue({ id: "reader", scope: { ops: ["read"], basins: { prefix: "" } } });
 * account.tokens().length; // 1
 */
export function createLocalAccount(given: LocalAccountOptions = {}): LocalAccount {
  const options = readOptions<LocalAccountOptions>(ACCOUNT_OPTIONS, given);
  const secrets = createSecrets();
  const { journal, write } = createJournal();
  const newSecret = options.newSecret ?? randomSecret;
  const engine: Engine = {
    state: createState(),
    rules: {
      operationTable: options.operationTable ?? OPERATION_TABLE,
      filterListings: options.filterListings ?? true,
      revocationDelayMillis: options.revocationDelayMillis ?? 0,
      now: options.now ?? Date.now,
      newSecret() {
        const secret = newSecret();
        if (!isBearer(secret)) throw new TypeError("newSecret must return visible ASCII, without spaces.");
        secrets.add(secret);
        return secret;
      },
      deletionDelayMillis: options.deletionDelayMillis ?? 0,
      deadBearer: options.deadBearer ?? "authn",
      startTimer: options.startTimer ?? startTimer,
    },
    rootSecret: options.token ?? ROOT_BEARER,
    faults: createFaults(),
    secrets,
    bell: createBell(),
    note: write,
  };
  secrets.add(engine.rootSecret);
  const server = {
    bodyUse: (head: RequestHead) => bodyUse(engine, head),
    serve: (request: AccountRequest) => serve(engine, request),
  };
  return {
    ...server,
    fetch: createFetch(server),
    token: engine.rootSecret,
    faults: engine.faults,
    journal,
    // Copies: what a caller does to them is nothing to the account.
    tokens: () => [...engine.state.tokens.from("", true)].map(({ token }) => structuredClone(toInfo(token))),
    idOf: (secret) => liveToken(engine.state, secret, engine.rules.now())?.id,
    snapshot: () => takeSnapshot(engine.state),
    restore(snapshot) {
      engine.state = stateOf(snapshot);
      for (const secret of engine.state.credentials.keys()) secrets.add(secret);
      engine.bell.ring();
    },
  };
}

function startTimer(callback: () => void, millis: number): () => void {
  const timer = setTimeout(callback, millis);
  return () => clearTimeout(timer);
}

function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
