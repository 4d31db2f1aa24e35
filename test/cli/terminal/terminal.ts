import { execFile } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

/** What a person saw, and how the command ended. */
export interface Seen {
  readonly code: number;
  /** Everything on the screen, in order, with its escapes; line ends are `\n`. */
  readonly output: string;
}

/** How a person sits there. */
export interface Seat {
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** What the person waits for, and what is typed then. */
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

/** The escapes that this command uses: colours, and the end of the line that progress takes away. */
const ESCAPES = new RegExp(String.raw`\u001b\[[0-9;]*[mK]`, "g");

/** What is left on the screen without its escapes. */
export function plain(output: string): string {
  return output.replace(ESCAPES, "");
}
