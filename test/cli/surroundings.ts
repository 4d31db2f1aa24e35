import type { Surroundings } from "../../src/cli/context.js";

/** The surroundings of a command in a test, with its output. */
export interface Around {
  readonly surroundings: Surroundings;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Advances the clock by this many milliseconds. */
  readonly wait: (millis: number) => void;
}

export interface SetOptions {
  /** True if the output is a terminal. Default true. */
  readonly isTerminal?: boolean;
  readonly env?: Surroundings["env"];
  readonly columns?: number;
  /** The lines that a person types. */
  readonly lines?: readonly string[];
  readonly stop?: AbortSignal;
  /** Receives each text written to stdout. */
  readonly write?: (text: string) => Promise<void>;
}

/** Creates surroundings with a terminal, or with pipes. */
export function surround(options: SetOptions = {}): Around {
  const { isTerminal = true, env = {}, columns = 80, lines = [], stop, write } = options;
  const never = new AbortController().signal;
  const written = { stdout: "", stderr: "" };
  const left = [...lines];
  let clock = 0;
  const output = (name: "stdout" | "stderr") => ({
    isTerminal,
    columns,
    gone: never,
    async write(text: string) {
      written[name] += text;
      if (name === "stdout") await write?.(text);
    },
  });
  return {
    surroundings: {
      env,
      stdin: {
        isTerminal,
        async *read() {
          yield new TextEncoder().encode(left.splice(0).join("\n"));
        },
        line: async () => left.shift(),
      },
      stdout: output("stdout"),
      stderr: output("stderr"),
      stop: stop ?? never,
      owed: new Set(),
      now: () => clock,
    },
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    wait: (millis) => void (clock += millis),
  };
}
