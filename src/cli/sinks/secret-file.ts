import { open, rename, unlink, type FileHandle } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { quoted } from "../../check/text.js";
import { because } from "../context.js";
import { systemCode, usageError } from "../exit.js";
import type { SecretPlace } from "./place.js";

/**
 * A new file that only its owner can read. It is created before anything is sent, so that an unwritable folder costs no
 * token. With `force` the secret is written to a temporary file and renamed into place: a reader finds the old secret
 * or the new one, complete.
 */
export function fileSecret(file: string, force: boolean): SecretPlace {
  const path = force ? `${file}.${randomBytes(6).toString("hex")}.tmp` : file;
  let handle: FileHandle | undefined;
  return {
    where: `in ${quoted(file)}`,
    async prepare() {
      handle = await open(path, "wx", 0o600).catch((error: unknown) => {
        const hint =
          systemCode(error) === "EEXIST"
            ? "exists; --force replaces it"
            : `cannot be created${because(error)}`;
        throw usageError(`--secret-file ${quoted(file)} ${hint}. Nothing was sent.`);
      });
    },
    async deliver(secret) {
      if (handle === undefined) throw new TypeError("deliver comes after prepare");
      // The complete secret or none, flushed to disk before the token counts as delivered.
      await handle.writeFile(secret);
      await handle.sync().catch(ignoreUnsyncable);
      await handle.close();
      handle = undefined;
      if (force) await rename(path, file);
    },
    async abandon() {
      await handle?.close().catch(() => undefined);
      await unlink(path).catch(() => undefined);
    },
  };
}

/** Flushes a file. Some file systems and devices do not support that; an error about a full disk still counts. */
function ignoreUnsyncable(error: unknown): void {
  if (systemCode(error) !== "EINVAL" && systemCode(error) !== "ENOTSUP") throw error;
}
