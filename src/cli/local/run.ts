import { quoted } from "../../check/text.js";
import {
  createLocalAccount,
  type FaultCall,
  type FaultName,
  type LocalAccount,
} from "../../testing/index.js";
import { listen, type ListenOptions, type LocalServer } from "../../testing/node/index.js";
import { aborted, usageError } from "../exit.js";
import { exportSeed } from "./export.js";
import { createLog, describeEntry } from "./log.js";
import { readSeed } from "./seed.js";

/** Options for running a local account. */
export interface LocalOptions {
  /** The port (default 4280, fixed so that the variables can stay in a shell's start-up file). 0 picks any free one. */
  readonly port?: number | undefined;
  /** The address to listen on (default `127.0.0.1`). */
  readonly host?: string | undefined;
  readonly allowHosts?: readonly string[] | undefined;
  /** The seed to start with, and its name in messages. */
  readonly seed?: { readonly value: unknown; readonly name: string } | undefined;
  /** The root token's bearer. */
  readonly token?: string | undefined;
  readonly revocationDelayMillis?: number | undefined;
  /** Faults to inject, each as `CALL=NAME` or `CALL=NAME:always`. */
  readonly faults?: readonly string[] | undefined;
  /** True if variables and log are JSON. */
  readonly json?: boolean | undefined;
  /** True if nothing is logged. */
  readonly quiet?: boolean | undefined;
  /** Creates the handler of the page at `/`; the server exists by the time of the first request. */
  readonly site?:
    ((account: LocalAccount, server: () => LocalServer) => NonNullable<ListenOptions["site"]>) | undefined;
  /** Saves the final content of the account, as a seed. */
  readonly save?: ((seed: object) => Promise<void>) | undefined;
}

/** The environment of a local account. */
export interface LocalSurroundings {
  /** Prints output meant for use: the variables to paste. */
  readonly print: (text: string) => Promise<void>;
  /** Prints messages meant for reading: requests and notes. */
  readonly say: (text: string) => Promise<void>;
  /** True if a person reads the messages. */
  readonly isTerminal: boolean;
  /** Ends the account when it fires. */
  readonly stop: AbortSignal;
}

/** The default port. */
export const DEFAULT_PORT = 4280;

/**
 * Runs a local account until it is stopped.
 *
 * Ends the command if the options, the seed or the port are unusable.
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
      log(`A local S2 account in memory is listening on ${server.accountEndpoint}. ${contentsOf(account)}`);
      if (site !== undefined)
        log(`Its tokens and requests, and why one was refused: http://localhost:${server.port}/`);
      log("Paste the lines above into another shell, or point S2's clients there. Ctrl-C stops it.");
    }
    if (host !== undefined && !/^(?:localhost|127\.|::1$)/.test(host)) {
      log(
        `On ${host} anyone who can reach this machine can use the account, and bearers are sent unencrypted.`,
      );
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
    ? "It is empty except for its root token."
    : `It holds ${length} access token${length === 1 ? "" : "s"}.`;
}

/** Queues or sets a fault named on the command line. The account refuses one that does not exist. */
function queueFault({ faults }: LocalAccount, given: string): void {
  const [, call, name, always] = /^([^=]*)=([^:]*)(:always)?$/.exec(given) ?? [];
  if (call === undefined || name === undefined) {
    throw usageError(`--fault must be CALL=NAME or CALL=NAME:always, got ${quoted(given)}.`);
  }
  // The account checks both.
  const fault = [call as FaultCall, name as FaultName] as const;
  try {
    if (always === undefined) faults.next(...fault);
    else faults.always(...fault);
  } catch (error) {
    usage(error, `--fault ${quoted(given)}: `);
  }
}

/** Ends the command because of invalid input. */
function usage(error: unknown, prefix = ""): never {
  const message = error instanceof Error ? error.message : String(error);
  throw usageError(message.split("\n").map((line) => prefix + line));
}
