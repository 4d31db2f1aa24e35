import { spawn } from "node:child_process";
import type { Context } from "../context.js";

/** How a child process ended and what it said. */
export interface Ended {
  /** Undefined for 0; else the code or the signal, in words. */
  readonly ended: string | undefined;
  /** Its stdout. */
  readonly answer: string;
  /** What it printed that is for people: stderr, and stdout too unless that is the answer. */
  readonly output: string;
}

/** What a child may print before the rest is dropped. */
const MOST_OUTPUT = 64_000;

/** What a command gets, and what is wanted of it. */
export interface ShellOptions {
  /** What stands on its stdin. */
  readonly input: string;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Whether its stdout is an answer, and not for people. */
  readonly asksForAnswer?: boolean;
}

/**
 * Runs a command of the user's in a shell, with words behind it. The words reach it as arguments of their own: nothing in
 * an id is read by the shell.
 */
export function runShell(
  { env }: Context,
  command: string,
  words: readonly string[],
  { input, signal, asksForAnswer = false }: ShellOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const script = words.length === 0 ? command : `${command} "$@"`;
    const child = spawn("/bin/sh", ["-c", script, "sh", ...words], {
      env: { ...env },
      stdio: "pipe",
      signal,
    });
    let [answer, output] = ["", ""];
    const keep = (kept: string, chunk: Buffer): string =>
      (kept + chunk.toString("utf8")).slice(0, MOST_OUTPUT);
    child.stdout.on("data", (chunk: Buffer) => {
      if (asksForAnswer) answer = keep(answer, chunk);
      else output = keep(output, chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => void (output = keep(output, chunk)));
    child.on("error", reject);
    // A command that does not read its stdin is judged by how it ends.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("close", (code, killed) => {
      resolve({ ended: code === 0 ? undefined : (killed ?? `exit code ${code}`), answer, output });
    });
  });
}
