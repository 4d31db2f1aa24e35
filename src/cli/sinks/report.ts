import { randomBytes } from "node:crypto";
import { rename, unlink, writeFile } from "node:fs/promises";
import { quoted } from "../../check/text.js";
import { because } from "../context.js";
import { CommandError } from "../exit.js";

/** Writes a report atomically: a reader sees the old file or the new one, complete. */
export async function writeReport(file: string, text: string): Promise<void> {
  const part = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(part, text, { flag: "wx" });
    await rename(part, file);
  } catch (error) {
    await unlink(part).catch(() => undefined);
    const message = `${quoted(file)} could not be written${because(error)}.`;
    throw new CommandError({ exit: "failed", code: "output", message }, error);
  }
}
