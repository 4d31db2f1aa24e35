import type { Context } from "../context.js";
import { runShell } from "./shell.js";
import type { SecretPlace } from "./place.js";

/** A shell command that takes the secret on its stdin. Any exit code but 0 is a failure. */
export function commandSecret(context: Context, command: string): SecretPlace {
  return {
    where: "with --secret-command",
    prepare: async () => undefined,
    async deliver(secret) {
      context.secrets.add(secret);
      const { ended, output } = await runShell(context, command, [], { input: secret });
      if (output !== "") await context.warn(output.trimEnd());
      if (ended !== undefined) throw new Error(`it ended with ${ended}`);
    },
    abandon: async () => undefined,
  };
}
