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

/** Public on purpose: it only opens local accounts. */
const ROOT_BEARER = "s2_local_root";

/** Options for behavior that S2 leaves open, and for the clock, timers and randomness a local account uses. */
export interface LocalAccountOptions {
  /** The root token's bearer: it may do everything, never expires and is never listed. Default `s2_local_root`. */
  readonly token?: string | undefined;
  /** The account's clock, in milliseconds since 1970; decides when tokens expire. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /**
   * Calls back after a number of milliseconds, real or simulated, and returns a function that cancels the timer.
   * Default: `setTimeout`. Drives the heartbeats and waits of reads, and ends sessions whose token expires.
   */
  readonly startTimer?: ((callback: () => void, millis: number) => () => void) | undefined;
  /** Returns the secret of each token issued, which must never repeat. Default: 32 random hexadecimal digits. */
  readonly newSecret?: (() => string) | undefined;
  /** Milliseconds that a revoked bearer keeps working. S2's cloud takes up to ten minutes. Default 0. */
  readonly revocationDelayMillis?: number | undefined;
  /** Milliseconds that deleting a basin or stream takes; its name cannot be reused until then. Default 0. */
  readonly deletionDelayMillis?: number | undefined;
  /** True if listings leave out what the caller's scope does not cover; S2 does not document it. Default true. */
  readonly filterListings?: boolean | undefined;
  /** The group that holds each operation, and the resources it names. Default: this package's table. */
  readonly operationTable?: OperationTable | undefined;
  /**
   * The error for a revoked, expired or unknown bearer: S2 documents both 401 `authn` and 404
   * `access_token_not_found`. Default `authn`.
   */
  readonly deadBearer?: "authn" | "access_token_not_found" | undefined;
}

/** An S2 account in memory. */
export interface LocalAccount {
  /** Answers as S2 would, whatever the origin of the URL. Pass it to a client as its `fetch`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The root token's bearer. */
  readonly token: string;
  /** The faults to serve. */
  readonly faults: Faults;
  /** The requests received and what was done about them, oldest first; at least the last 5 000. */
  readonly journal: Journal;
  /** Returns every token, expired ones included, in S2's order and as a listing shows it. Sends no request. */
  readonly tokens: () => AccountToken[];
  /** Returns the id of a secret's live token; undefined if it was revoked, has expired or was never issued. */
  readonly idOf: (secret: string) => string | undefined;
  /** Returns a copy of everything the account holds, secrets included, but not its faults or journal. */
  readonly snapshot: () => AccountSnapshot;
  /** Replaces everything the account holds with a snapshot of this or another account. */
  readonly restore: (snapshot: AccountSnapshot) => void;
  /** Returns, before a request's body is read, how much of it `serve` waits for. */
  readonly bodyUse: (head: RequestHead) => BodyUse;
  /** Serves a request and returns what its client should see. `fetch` and `listen` are built on it. */
  readonly serve: (request: AccountRequest) => Served;
}

/**
 * Creates an S2 account in memory: it authenticates, enforces scopes and answers as S2 does, without a network.
 *
 * Throws an `S2ArgumentError` that lists every problem with the options.
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
    // Copies, so that a caller cannot change the account through them.
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
