import type { Context, GlobalFlags } from "../context.js";
import { CommandError } from "../exit.js";
import { runCli } from "../local.js";

/** The flags of `local`. */
export interface LocalFlags {
  readonly port?: number;
  readonly seed?: string;
}

/** Runs a local account until it is stopped. */
export async function run(context: Context, { port, seed }: LocalFlags & GlobalFlags): Promise<void> {
  const said: string[] = [];
  const args = [
    "local",
    ...(port === undefined ? [] : ["--port", String(port)]),
    ...(seed === undefined ? [] : ["--seed", seed]),
  ];
  const code = await runCli(args, {
    print: (line) => void context.print(`${line}\n`),
    log: (line) => {
      said.push(line);
      void context.warn(line);
    },
    stop: context.stop,
  });
  if (code !== 0) throw new CommandError({ exit: "usage", code: "local", message: said.at(-1) ?? "" });
}
