import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { maximumBytes } from "./bounds.js";
import { readFragments } from "./fragments.js";
import { emptySide, mergeFragments } from "../merge.js";
import type { Side } from "../merge.js";
import { SpecError } from "../yaml.js";

const run = promisify(execFile);

/** A side as read, and whether its file is missing from a ref that git knows, so that everything is new. */
export interface Source {
  readonly name: string;
  readonly side: Side;
  readonly absent: boolean;
}

/**
 * Reads one side from a file, several pages, or `ref:path` through git.
 *
 * @throws {SpecError} when a file cannot be read, or git does not know the ref.
 */
export async function readSource(names: readonly string[]): Promise<Source> {
  const texts = await Promise.all(names.map(async (name) => ({ file: name, text: await readText(name) })));
  const present = texts.flatMap(({ file, text }) =>
    text === undefined ? [] : readFragments({ file, text }),
  );
  const absent = texts.every(({ text }) => text === undefined);
  return { name: names.join(", "), side: absent ? emptySide : mergeFragments(present), absent };
}

/** Returns the text of a file or of `ref:path`; undefined if the ref exists but has no such file. */
async function readText(name: string): Promise<string | undefined> {
  const found = await stat(name).catch(() => undefined);
  if (found?.isFile()) {
    if (found.size > maximumBytes) throw tooBig(name);
    return await readFile(name, "utf8");
  }
  const colon = name.indexOf(":");
  if (colon <= 0) throw new SpecError([`${name}: there is no such file`]);
  const ref = name.slice(0, colon);
  if (!(await gitKnows(ref))) {
    throw new SpecError([
      `${name}: there is no such file, and git does not know "${ref}" here; in a shallow checkout fetch it first`,
    ]);
  }
  return await readFromGit(name);
}

/** Reports whether git can find a commit by this name. */
export async function gitKnows(ref: string): Promise<boolean> {
  // A name that starts with a dash would be an option.
  if (ref.startsWith("-")) return false;
  return await run("git", ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]).then(
    () => true,
    () => false,
  );
}

async function readFromGit(name: string): Promise<string | undefined> {
  const object = await run("git", ["rev-parse", "--verify", "--quiet", name]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (object === undefined) return undefined;
  const { stdout: kind } = await run("git", ["cat-file", "-t", object]);
  if (kind.trim() !== "blob") throw new SpecError([`${name}: is no file there`]);
  const { stdout: size } = await run("git", ["cat-file", "-s", object]);
  if (Number(size) > maximumBytes) throw tooBig(name);
  const { stdout } = await run("git", ["cat-file", "blob", object], { maxBuffer: maximumBytes + 1 });
  return stdout;
}

function tooBig(name: string): SpecError {
  return new SpecError([`${name}: larger than the limit of ${maximumBytes / 1e6} MB`]);
}
