import { command, type CommandModel } from "./command.js";
import { duration, operand, text, texts, toggle, whole } from "./flags.js";
import type { LocalFlags } from "../commands/local.js";
import type { UiFlags } from "../commands/ui.js";

const local = command<LocalFlags, []>({
  name: "local",
  brief: "Start a local S2 account to try things on",
  about:
    "An account in memory, on this machine alone, that enforces scopes. Prints the environment variables for S2's clients on\n" +
    "stdout and logs one line a request on stderr. Ctrl-C ends it; nothing is kept.",
  examples: [
    ["local", "listen on the usual port"],
    ["local --port 0 --seed account.json", "any free port, with basins, streams and tokens to start with"],
    ["local --fault issue=reset-after", "lose the answer to the first issue"],
    ["local --seed a.json --export a.json", "go on where the last one ended"],
  ],
  flags: {
    port: whole(0, 65_535, "PORT", "Port to listen on, 0 for any free one (default 4280)"),
    host: text(
      "HOST",
      "Address to listen on (default 127.0.0.1); with another, whoever reaches it can use the account",
    ),
    allowHost: texts("NAME", "Also answer requests for this host name"),
    seed: text("FILE", "Basins, streams, records and access tokens to start with"),
    token: text("BEARER", "The root token's bearer (default s2_local_root)"),
    revocationDelay: duration("How long a revoked token keeps working (default: not at all)"),
    fault: texts("CALL=NAME[:always]", "Serve a fault once, or always, to list, issue, revoke or any"),
    export: text("FILE", "Write what the account holds to a seed when it ends, secrets included"),
    exitWithStdin: toggle("End when stdin does: with the program that started it"),
    noPage: toggle("Do not serve the page that shows tokens and requests"),
  },
  positional: { kind: "tuple", parameters: [] },
  load: () => import("../commands/local.js"),
});

const ui = command<UiFlags, []>({
  name: "ui",
  brief: "Look at an account in a browser",
  about:
    "Serves a page on this machine that shows the account's tokens: what they may do, until when, and what is wrong with\n" +
    "them. It only shows. The address it prints admits one browser, once; the bearer stays in this process.",
  examples: [["ui", "print the address to open"]],
  flags: {
    port: whole(0, 65_535, "PORT", "Port to listen on, 0 for any free one (the default)"),
    host: text(
      "HOST",
      "Address to listen on (default 127.0.0.1); with another, your network may try the code",
    ),
    allowHost: texts("NAME", "Also answer requests for this host name"),
  },
  positional: { kind: "tuple", parameters: [] },
  load: () => import("../commands/ui.js"),
});

/** Declares `completion`, which is told of every command once there are all. */
const completion = (commands: () => ReadonlyMap<string, CommandModel>): CommandModel =>
  command<object, [string, ...string[]]>({
    name: "completion",
    brief: "Print completion for a shell: bash or zsh",
    about:
      "Commands, flags, operations and rules complete from what the program knows, ids from the account that the environment names.\n" +
      "The script asks completion propose -- WORD… what a line may go on with.",
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
