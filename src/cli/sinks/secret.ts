import type { Context } from "../context.js";
import { usageError } from "../exit.js";
import type { SecretPlace } from "./place.js";
import { commandSecret } from "./secret-command.js";
import { fileSecret } from "./secret-file.js";

/** The flags that name the place. */
export interface PlaceFlags {
  readonly show?: boolean;
  readonly secretFile?: string;
  readonly force?: boolean;
  readonly secretCommand?: string;
}

/** Returns the place that the flags name; anything but exactly one ends the command before any request. */
export function placeOf(context: Context, flags: PlaceFlags, json: boolean): SecretPlace {
  const { show = false, secretFile, secretCommand, force = false } = flags;
  const named = [show, secretFile !== undefined, secretCommand !== undefined].filter(Boolean).length;
  if (named !== 1) {
    throw usageError(
      `${named === 0 ? "Say where the secret goes" : "The secret can go to one place only"}: --show (stdout), --secret-file FILE or --secret-command COMMAND. Nothing was sent.`,
      "To see what would be sent: --dry-run",
    );
  }
  if (force && secretFile === undefined) throw usageError("--force needs --secret-file.");
  if (secretFile !== undefined) return fileSecret(secretFile, force);
  if (secretCommand !== undefined) return commandSecret(context, secretCommand);
  return shownSecret(context, json);
}

function shownSecret(context: Context, json: boolean): SecretPlace {
  return {
    where: "on stdout",
    prepare: async () => undefined,
    async deliver(secret, id) {
      await context.stdout.write(
        json ? `${JSON.stringify({ version: 1, id, accessToken: secret })}\n` : `${secret}\n`,
      );
      if (context.stdout.gone.aborted) throw new Error("stdout was closed");
    },
    abandon: async () => undefined,
  };
}
