/**
 * Writes `generated/` from `spec/`. With `--check` it writes nothing and fails when a file is stale.
 *
 *     npm run generate
 *     npm run generate -- --check
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { readContract, type Contract, type SpecFile } from "./spec/contract.js";
import { emitConstants } from "./spec/emit/constants.js";
import { emitSchema } from "./spec/emit/schema.js";
import { emitSurface } from "./spec/emit/surface.js";
import { SpecError } from "./spec/yaml.js";

const specFile = "spec/access-tokens.yaml";
const tableFile = "spec/operation-groups.yaml";
const effectFile = "spec/operation-effects.yaml";

/** Reads the contract under `root` from the files of `spec/`. */
async function readSpec(root: string): Promise<{ readonly openapi: string; readonly contract: Contract }> {
  const read = async (file: string): Promise<SpecFile> => ({
    file,
    text: await readFile(join(root, file), "utf8"),
  });
  const [openapi, table, effects] = await Promise.all([specFile, tableFile, effectFile].map(read));
  if (!openapi || !table || !effects) throw new TypeError("Expected to read three files.");
  return { openapi: openapi.text, contract: readContract(openapi, table, effects) };
}

/**
 * Returns the files of `generated/` by name, for the contract under `root`. Pure but for reading `spec/`: the same
 * bytes on every run, machine, time zone and locale.
 *
 * @throws {SpecError} with every problem of the contract.
 */
export async function generate(root: string): Promise<ReadonlyMap<string, string>> {
  const { openapi, contract } = await readSpec(root);
  return emit(openapi, contract);
}

async function emit(openapi: string, contract: Contract): Promise<ReadonlyMap<string, string>> {
  const sha256 = createHash("sha256").update(openapi).digest("hex");
  const header = `Generated from ${specFile} and ${tableFile} by \`npm run generate\`. Do not edit.\nSHA-256 of ${specFile}: ${sha256}`;
  const typescript = (source: string): Promise<string> =>
    format(`${header.replaceAll(/^/gm, "// ")}\n\n${source}`, { parser: "typescript", printWidth: 110 });
  return new Map([
    ["generated/schema.ts", await typescript(await emitSchema(contract.document))],
    ["generated/constants.ts", await typescript(emitConstants(contract, sha256))],
    [
      "generated/surface.md",
      await format(`<!-- ${header} -->\n\n${emitSurface(contract)}`, { parser: "markdown" }),
    ],
  ]);
}

async function staleFiles(root: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, content] of files) {
    const present = await readFile(join(root, name), "utf8").catch(() => undefined);
    if (present !== content) stale.push(name);
  }
  return stale;
}

/**
 * Runs the command: writes what is stale under `root`, or with `--check` names it. Lines go to `say` and `complain`.
 *
 * @returns the exit code: 1 when the contract or the arguments are wrong, or with `--check` a file is stale.
 */
export async function run(
  root: string,
  args: readonly string[],
  say: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 1> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { check: { type: "boolean", default: false } },
    });
    const { openapi, contract } = await readSpec(root);
    for (const notice of contract.notices) say(notice);
    const files = await emit(openapi, contract);
    const stale = await staleFiles(root, files);
    if (!values.check) {
      await replaceFiles(root, stale, files);
      say(stale.length === 0 ? "generated/ was up to date" : `wrote ${stale.join(", ")}`);
      return 0;
    }
    for (const name of stale) complain(`${name} is stale: run \`npm run generate\` and commit the result`);
    if (stale.length === 0) say("generated/ is up to date");
    return stale.length === 0 ? 0 : 1;
  } catch (error) {
    // A problem of the contract or the arguments is the user's to fix; anything else is a bug and keeps its stack.
    if (!(error instanceof SpecError) && !(error instanceof TypeError && "code" in error)) throw error;
    complain(error.message);
    return 1;
  }
}

/** Replaces files by writing each aside and renaming it, so that a failure leaves the old ones intact. */
async function replaceFiles(
  root: string,
  names: readonly string[],
  files: ReadonlyMap<string, string>,
): Promise<void> {
  await mkdir(join(root, "generated"), { recursive: true });
  for (const name of names) await writeFile(join(root, `${name}.new`), files.get(name) ?? "");
  for (const name of names) await rename(join(root, `${name}.new`), join(root, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  process.exitCode = await run(root, process.argv.slice(2), console.log, console.error);
}
