/**
 * Imports S2's documentation pages, or a whole OpenAPI document, into the contract, and reports what changes for users.
 *
 *     npm run spec:import -- list.md issue.md revoke.md
 *     npm run spec:import -- openapi.json [--descriptions theirs] [--tag access-tokens] [--into spec/access-tokens.yaml]
 *
 * Without `--into` it also writes what S2 says of the listing, for the tests. Exits 2 and leaves the files as they were if
 * that fails.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare, ours, readPackageVersion } from "./drift/tell/compare.js";
import type { Report } from "./drift/tell/report.js";
import { tagsOf } from "./drift/read/arguments.js";
import { readSource } from "./spec/read/sources.js";
import { toText } from "./drift/tell/text.js";
import { adopt, writeContract } from "./spec/adopt.js";
import { readFragments } from "./spec/read/fragments.js";
import { mergeFragments } from "./spec/merge.js";
import { recordListing } from "./spec/record.js";
import { SpecError } from "./spec/yaml.js";

const CONTRACT = "spec/access-tokens.yaml";
const RECORD = "test/fixtures/upstream-list-access-tokens.json";

const usage =
  "usage: npm run spec:import -- FILE… [--descriptions ours|theirs] [--tag access-tokens | --all-operations] [--into spec/access-tokens.yaml]";

/** Options of an import. */
export interface ImportOptions {
  /** Pages or documents. */
  readonly files: readonly string[];
  readonly descriptions: "ours" | "theirs";
  /** Tags of the operations to import; when empty, all are imported. */
  readonly tags: readonly string[];
  readonly into: string;
  /** A file for what the documents say of the listing, word for word but for prose. */
  readonly record?: string;
}

/**
 * Imports documents into a contract file. The result compares the file before and after.
 *
 * @throws {SpecError} when that fails; the file is then as it was.
 */
export async function importSpec({ files, descriptions, tags, into, record }: ImportOptions): Promise<{
  readonly changed: boolean;
  readonly warnings: readonly string[];
  readonly report: Report;
}> {
  const before = await readSource([into]);
  const theirs = await readSource(files);
  const text = writeContract(adopt(before.side, theirs.side, { tags, descriptions }));
  const side = mergeFragments(readFragments({ file: into, text }));
  const report = compare(
    { ...before, name: `${into} as it was` },
    { name: into, side, absent: false },
    { tags, ...ours, version: await readPackageVersion(), accept: [], today: "" },
  );
  const changed = text !== (await readFile(into, "utf8"));
  if (changed) {
    // Written aside and renamed, so that a failure leaves the old file intact.
    await writeFile(`${into}.new`, text);
    await rename(`${into}.new`, into);
  }
  if (record !== undefined) await recordListing({ side: theirs.side, file: record });
  return { changed, warnings: theirs.side.warnings, report };
}

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const { changed, warnings, report } = await importSpec(options);
  for (const warning of warnings) console.log(`note: ${warning}`);
  console.log(changed ? `wrote ${options.into}\n` : `${options.into} is already up to date\n`);
  process.stdout.write(toText(report));
  if (changed) console.log("\nNext: npm run generate && npm run typecheck");
}

function readOptions(args: readonly string[]): ImportOptions {
  const { positionals, values } = parse(args);
  const descriptions = values.descriptions ?? "ours";
  if (descriptions !== "ours" && descriptions !== "theirs") {
    throw new SpecError([`--descriptions must be ours or theirs, got "${descriptions}"`, usage]);
  }
  if (positionals.length === 0) throw new SpecError(["no document was given", usage]);
  return {
    files: positionals,
    descriptions,
    tags: tagsOf(values),
    ...(values.into === undefined ? { into: CONTRACT, record: RECORD } : { into: values.into }),
  };
}

const table = {
  descriptions: { type: "string" },
  tag: { type: "string", multiple: true },
  "all-operations": { type: "boolean" },
  into: { type: "string" },
} as const;

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof table; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options: table, allowPositionals: true });
  } catch (error) {
    // parseArgs throws a TypeError that names the offending argument.
    throw new SpecError([error instanceof Error ? error.message : String(error), usage]);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof SpecError ? error.message : error);
    process.exitCode = 2;
  }
}
