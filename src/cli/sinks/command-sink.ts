import type { Sink } from "../../lifecycle/index.js";
import type { Context } from "../context.js";
import { shortName } from "./directory.js";
import { runShell } from "./shell.js";

/**
 * A user's command as a sink: `COMMAND get NAME` prints the id it holds, or nothing; `COMMAND put NAME ID` stores the
 * secret from its stdin. Any exit code but 0 is a failure.
 */
export function commandSink(context: Context, name: string, command: string, owned: string): Sink {
  const run = async (words: readonly string[], input: string, signal: AbortSignal): Promise<string> => {
    const { ended, answer, output } = await runShell(context, command, words, {
      input,
      signal,
      asksForAnswer: true,
    });
    if (output !== "") await context.warn(output.trimEnd());
    if (ended !== undefined)
      throw Object.assign(new Error(), { name: "SinkCommandError", code: ended.replaceAll(" ", "_") });
    return answer.trim();
  };
  return {
    name,
    async current(token, { signal }) {
      const id = await run(["get", shortName(token, owned)], "", signal);
      return id === "" ? undefined : id;
    },
    async put(token, { id, accessToken }, { signal }) {
      context.secrets.add(accessToken);
      await run(["put", shortName(token, owned), id], accessToken, signal);
    },
  };
}
