import { quoted } from "../../check/text.js";
import {
  createLocalAccount,
  type FaultCall,
  type FaultName,
  type LocalAccount,
} from "../../testing/index.js";
import { listen, type ListenOptions, type LocalServer } from "../../testing/node/index.js";
import { usageError } from "../exit.js";
import { exportSeed } from "./export.js";
import { createLog, describeEntry } from "./log.js";
import { readSeed } from "./seed.js";

/** How a local account is to run. */
export interface LocalOptions {
  /** Default 4280: always the same, so that the variables can stay in a shell's start-up file. 0 is any free one. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  readonly allowHosts?: readonly string[] | undefined;
  /** What to start with, and what to call it. */
  readonly seed?: { readonly value: unknown; readonly name: string } | undefined;
  /** The root token's bearer. */
  readonly token?: string | undefined;
  readonly revocationDelayMillis?: number | undefined;
  /** Each as `CALL=NAME`, or `CALL=NAME:always`. */
  readonly faults?: readonly string[] | undefined;
  /** Whether variables and log are JSON. */
  readonly json?: boolean | undefined;
  /** Whether nothing is logged. */
  readonly quiet?: boolean | undefined;
  /** Makes what serves a person's page at `/`; the server is there once a request is. */
  readonly site?:
    ((account: LocalAccount, server: () => LocalServer) => NonNullable<ListenOptions["site"]>) | undefined;
  /** Takes what the account held at its end, as a seed. */
  readonly save?: ((seed: object) => Promise<void>) | undefined;
}

/** What a local account has around it. */
export interface LocalSurroundings {
  /** Takes what is meant to be used: the variables to paste. */
  readonly print: (text: string) => Promise<void>;
  /** Takes what is meant to be read: requests, and what to know. */
  readonly say: (text: string) => Promise<void>;
  /** Whether a person reads what is said. */
  readonly isTerminal: boolean;
  /** Ends the account. */
  readonly stop: AbortSignal;
}

/** The port when none is asked for. */
export const DEFAULT_PORT = 4280;

/**
 * Runs a local account until it is stopped.
 *
 * Ends the command where the options, the seed or the port will not do.
 */
export async function runLocal(options: LocalOptions, surroundings: LocalSurroundings): Promise<void> {
  const {
    port = DEFAULT_PORT,
    host,
    allowHosts,
    seed,
    token,
    revocationDelayMillis,
    quiet,
    save,
    site,
  } = options;
  const { print, say, isTerminal, stop } = surroundings;
  const account = createLocalAccount({ token, revocationDelayMillis });
  if (seed !== undefined) account.restore(readSeed(seed.value, seed.name, token));
  for (const fault of options.faults ?? []) queueFault(account, fault);
  const log = quiet === true ? () => undefined : createLog(say);
  account.journal.subscribe((entry) =>
    log(options.json === true ? JSON.stringify(entry) : describeEntry(entry)),
  );
  const server: LocalServer = await listen(account, {
    port,
    host,
    allowHosts,
    warn: log,
    site: site?.(account, () => server),
  }).catch(usage);
  try {
    await print(variablesOf(account.token, server.accountEndpoint, options.json === true));
    if (isTerminal && quiet !== true && options.json !== true) {
      log(`A local S2 account, in memory, listens on ${server.accountEndpoint}. ${contentsOf(account)}`);
      if (site !== undefined)
        log(`To see its tokens, its requests and why one was refused: http://localhost:${server.port}/`);
      log("Paste the lines above into another shell, or point S2's clients there. Ctrl-C stops it.");
    }
    if (host !== undefined && !/^(?:localhost|127\.|::1$)/.test(host)) {
      log(`On ${host} whoever reaches this machine can use the account, with bearers in the clear.`);
    }
    await aborted(stop);
    await save?.(exportSeed(account));
  } finally {
    await server.close();
  }
}

function variablesOf(token: string, endpoint: string, json: boolean): string {
  if (json) {
    return `${JSON.stringify({ accessToken: token, accountEndpoint: endpoint, basinEndpoint: endpoint })}\n`;
  }
  const bearer = /^[\w.-]+$/.test(token) ? token : `'${token.replaceAll("'", "'\\''")}'`;
  return [
    `export S2_ACCESS_TOKEN=${bearer}`,
    `export S2_ACCOUNT_ENDPOINT=${endpoint}`,
    `export S2_BASIN_ENDPOINT=${endpoint}`,
    "",
  ].join("\n");
}

function contentsOf(account: LocalAccount): string {
  const { length } = account.tokens();
  return length === 0
    ? "It is empty but for its root token."
    : `It holds ${length} access token${length === 1 ? "" : "s"}.`;
}

/** Queues or sets a fault as the command line names it. What does not exist is refused by the account. */
function queueFault({ faults }: LocalAccount, given: string): void {
  const [, call, name, always] = /^([^=]*)=([^:]*)(:always)?$/.exec(given) ?? [];
  if (call === undefined || name === undefined) {
    throw usageError(`--fault must be CALL=NAME or CALL=NAME:always, got ${quoted(given)}.`);
  }
  // Both are checked by what takes them.
  const fault = [call as FaultCall, name as FaultName] as const;
  try {
    if (always === undefined) faults.next(...fault);
    else faults.always(...fault);
  } catch (error) {
    usage(error, `--fault ${quoted(given)}: `);
  }
}

/** Ends the command because of what it was given. */
function usage(error: unknown, prefix = ""): never {
  const message = error instanceof Error ? error.message : String(error);
  throw usageError(message.split("\n").map((line) => prefix + line));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
