import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../check/keys.js";
import { systemCode } from "../exit.js";
import type { Sink, SinkToken } from "../../lifecycle/index.js";

/**
 * A folder with one file per token that only its owner can read, and the token's id with a digest of the secret beside
 * it.
 *
 * A secret is put in three steps: its id is written beside the current one, the secret replaces the old one, then the
 * id does. A reader finds the old secret or the new one, complete; if a run was killed between two steps, the digests
 * tell which id belongs to the secret in place.
 */
export function directorySink(name: string, folder: string, owned: string): Sink {
  const fileOf = (token: SinkToken): string => join(folder, fileName(shortName(token, owned)));
  return {
    name,
    async current(token) {
      const file = fileOf(token);
      const secret = await readIfThere(file);
      if (secret === undefined) return undefined;
      const digest = digestOf(secret);
      const id = await idWith(`${file}.id`, digest);
      if (id !== undefined) return id;
      const next = await idWith(`${file}.id.next`, digest);
      // Left by a run that was killed before its last step.
      if (next !== undefined) await rename(`${file}.id.next`, `${file}.id`);
      return next;
    },
    async put(token, { id, accessToken }, { signal }) {
      const file = fileOf(token);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await replace(`${file}.id.next`, `${JSON.stringify({ id, sha256: digestOf(accessToken) })}\n`, signal);
      await replace(file, accessToken, signal);
      signal.throwIfAborted();
      await rename(`${file}.id.next`, `${file}.id`);
    },
  };
}

/** Returns a token's name without the owned prefix: `ingest` for `svc/ingest`. */
export function shortName({ name }: SinkToken, owned: string): string {
  return name.startsWith(owned) ? name.slice(owned.length) : name;
}

/** Returns a name as a file name: no folder, not hidden, and not another token's id file. */
function fileName(name: string): string {
  return encodeURIComponent(name).replace(/^\.|\.(?=id(?:\.next)?$)/g, "%2E");
}

function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Returns the id in a file if it belongs to the secret with this digest. */
async function idWith(file: string, digest: string): Promise<string | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not written by this sink: treat it as missing.
    return undefined;
  }
  return isRecord(value) && value["sha256"] === digest && typeof value["id"] === "string"
    ? value["id"]
    : undefined;
}

/** Replaces a file atomically, with the text flushed to disk first. */
async function replace(file: string, text: string, signal: AbortSignal): Promise<void> {
  const part = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  const handle = await open(part, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    signal.throwIfAborted();
    await rename(part, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(part).catch(() => undefined);
    throw error;
  }
}
