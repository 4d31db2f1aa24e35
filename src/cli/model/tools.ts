import { command, type CommandModel } from "./command.js";
import { duration, operand, text, texts, toggle, whole } from "./flags.js";
import type { LocalFlags } from "../commands/local.js";
import type { UiFlags } from "../commands/ui.js";

const local = command<LocalFlags, []>({
  name: "local",
  brief: "Start a local S2 account to try things out",
  about:
    "Runs an S2 account in memory that enforces scopes, reachable from this machine only. Prints environment variables for\n" +
    "S2's clients on stdout, and logs one line per request on stderr. Ctrl-C stops it; nothing is saved.",
  examples: [
    ["local", "listen on the default port"],
    ["local --port 0 --seed account.json", "any free port, with initial basins, streams and tokens"],
    ["local --fault issue=reset-after", "lose the answer to the first issue"],
    ["local --seed a.json --export a.json", "continue where the last run ended"],
  ],
  flags: {
    port: whole(0, 65_535, "PORT", "Port to listen on, 0 for any free one (default 4280)"),
    host: text(
      "HOST",
      "Address to listen on (default 127.0.0.1); with another, anyone who can reach it can use the account",
    ),
    allowHost: texts("NAME", "Also answer requests for this host name"),
    seed: text("FILE", "Basins, streams, records and access tokens to start with"),
    token: text("BEARER", "The root token's bearer (default s2_local_root)"),
    revocationDelay: duration("How long a revoked token keeps working (default: not at all)"),
    fault: texts("CALL=NAME[:always]", "Inject a fault into list, issue, revoke or any: once, or always"),
    export: text("FILE", "Write the account's contents, secrets included, to a seed file at the end"),
    exitWithStdin: toggle("End when stdin ends, and so with the program that started it"),
    noPage: toggle("Do not serve the page that shows tokens and requests"),
  },
  positional: { kind: "tuple", parameters: [] },
  load: () => import("../commands/local.js"),
});

const ui = command<UiFlags, []>({
  name: "ui",
  brief: "Show an account in a browser",
  about:
    "Serves a read-only page on this machine that shows the account's tokens with their permissions, expiry and findings.\n" +
    "The address it prints admits one browser, once; the bearer stays in this process.",
  examples: [["ui", "print the address to open"]],
  flags: {
    port: whole(0, 65_535, "PORT", "Port to listen on, 0 for any free one (the default)"),
    host: text(
      "HOST",
      "Address to listen on (default 127.0.0.1); with another, the network can reach the page and guess codes",
    ),
    allowHost: texts("NAME", "Also answer requests for this host name"),
  },
  positional: { kind: "tuple", parameters: [] },
  load: () => import("../commands/ui.js"),
});

/** Declares `completion`, which gets every command once all are declared. */
const completion = (commands: () => ReadonlyMap<string, CommandModel>): CommandModel =>
  command<object, [string, ...string[]]>({
    name: "completion",
    brief: "Print completion for a shell: bash or zsh",
    about:
      "Completes commands, flags, operations and rules, and ids from the account in the environment.\n" +
      "The script calls completion propose -- WORD… for its proposals.",
    examples: [["completion bash >> ~/.bashrc", "for every new shell"]],
    flags: {},
    positional: { kind: "array", minimum: 1, parameter: operand("SHELL", "bash or zsh") },
    load: async () => {
      const { run } = await import("../commands/completion.js");
      return { run: (context, _, ...words) => run(context, commands(), ...words) };
    },
  });

/** Returns the commands around an account. */
export function tools(commands: () => ReadonlyMap<string, CommandModel>): readonly CommandModel[] {
  return [local, ui, completion(commands)];
}
