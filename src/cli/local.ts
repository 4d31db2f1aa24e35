import { parseArgs } from "node:util";
import { readSeedFile } from "./seed.js";
import { describeEntry } from "./log.js";
import { createLocalAccount } from "../testing/index.js";
import { listen } from "../testing/node/index.js";

/** What the command line program has around it. */
export interface Surroundings {
  /** Takes a line that is meant to be used: the variables to paste, the help. */
  readonly print: (line: string) => void;
  /** Takes a line that is meant to be read: requests, and what is wrong. */
  readonly log: (line: string) => void;
  /** Ends the program. */
  readonly stop: AbortSignal;
}

/** The port when none is asked for: always the same, so that the variables can stay in a shell's start-up file. */
const DEFAULT_PORT = 4280;

const HELP = `Usage: s2-access-tokens local [--port <number>] [--seed <file.json>]

Starts a local S2 account on 127.0.0.1 that enforces scopes, prints the environment variables
for S2's clients, and logs one line per request. Ctrl-C ends it; nothing is kept.

  --port <number>     Port to listen on, 0 for any free one (default ${DEFAULT_PORT}).
  --seed <file.json>  Basins, streams, records and access tokens to start with:
                      {
                        "basins": [{ "basin": "my-basin", "streams": [{ "stream": "a", "records": ["hello"] }] }],
                        "access_tokens": [{ "id": "reader", "access_token": "its-secret", "scope": { ... } }]
                      }`;

/** Runs the program until it is stopped. Resolves to its exit status: 0 when it was stopped, 2 for bad usage. */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === "help") surroundings.print(HELP);
    else await runLocal(options, surroundings);
    return 0;
  } catch (error) {
    surroundings.log(
      `s2-access-tokens: ${error instanceof Error ? error.message.replaceAll("\n", " ") : "failed"}`,
    );
    return 2;
  }
}

interface LocalOptions {
  readonly port: number;
  readonly seed: string | undefined;
}

function readOptions(args: readonly string[]): LocalOptions | "help" {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { port: { type: "string" }, seed: { type: "string" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  const [command, ...rest] = positionals;
  if (values.help === true) return "help";
  if (command !== "local" || rest.length > 0) {
    throw new Error(
      "The only command is local: s2-access-tokens local [--port <number>] [--seed <file.json>].",
    );
  }
  const port = values.port ?? String(DEFAULT_PORT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error("--port must be a number from 0 to 65535.");
  }
  return { port: Number(port), seed: values.seed };
}

async function runLocal({ port, seed }: LocalOptions, { print, log, stop }: Surroundings): Promise<void> {
  const account = createLocalAccount();
  account.journal.subscribe((entry) => log(describeEntry(entry)));
  if (seed !== undefined) account.restore(await readSeedFile(seed));
  const server = await listen(account, { port });
  print(`export S2_ACCESS_TOKEN=${account.token}`);
  print(`export S2_ACCOUNT_ENDPOINT=${server.accountEndpoint}`);
  print(`export S2_BASIN_ENDPOINT=${server.basinEndpoint}`);
  await stopped(stop);
  await server.close();
}

function stopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve(), { once: true });
  });
}
