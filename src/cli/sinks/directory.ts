import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../check/keys.js";
import { systemCode } from "../exit.js";
import type { Sink, SinkToken } from "../../lifecycle/index.js";

/**
 * A folder with one file a token that only its owner can read, and the token's id with a digest of the secret beside it.
 *
 * A secret is put in three steps: its id is written down beside the one that is there, the secret takes the place of the
 * old one, then the id does. Whoever reads the secret finds the old one or the new one, whole; and whatever a run that was
 * killed between two steps has left, the digests say which id belongs to the secret that is there.
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
      // Put by a run that was killed before its last step.
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

/** What a token is called among those that are owned: `ingest` of `svc/ingest`. */
export function shortName({ name }: SinkToken, owned: string): string {
  return name.startsWith(owned) ? name.slice(owned.length) : name;
}

/** A name as a file name: no folder, nothing hidden, and no other token's id. */
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

/** The id in a file, if it is that of the secret with this digest. */
async function idWith(file: string, digest: string): Promise<string | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not written by this sink: as good as none.
    return undefined;
  }
  return isRecord(value) && value["sha256"] === digest && typeof value["id"] === "string"
    ? value["id"]
    : undefined;
}

/** Puts text in place of a file, whole, on the disk before it is there. */
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
