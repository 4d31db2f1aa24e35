// Measures the weight of a client: import time, browser bundle, installed bytes, type-checking work. All of it on the
// packed tarball.
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { packAndInstall } from "../packed/install.js";
import { CONSUMERS, PACKAGES } from "./consumers.js";
import { CONTENDERS, type ContenderName } from "./contenders.js";
import { compared, table, target } from "./measure.js";

const IMPORTS = 30;

const top = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
const installed = await packAndInstall();
await installOthers();

const imports = await importTimes();
const found: Record<ContenderName, Weight> = {
  ours: await weigh("ours"),
  "bare fetch": await weigh("bare fetch"),
  "openapi-fetch": await weigh("openapi-fetch"),
  "official SDK": await weigh("official SDK"),
};
await installed.remove();

const columns: Readonly<Record<string, (name: ContenderName) => string>> = {
  "import, ms": (name) => imports[name].toFixed(1),
  "browser bundle, kB gzip": (name) => (found[name].first / 1000).toFixed(1),
  "the same in one file": (name) => (found[name].whole / 1000).toFixed(1),
  "packages installed": (name) => String(found[name].packages),
  "installed, kB": (name) => (found[name].installedBytes / 1000).toFixed(0),
  "type instantiations": (name) => String(found[name].types),
};
table(
  `what it weighs (import: least of ${IMPORTS} fresh processes)`,
  ["", ...Object.keys(columns)],
  CONTENDERS.map((name) => [name, ...Object.values(columns).map((column) => column(name))]),
);
for (const [what, column] of Object.entries(columns)) compared(what, CONTENDERS.map(column));
const { ours } = found;
target("import, ms above openapi-fetch's", imports.ours - imports["openapi-fetch"], { atMost: 10 });
target("browser bundle, kB gzip", ours.first / 1000, { atMost: 16 });
target("packages installed", ours.packages, { atMost: 3 });
// The client is a tenth of it: the rest is the command and its page, the CommonJS copy, declarations and guides.
target("installed, kB", ours.installedBytes / 1000, { atMost: 1850 });
target("type instantiations", ours.types, { atMost: 12_000 });

/** The tarball's folder has ours and what it needs; the official SDK and what it needs go beside it. */
async function installOthers(): Promise<void> {
  for (const name of await closure("@s2-dev/streamstore", join(top, "node_modules"))) {
    const to = join(installed.folder, "node_modules", name);
    await cp(join(top, "node_modules", name), to, { recursive: true });
  }
}

async function closure(name: string, packages: string): Promise<string[]> {
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    await readFile(join(packages, name, "package.json"), "utf8"),
  );
  const below = await Promise.all(
    Object.keys(manifest.dependencies ?? {}).map((next) => closure(next, packages)),
  );
  return [...new Set([name, ...below.flat()])];
}

async function importTimes(): Promise<Record<ContenderName, number>> {
  const least = { ours: Infinity, "openapi-fetch": Infinity, "official SDK": Infinity, "bare fetch": 0 };
  for (let round = 0; round < IMPORTS; round += 1) {
    for (const name of ["ours", "openapi-fetch", "official SDK"] as const) {
      const script = `const from = performance.now(); await import(${JSON.stringify(PACKAGES[name])}); console.log(performance.now() - from);`;
      const args = ["--input-type=module", "--eval", script];
      const { stdout } = await run(process.execPath, args, { cwd: installed.folder });
      least[name] = Math.min(least[name], Number(stdout));
    }
  }
  return least;
}

interface Weight {
  /** Bytes of gzip: what a page loads before its first call, and everything in one file. */
  readonly first: number;
  readonly whole: number;
  readonly installedBytes: number;
  readonly packages: number;
  readonly types: number;
}

async function weigh(name: ContenderName): Promise<Weight> {
  const folder = join(installed.folder, `consumer-${name.replace(" ", "-")}`);
  await mkdir(folder);
  const consumer = join(folder, "consumer.ts");
  await writeFile(consumer, CONSUMERS[name]);
  await cp(join(top, "generated/schema.ts"), join(folder, "schema.ts"));
  const root = PACKAGES[name];
  const packages = root === undefined ? [] : await closure(root, join(installed.folder, "node_modules"));
  const sizes = await Promise.all(
    packages.map((next) => bytesUnder(join(installed.folder, "node_modules", next))),
  );
  return {
    first: await bundled(consumer, true),
    whole: await bundled(consumer, false),
    installedBytes: sizes.reduce((sum, size) => sum + size, 0),
    packages: packages.length,
    types: await instantiations(folder),
  };
}

/** Bundles a program as a page would get it: with what is imported later in files of its own, or all in one. */
async function bundled(consumer: string, splitting: boolean): Promise<number> {
  const { outputFiles, metafile } = await build({
    entryPoints: [consumer],
    bundle: true,
    splitting,
    metafile: true,
    minify: true,
    write: false,
    outdir: dirname(consumer),
    format: "esm",
    platform: "browser",
    target: "es2022",
    // The official SDK does not build for a browser as it is: its Node modules are left out here, in its favour.
    external: ["node:*"],
    logLevel: "warning",
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [resolve(path), output]));
  const first = new Set<string>();
  const load = (path: string): void => {
    if (first.has(path)) return;
    first.add(path);
    for (const { path: next, kind } of outputs.get(path)?.imports ?? [])
      if (kind === "import-statement") load(resolve(next));
  };
  for (const [path, { entryPoint }] of outputs)
    if (entryPoint !== undefined && resolve(entryPoint) === resolve(consumer)) load(path);
  const sizes = outputFiles
    .filter(({ path }) => first.has(path))
    .map(({ contents }) => gzipSync(contents, { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function instantiations(folder: string): Promise<number> {
  const config = {
    compilerOptions: {
      target: "ES2022",
      lib: ["ES2023", "DOM"],
      module: "nodenext",
      strict: true,
      noEmit: true,
      types: [],
      skipLibCheck: false,
    },
    files: ["consumer.ts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const tsc = join(top, "node_modules/typescript/bin/tsc");
  // tsc ends with a code when a package's own declarations do not check; the count is printed all the same.
  const { stdout } = await run(process.execPath, [tsc, "-p", folder, "--extendedDiagnostics"]).catch(
    (problem: { stdout: string }) => problem,
  );
  const problems = stdout.split("\n").filter((line) => line.includes("error TS"));
  if (problems.length > 0)
    console.log(`  ${folder.split("/").at(-1)}: ${problems.length} type errors, first: ${problems[0]}`);
  return Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1] ?? Number.NaN);
}

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
