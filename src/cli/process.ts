import { createInterface } from "node:readline";
import { isatty } from "node:tty";
import type { Input, Output, Surroundings } from "./context.js";
import { EXITS, Stopped, systemCode } from "./exit.js";

/** The longest that the program waits for pending output before it exits. */
const PATIENCE_MILLIS = 500;

/** The environment of a real process, and its exit. */
export function surroundingsOf(process: NodeJS.Process): {
  readonly surroundings: Surroundings;
  readonly end: (code: number) => void;
} {
  const stopping = new AbortController();
  const owed = new Set<string>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) {
        if (owed.size > 0)
          process.stderr.write("Finishing the calls in progress; press Ctrl-C again to stop at once.\n");
        return stopping.abort(new Stopped());
      }
      for (const line of owed) process.stderr.write(`${line}\n`);
      process.exit(EXITS.interrupted[0]);
    });
  }
  const stdin = inputOf(process);
  const surroundings: Surroundings = {
    env: process.env,
    stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    stop: stopping.signal,
    owed,
    now: Date.now,
  };
  const end = (code: number): void => {
    process.exitCode = code;
    // An unanswered question would keep the process alive.
    stdin.close();
    // So would pending output to a pipe that nobody reads.
    setTimeout(() => process.exit(code), PATIENCE_MILLIS).unref();
  };
  return { surroundings, end };
}

/** Wraps a stream of the process: a write resolves when it is flushed, and a reader that has gone is not an error. */
function outputOf(stream: NodeJS.WriteStream): Output {
  const gone = new AbortController();
  // Each write gets its own failure; without a listener Node would end the process with a stack trace.
  stream.on("error", () => undefined);
  return {
    isTerminal: stream.isTTY,
    get columns() {
      return stream.isTTY ? Math.max(20, stream.columns) : 100;
    },
    gone: gone.signal,
    write: (text) =>
      new Promise((resolve, reject) => {
        if (gone.signal.aborted) return resolve();
        stream.write(text, (error) => {
          if (error === null || error === undefined) return resolve();
          if (systemCode(error) !== "EPIPE" && systemCode(error) !== "ERR_STREAM_DESTROYED")
            return reject(error);
          gone.abort();
          resolve();
        });
      }),
  };
}

/** The stdin of the process, opened on first read. */
function inputOf(process: NodeJS.Process): Input & { close(): void } {
  let opened: NodeJS.ReadStream | undefined;
  const open = (): NodeJS.ReadStream => (opened ??= process.stdin);
  return {
    isTerminal: isatty(0),
    async *read() {
      for await (const chunk of open()) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    },
    line: () =>
      new Promise((resolve) => {
        const lines = createInterface({ input: open() });
        lines.once("line", (line) => {
          resolve(line);
          lines.close();
        });
        lines.once("close", () => resolve(undefined));
      }),
    close: () => opened?.destroy(),
  };
}
