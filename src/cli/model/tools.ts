import { command } from "./command.js";
import { text, whole } from "./flags.js";
import type { LocalFlags } from "../commands/local.js";

const local = command<LocalFlags, []>({
  name: "local",
  brief: "Start a local S2 account to try things on",
  about:
    "An account in memory, on this machine alone, that enforces scopes. Prints the environment variables for S2's clients on\n" +
    "stdout and logs one line a request on stderr. Ctrl-C ends it; nothing is kept.",
  examples: [
    ["local", "listen on the usual port"],
    ["local --port 0 --seed account.json", "any free port, with basins, streams and tokens to start with"],
  ],
  flags: {
    port: whole(0, 65_535, "PORT", "Port to listen on, 0 for any free one (default 4280)"),
    seed: text("FILE", "Basins, streams, records and access tokens to start with"),
  },
  positional: { kind: "tuple", parameters: [] },
  load: () => import("../commands/local.js"),
});

/** The commands around an account. */
export const tools = [local] as const;
