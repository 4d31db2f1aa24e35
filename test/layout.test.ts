import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const top = fileURLToPath(new URL("..", import.meta.url));
const files = ["generated", "src", "scripts"].flatMap((folder) =>
  readdirSync(join(top, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);
const known: ReadonlySet<string> = new Set(files);
const imports = files.flatMap((file) =>
  ts
    .preProcessFile(readFileSync(join(top, file), "utf8"), true, true)
    .importedFiles.map(({ fileName }) => ({ file, target: targetOf(file, fileName) })),
);

/** Dependencies point one way: the files of `from` may import only `may`. */
const rules: readonly { from: RegExp; may: RegExp; why: string }[] = [
  { from: /^generated\//, may: /^generated\//, why: "generated/ stands on the contract alone" },
  {
    from: /^src\/(types|errors|options|brand|signals)/,
    may: /^(generated\/|src\/(types|errors|options|brand))/,
    why: "the ground floor is what every room stands on",
  },
  {
    from: /^src\/check\//,
    may: /^(generated\/|src\/(check\/|types|errors|options|brand))/,
    why: "src/check knows inputs, and nothing of what is done with them",
  },
  {
    from: /^src\/scope\//,
    may: /^(generated\/|src\/(scope\/|check\/|types|errors|brand))/,
    why: "src/scope knows nothing of HTTP",
  },
  {
    from: /^src\/transport\//,
    may: /^(generated\/|src\/(transport\/|check\/|types|errors|options|brand|signals)|openapi-fetch$)/,
    why: "src/transport knows nothing of scopes or tokens",
  },
  {
    from: /^src\/access-tokens\//,
    may: /^(generated\/|src\/(access-tokens\/|transport\/|scope\/|check\/|types|errors|options|brand))/,
    why: "only src/transport knows openapi-fetch",
  },
  {
    from: /^src\/undici/,
    may: /^(src\/options|undici$|node:)/,
    why: "the fast path on Node is a fetch like any other",
  },
  {
    from: /^src\/lifecycle\//,
    may: /^(generated\/|src\/(lifecycle\/|access-tokens\/|scope\/|check\/|types|errors|options|brand|signals))/,
    why: "the lifecycle stands on the facade, not on HTTP",
  },
  {
    from: /^src\/testing\/(?!node\/|data\/records\/protobuf)/,
    may: /^(generated\/|src\/(testing\/|check\/|types|errors))/,
    why: "the local account is portable, and a second opinion on scopes",
  },
  {
    from: /^src\/testing\/data\/records\/protobuf/,
    may: /^(src\/testing\/request|@bufbuild\/protobuf\/wire$)/,
    why: "one file knows the library of protocol buffers, which is bundled",
  },
  {
    from: /^src\/testing\/node\//,
    may: /^(generated\/|src\/(testing\/|check\/|types|errors)|node:)/,
    why: "the port is the only part of the account with Node's own modules",
  },
];

test.each(rules)("$from imports only $may: $why", ({ from, may }) => {
  expect(files.some((file) => from.test(file))).toBe(true);
  expect(imports.filter(({ file, target }) => from.test(file) && !may.test(target))).toEqual([]);
});

test("every import exists, and only scripts import scripts", () => {
  const missing = imports.filter(
    ({ target }) => /^(generated|src|scripts)\//.test(target) && !files.includes(target),
  );
  expect(missing).toEqual([]);
  expect(
    imports.filter(({ file, target }) => target.startsWith("scripts/") && !file.startsWith("scripts/")),
  ).toEqual([]);
});

test("only src/cli and scripts import src/cli", () => {
  expect(
    imports.filter(
      ({ file, target }) => target.startsWith("src/cli/") && !/^(src\/cli|scripts)\//.test(file),
    ),
  ).toEqual([]);
});

/** The most files of a folder, where it is not 15. */
const most: Readonly<Record<string, number>> = { "src/cli/commands": 20 };

test("a floor holds at most 15 files, and the commands of the program 20", () => {
  expect(
    ["src", "scripts"].flatMap(floors).filter(([folder, count]) => count > (most[folder] ?? 15)),
  ).toEqual([]);
});

test("the entry only exports", () => {
  const source = ts.createSourceFile(
    "index.ts",
    readFileSync(join(top, "src/index.ts"), "utf8"),
    ts.ScriptTarget.Latest,
  );
  const others = source.statements.filter((statement) => !ts.isExportDeclaration(statement));
  expect(others.map((statement) => statement.getText(source))).toEqual([]);
});

/** The imported file from the top of the repository, or the name of the package. */
function targetOf(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const target = relative(top, join(top, dirname(file), specifier)).replace(/\.js$/, ".ts");
  return known.has(`${target}x`) ? `${target}x` : target;
}

/** Every folder under one, and itself, with the number of its files. */
function floors(root: string): readonly (readonly [folder: string, files: number])[] {
  const entries = readdirSync(join(top, root), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = folders.flatMap(({ name }) => floors(`${root}/${name}`));
  return [[root, entries.length - folders.length], ...below];
}
