import { execFile } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

/** The screen, and the exit code of the command. */
export interface Seen {
  readonly code: number;
  /** The whole output in order, with escapes; line ends are `\n`. */
  readonly output: string;
}

/** The options of a terminal session. */
export interface Seat {
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** Text to wait for, and the keys to type then. */
  readonly steps?: readonly (readonly [wait: string, type: string])[];
}

/** The installed command. */
export const binary = join(inject("installed"), "node_modules/s2-access-tokens/dist/src/cli/main.js");

/** Runs the installed command on a terminal of its own. */
export function atTerminal(args: readonly string[], { env, columns = 100, steps = [] }: Seat): Promise<Seen> {
  const argv = [process.execPath, binary, ...args];
  const job = { argv, env: { PATH: process.env["PATH"], TERM: "xterm-256color", ...env }, columns, steps };
  return new Promise((resolve, reject) => {
    const child = execFile("python3", [join(import.meta.dirname, "terminal.py")], (error, stdout) => {
      if (error !== null) return reject(error);
      const { code, output }: Seen = JSON.parse(stdout);
      resolve({ code, output: output.replaceAll("\r\n", "\n") });
    });
    child.stdin?.end(JSON.stringify(job));
  });
}

/** The escapes that this command uses: colours, and the clearing of the progress line. */
const ESCAPES = new RegExp(String.raw`\u001b\[[0-9;]*[mK]`, "g");

/** Returns the screen without escapes. */
export function plain(output: string): string {
  return output.replace(ESCAPES, "");
}
