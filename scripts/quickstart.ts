/**
 * Runs the main use case end to end, for a person to follow: the real client over real HTTP to a local S2 account. With
 * `--live` and `S2_ACCESS_TOKEN` set it does the same on S2 itself, with ids of its own that expire in an hour.
 *
 *     npm run quickstart
 *     S2_ACCESS_TOKEN=… npm run quickstart -- --live
 */
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { S2, S2Error } from "s2-access-tokens";
import { createLocalAccount } from "s2-access-tokens/testing";
import { listen } from "s2-access-tokens/testing/node";
import { run as generate } from "./generate.js";
import { Unexpected } from "./quickstart/stage.js";
import type { Stage } from "./quickstart/stage.js";
import { steps } from "./quickstart/steps.js";

const top = fileURLToPath(new URL("..", import.meta.url));

/** The input of the quickstart from the command line and the environment. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Runs every step. Returns the exit code: 1 as soon as one does not find what it expects. */
export async function quickstart(surroundings: Surroundings): Promise<0 | 1> {
  const { args, environment, print, complain } = surroundings;
  try {
    const { values } = parseArgs({ args: [...args], options: { live: { type: "boolean", default: false } } });
    const bearer = environment["S2_ACCESS_TOKEN"] ?? "";
    if (values.live && bearer === "") throw new Unexpected("--live needs S2_ACCESS_TOKEN");
    if (bearer !== "" && !values.live) {
      print(
        "S2_ACCESS_TOKEN is set, but this run does not use it: add --live (npm run quickstart -- --live)",
      );
      print("to issue and revoke tokens on S2 itself.\n");
    }
    const from = performance.now();
    await contractIsFresh(print);
    await (values.live ? onS2(bearer, environment["S2_ACCOUNT_ENDPOINT"], print) : onLocalAccount(print));
    print(`\nDone: every step worked, in ${((performance.now() - from) / 1000).toFixed(1)} s.`);
    return 0;
  } catch (error) {
    // Errors of S2 or of a step take one line; anything else is a bug of ours and keeps its stack.
    const known = error instanceof Unexpected || error instanceof S2Error;
    if (!known && !(error instanceof TypeError && "code" in error)) throw error;
    complain(`\nStopped: ${error.message}`);
    return 1;
  }
}

async function contractIsFresh(print: (line: string) => void): Promise<void> {
  print("1. The contract");
  const said: string[] = [];
  const keep = (line: string): void => void said.push(line);
  const code = await generate(top, [], keep, keep);
  if (code !== 0 || said.join() !== "generated/ was up to date") throw new Unexpected(said.join("\n"));
  print("   generated types and constants from spec/; the committed files are identical");
}

async function onLocalAccount(print: (line: string) => void): Promise<void> {
  const account = createLocalAccount();
  const server = await listen(account);
  try {
    print("2. A local S2 account");
    print(`   listening on ${server.accountEndpoint}: in memory, for this run only only`);
    const as = clientsOf(server.accountEndpoint);
    await play(stage(account.token, as, "", server, print), print);
    if (account.tokens().length > 0) throw new Unexpected("the account holds tokens that no step left there");
  } finally {
    await server.close();
  }
}

async function onS2(
  bearer: string,
  endpoint: string | undefined,
  print: (line: string) => void,
): Promise<void> {
  const prefix = `quickstart-${randomBytes(4).toString("hex")}-`;
  print("2. S2 itself");
  print(`   every id of this run begins with ${prefix} and expires in an hour; only these are revoked`);
  const as = clientsOf(endpoint);
  await play(stage(bearer, as, prefix, { accountEndpoint: endpoint }, print), print);
}

function clientsOf(account: string | undefined): (accessToken: string) => S2 {
  return (accessToken) => new S2({ accessToken, endpoints: { account } });
}

function stage(
  bearer: string,
  as: Stage["as"],
  prefix: string,
  { accountEndpoint, basinEndpoint }: { accountEndpoint: string | undefined; basinEndpoint?: string },
  print: (line: string) => void,
): Stage {
  return {
    client: as(bearer),
    bearer,
    as,
    prefix,
    accountEndpoint,
    basinEndpoint,
    idOf: (id) => `${prefix}${id}`,
    say: (line) => print(`   ${line}`),
    secrets: new Map(),
    issued: new Set(),
  };
}

async function play(stage: Stage, print: (line: string) => void): Promise<void> {
  try {
    for (const [index, { title, run }] of steps.entries()) {
      print(`${index + 3}. ${title}`);
      await run(stage);
    }
  } finally {
    for (const id of stage.issued) {
      await stage.client.accessTokens.revoke({ id }, { missingOk: true });
      stage.say(`cleaned up ${id}`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await quickstart({
    args: process.argv.slice(2),
    environment: process.env,
    print: console.log,
    complain: console.error,
  });
}
