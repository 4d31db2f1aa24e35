import { spawn } from "node:child_process";
import type { Context } from "../context.js";

/** The exit and output of a child process. */
export interface Ended {
  /** The exit code or signal, in words; undefined for 0. */
  readonly ended: string | undefined;
  /** Its stdout. */
  readonly answer: string;
  /** Its output for people: stderr, and stdout unless that is the answer. */
  readonly output: string;
}

/** The most output kept from a child; the rest is dropped. */
const MOST_OUTPUT = 64_000;

/** Options for running a shell command. */
export interface ShellOptions {
  /** The content of its stdin. */
  readonly input: string;
  /** Ends the command when it fires. */
  readonly signal?: AbortSignal;
  /** True if its stdout is an answer, and not for people. */
  readonly asksForAnswer?: boolean;
}

/**
 * Runs a user's command in a shell, followed by words. Each word is passed as a separate argument: the shell interprets
 * nothing in an id.
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
    // A command that does not read its stdin is judged by its exit.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("close", (code, killed) => {
      resolve({ ended: code === 0 ? undefined : (killed ?? `exit code ${code}`), answer, output });
    });
  });
}
