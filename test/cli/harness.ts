import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, inject } from "vitest";
import type { Surroundings } from "../../src/cli/context.js";
import { Stopped } from "../../src/cli/exit.js";
import { run } from "../../src/cli/run.js";
import { createLocalAccount, type LocalAccount, type LocalAccountOptions } from "../../src/testing/index.js";
import { listen } from "../../src/testing/node/index.js";

/** The exit code and output of a command. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The surroundings of a command besides an account. */
export interface Around {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  readonly stop?: AbortSignal;
}

/** Runs a command to its end. */
export type Command = (args: readonly string[], around?: Around) => Promise<Ended>;

/**
 * The command as the test project provides it: the installed package's binary in a child process, or the same code in
 * this process, where coverage is measured. The tests are the same.
 */
export const command: Command = (args, around = {}) => {
  // Provided only by the project that installs the package.
  const installed = inject("installed") as string | undefined;
  return installed === undefined
    ? inProcess(args, around)
    : asChild(join(installed, "node_modules/s2-access-tokens/dist/src/cli/main.js"), args, around);
};

async function inProcess(args: readonly string[], { env = {}, input, stop }: Around): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const never = new AbortController().signal;
  const output = (name: "stdout" | "stderr") => ({
    isTerminal: false,
    columns: 100,
    gone: never,
    write: async (text: string) => void (written[name] += text),
  });
  const surroundings: Surroundings = {
    env,
    stdin: {
      isTerminal: false,
      async *read() {
        if (input !== undefined) yield typeof input === "string" ? new TextEncoder().encode(input) : input;
      },
      line: async () => undefined,
    },
    stdout: output("stdout"),
    stderr: output("stderr"),
    stop: stop ?? never,
    owed: new Set(),
    now: Date.now,
  };
  return { code: await run(args, surroundings), ...written };
}

/** Runs a Node program to its end. */
export function asChild(
  program: string,
  args: readonly string[],
  { env = {}, input, stop }: Around,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on("data", (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.stderr.push(chunk));
    child.on("error", reject);
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const interrupt = (): void => void child.kill("SIGINT");
    if (stop?.aborted === true) interrupt();
    stop?.addEventListener("abort", interrupt, { once: true });
    child.on("close", (code) => {
      stop?.removeEventListener("abort", interrupt);
      const text = (name: "stdout" | "stderr"): string => Buffer.concat(chunks[name]).toString("utf8");
      resolve({ code, stdout: text("stdout"), stderr: text("stderr") });
    });
  });
}

/** A signal for a first Ctrl-C after the account has received this many requests. */
export function interruptedAfter(requests: number, { account }: Stage): AbortSignal {
  const stopping = new AbortController();
  const looking = setInterval(() => {
    if (account.journal.length < requests) return;
    clearInterval(looking);
    stopping.abort(new Stopped());
  }, 5);
  return stopping.signal;
}

/** An account on a port, and the command connected to it. */
export interface Stage {
  readonly account: LocalAccount;
  readonly endpoint: string;
  /** The environment with the account's variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the command with that environment. */
  readonly s2: Command;
  /** The requests received so far, as `METHOD operation`. */
  readonly requests: () => readonly string[];
  /** An empty folder of this test's own. */
  readonly folder: string;
}

/** Sets up a new account on a port for each test of a file, and a folder. */
export function staged(options: LocalAccountOptions = {}): Stage {
  let current:
    { account: LocalAccount; endpoint: string; folder: string; close: () => Promise<void> } | undefined;
  const now = () => {
    if (current === undefined) throw new Error("the stage is only there while a test runs");
    return current;
  };
  let base = "";
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), "s2-command-"));
  });
  afterAll(() => rm(base, { recursive: true, force: true }));
  beforeEach(async () => {
    const account = createLocalAccount(options);
    const server = await listen(account);
    const folder = await mkdtemp(join(base, "test-"));
    current = { account, endpoint: server.accountEndpoint, folder, close: () => server.close() };
  });
  afterEach(async () => {
    await current?.close();
    current = undefined;
  });
  return {
    get account() {
      return now().account;
    },
    get endpoint() {
      return now().endpoint;
    },
    get folder() {
      return now().folder;
    },
    get env() {
      return { S2_ACCESS_TOKEN: now().account.token, S2_ACCOUNT_ENDPOINT: now().endpoint };
    },
    get s2() {
      return (args: readonly string[], around: Around = {}) =>
        command(args, { ...around, env: { ...this.env, ...around.env } });
    },
    requests: () => now().account.journal.map(({ method, operation }) => `${method} ${operation ?? "?"}`),
  };
}
