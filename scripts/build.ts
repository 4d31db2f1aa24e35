/**
 * Builds `dist/` from nothing: one bundled file per entry (a module costs about a millisecond of cold import), the
 * declarations that the entries reach, and both again as CommonJS in `dist/cjs/`, for loaders and compilers that cannot
 * require a module.
 *
 *     npm run build
 */
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { bundleCommand } from "./build/command.js";
import { later, library, runtimes, shareEntries } from "./build/entries.js";
import { buildPage } from "./build/page.js";

const top = fileURLToPath(new URL("..", import.meta.url));
const out = join(top, "dist");
const commonjs = join(out, "cjs");
async function bundle(entry: string, format: "esm" | "cjs"): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(top, entry)],
    outbase: top,
    outdir: format === "esm" ? out : commonjs,
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    external: ["openapi-fetch", "undici", "node:*"],
    plugins: [shareEntries(top, entry, format === "esm")],
    // Names stay, for readable stacks; Jest and old resolvers, which take the copy, get it small. The main entry keeps
    // its whitespace, with which esbuild drops `@__PURE__`: bundlers leave the tables of the analysis out by it.
    minifyWhitespace: format === "cjs" || entry !== "src/index.ts",
    minifySyntax: true,
    minifyIdentifiers: format === "cjs",
    metafile: true,
    logLevel: "warning",
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
}

function declare(): void {
  const config = ts.readConfigFile(join(top, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, top);
  const program = ts.createProgram(
    library.map((entry) => join(top, entry)),
    {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      outDir: out,
    },
  );
  const emitted = program.emit(undefined, (file, text) => {
    // Without its brand a class is the same type in a program that holds two copies of it.
    ts.sys.writeFile(file, text.replaceAll(/^ *#private;\n/gm, ""));
  });
  const problems = [...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics];
  if (problems.length === 0) return;
  throw new Error(
    ts.formatDiagnostics(problems, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => top,
      getNewLine: () => "\n",
    }),
  );
}

/** Removes the declarations that no entry reaches; nobody can import them. */
async function pruneDeclarations(): Promise<void> {
  const roots = library.map((entry) => join(out, entry.replace(/\.ts$/, ".d.ts")));
  const program = ts.createProgram(roots, { module: ts.ModuleKind.NodeNext, noLib: true, types: [] });
  const reached = new Set(program.getSourceFiles().map(({ fileName }) => resolve(fileName)));
  for (const name of await readdir(out, { recursive: true })) {
    const file = join(out, name);
    if (!file.endsWith(".d.ts") || reached.has(file)) continue;
    await rm(file);
  }
}

/** Writes the declarations again, without comments, into a folder marked as CommonJS. */
async function declareCommonJs(): Promise<void> {
  await mkdir(commonjs, { recursive: true });
  await writeFile(join(commonjs, "package.json"), '{ "type": "commonjs" }\n');
  const names = await readdir(out, { recursive: true });
  const declarations = names.filter((name) => name.endsWith(".d.ts"));
  for (const name of declarations) {
    const text = await readFile(join(out, name), "utf8");
    await mkdir(dirname(join(commonjs, name)), { recursive: true });
    await writeFile(join(commonjs, name), text.replaceAll(/^[ \t]*\/\*\*[^]*?\*\/\n/gm, ""));
  }
}

/** Lists the packages whose code a bundle holds, each with its licence and the notices in its files. */
async function listBundled(files: readonly string[]): Promise<void> {
  const packages = new Map<string, string[]>();
  for (const file of [...new Set(files)].sort()) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    if (folder !== undefined) packages.set(folder, [...(packages.get(folder) ?? []), file]);
  }
  const chapters = [...packages].map(async ([folder, parts]) => {
    const { name, version, license }: Record<"name" | "version" | "license", string> = JSON.parse(
      await readFile(join(top, folder, "package.json"), "utf8"),
    );
    const licence = (await readdir(join(top, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const texts =
      licence === undefined
        ? [...parts.map(noticeIn), ...sharedText(license)]
        : [readFile(join(top, folder, licence), "utf8")];
    const notices = new Set((await Promise.all(texts)).map((text) => text.trim()));
    return [`${name} ${version}, ${license}`, ...notices].join("\n\n");
  });
  const bundled = await Promise.all(chapters);
  const text = ["This package holds code of these packages.", ...bundled].join(`\n\n${"-".repeat(80)}\n\n`);
  await writeFile(join(out, "THIRD-PARTY.txt"), `${text}\n`);
}

/** Returns the text of a licence that a package names but does not ship; the compiler's copy has the same words. */
function sharedText(licence: string): readonly Promise<string>[] {
  if (!licence.includes("Apache-2.0")) return [];
  return [readFile(join(top, "node_modules/typescript/LICENSE.txt"), "utf8")];
}

/** Returns the comment that a source file opens with. */
async function noticeIn(file: string): Promise<string> {
  const lines = (await readFile(join(top, file), "utf8")).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n");
}

await rm(out, { recursive: true, force: true });
const bundled = await Promise.all([
  ...[...library, ...later, ...runtimes].map((entry) => bundle(entry, "esm")),
  bundleCommand(top, out, shareEntries(top, "src/cli/main.ts")),
  ...library.map((entry) => bundle(entry, "cjs")),
]);
const page = await buildPage();
await writeFile(join(out, "src/cli/page.html"), page.document);
declare();
await pruneDeclarations();
await declareCommonJs();
await listBundled([...bundled.flat(), ...page.inputs]);
