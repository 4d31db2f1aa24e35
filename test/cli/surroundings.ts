import type { Surroundings } from "../../src/cli/context.js";

/** What a command has around it in a test, and what it wrote there. */
export interface Around {
  readonly surroundings: Surroundings;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Lets so many milliseconds pass. */
  readonly wait: (millis: number) => void;
}

export interface SetOptions {
  /** Whether a person sits there. Default true. */
  readonly isTerminal?: boolean;
  readonly env?: Surroundings["env"];
  readonly columns?: number;
  /** What a person types, line by line. */
  readonly lines?: readonly string[];
  readonly stop?: AbortSignal;
  /** What becomes of each text that is written on stdout. */
  readonly write?: (text: string) => Promise<void>;
}

/** Sets a terminal, or pipes, around a command. */
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
