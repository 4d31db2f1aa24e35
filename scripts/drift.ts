/**
 * Compares two versions of the contract and reports what changed for users: on the wire, and in TypeScript.
 *
 *     npm run drift -- --base origin/main:spec/access-tokens.yaml --head spec/access-tokens.yaml
 *
 * Exits 0 below the threshold of `--fail-on`, 1 when it is reached, 2 when it cannot judge.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readAccepted } from "./drift/read/accept.js";
import type { Acceptance } from "./drift/read/accept.js";
import { readArguments } from "./drift/read/arguments.js";
import type { Format } from "./drift/read/arguments.js";
import { compare, ours, readPackageVersion } from "./drift/tell/compare.js";
import { toMarkdown } from "./drift/tell/markdown.js";
import type { Report } from "./drift/tell/report.js";
import { gitKnows, readSource } from "./spec/read/sources.js";
import { toText } from "./drift/tell/text.js";
import { reaches } from "./drift/tell/verdict.js";
import { SpecError } from "./spec/yaml.js";

const contract = "spec/access-tokens.yaml";

const writers: Record<Format, (report: Report) => string> = {
  markdown: toMarkdown,
  text: toText,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/**
 * Runs the command with its arguments.
 *
 * @returns 0, or 1 when the threshold is reached.
 * @throws {SpecError} when it cannot judge.
 */
export async function drift(args: readonly string[]): Promise<number> {
  const options = readArguments(args);
  const base = await readSource(options.base.length > 0 ? options.base : [await defaultBase()]);
  const head = await readSource(options.head.length > 0 ? options.head : [contract]);
  const report = compare(base, head, {
    tags: options.tags,
    ...ours,
    version: await readPackageVersion(),
    accept: options.accept === undefined ? [] : await acceptedIn(options.accept),
    today: new Date().toISOString().slice(0, 10),
  });
  const written = writers[options.format](report);
  if (options.out === undefined) process.stdout.write(written);
  else await writeReport(options.out, written);
  return !base.absent && reaches(report.verdict, options.failOn) ? 1 : 0;
}

async function defaultBase(): Promise<string> {
  return `${(await gitKnows("origin/main")) ? "origin/main" : "main"}:${contract}`;
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new SpecError([
      `${file}: cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

async function acceptedIn(file: string): Promise<readonly Acceptance[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) throw new SpecError([`${file}: there is no such file`]);
  return readAccepted(text, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await drift(process.argv.slice(2));
  } catch (error) {
    // "Cannot judge" must never look like "no drift", whatever the reason; a bug of ours keeps its stack.
    console.error(error instanceof SpecError ? error.message : error);
    process.exitCode = 2;
  }
}
