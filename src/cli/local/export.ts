import { randomBytes } from "node:crypto";
import { open, rename, unlink } from "node:fs/promises";
import { quoted } from "../../check/text.js";
import type { LocalAccount } from "../../testing/index.js";
import type { StoredRecord } from "../../testing/data/records/record.js";
import { because } from "../context.js";
import { CommandError, usageError } from "../exit.js";
import { stateOf, type Stream } from "../../testing/state.js";

/**
 * Returns the content of an account as a seed for another one, secrets included: tokens, basins, streams and records,
 * without the root token. Records are renumbered, without trim commands.
 */
export function exportSeed(account: LocalAccount): object {
  const { basins, tokens } = stateOf(account.snapshot());
  const shown = new Map(account.tokens().map((token) => [token.id, token]));
  return {
    basins: Array.from(basins.from("", true), ({ name, config, location, streams }) => ({
      basin: name,
      config,
      location,
      streams: Array.from(streams.from("", true), exportStream),
    })),
    access_tokens: Array.from(tokens.from("", true), ({ token, secret }) => ({
      ...shown.get(token.id),
      access_token: secret,
    })),
  };
}

function exportStream({ name, config, records }: Stream): object {
  return { stream: name, config, records: records.filter((record) => !isTrim(record)).map(exportRecord) };
}

function isTrim({ headers }: StoredRecord): boolean {
  const [only] = headers;
  return only?.[0].length === 0 && new TextDecoder().decode(only[1]) === "trim";
}

function exportRecord({ timestamp, headers, body }: StoredRecord): object {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const named = headers.map(([name, value]) => [base64(name), base64(value)]);
  return { timestamp, body: base64(body), ...(named.length > 0 && { headers: named }), base64: true };
}

/** A file that will hold a seed. */
export interface ExportFile {
  /** Replaces the content of the file with the seed, atomically. */
  readonly save: (seed: object) => Promise<void>;
  /** Removes an unfinished file if nothing was saved. */
  readonly abandon: () => Promise<void>;
}

/** Opens a file for a seed that only its owner can read, before there is anything to lose. */
export async function openExport(file: string): Promise<ExportFile> {
  const path = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  const name = `--export ${quoted(file)}`;
  const handle = await open(path, "wx", 0o600).catch((error: unknown) => {
    throw usageError(`${name} cannot be written${because(error)}.`);
  });
  return {
    async save(seed) {
      try {
        await handle.writeFile(`${JSON.stringify(seed, null, 2)}\n`);
        await handle.close();
        await rename(path, file);
      } catch (error) {
        const message = `${name} was not written${because(error)}.`;
        throw new CommandError({ exit: "failed", code: "output", message }, error);
      }
    },
    async abandon() {
      await handle.close().catch(() => undefined);
      await unlink(path).catch(() => undefined);
    },
  };
}
