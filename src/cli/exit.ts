import { isRecord } from "../check/keys.js";
import type { ArgumentIssue } from "../errors.js";

/** Every exit code with its meaning, for the command itself, its help and docs/command.md. */
export const EXITS = {
  done: [0, "done"],
  found: [1, "a negative answer: no from can, or what --fail-on, --exit-code or --detailed-exitcode report"],
  usage: [2, "bad usage or bad input; nothing was sent"],
  refused: [3, "the bearer was refused or lacks the permission (401, 403)"],
  notFound: [4, "no such token"],
  conflict: [5, "a token with this id exists, or the request conflicted with another (409)"],
  unreachable: [6, "no connection, or no answer in time"],
  unknown: [7, "the outcome is unknown; the message says what to do next"],
  stopped: [8, "stopped before the end; the message says how to continue"],
  failed: [9, "another error from S2, or a failed file, sink or command"],
  fault: [70, "a bug in this program"],
  interrupted: [130, "stopped at once by a second Ctrl-C"],
} as const satisfies Readonly<Record<string, readonly [code: number, meaning: string]>>;

/** Names an exit code. */
export type Exit = keyof typeof EXITS;

/** The failure of a command, as written to stderr in text or JSON. */
export interface Failure {
  readonly exit: Exit;
  /** A stable identifier for the kind of failure. */
  readonly code: string;
  readonly message: string;
  /** The possible effect on the account. */
  readonly effect: "none" | "unknown" | "partial";
  /** The problems of an input, if there are several. */
  readonly issues?: readonly ArgumentIssue[] | undefined;
  /** The next thing to do, usually a command. */
  readonly next?: string | undefined;
}

/** Thrown to end a command with a failure of its own; errors from S2 end it as thrown by the client. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly failure: Failure;

  constructor(failure: Pick<Failure, "exit" | "code" | "message"> & Partial<Failure>, cause?: unknown) {
    super(failure.message, { cause });
    this.failure = { effect: "none", ...failure };
  }
}

/** Returns the error for a wrong command line. */
export function usageError(problems: string | readonly string[], next?: string): CommandError {
  const lines = typeof problems === "string" ? [problems] : problems;
  return new CommandError({ exit: "usage", code: "usage", message: lines.join("\n"), next });
}

/** The reason of the first Ctrl-C, and of SIGTERM. */
export class Stopped extends Error {
  override readonly name = "Stopped";

  constructor() {
    super("Stopped.");
  }
}

/** Returns the code of an error from Node's file and process functions: `ENOSPC`, `EACCES`. */
export function systemCode(error: unknown): string | undefined {
  return isRecord(error) && typeof error["code"] === "string" ? error["code"] : undefined;
}

/** Waits for the signal that ends a command which runs until it is stopped. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
