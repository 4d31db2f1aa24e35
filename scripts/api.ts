/**
 * Writes `test/types/api.md`: the public API as the built declarations have it, sorted and without prose, so that a
 * pull request shows every change of it. With `--check` it writes nothing and fails when the file is stale.
 *
 *     npm run build && npm run api
 *     npm run check:api
 */
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format } from "prettier";
import ts from "typescript";

const top = fileURLToPath(new URL("..", import.meta.url));
const report = "test/types/api.md";
const entries: Readonly<Record<string, string>> = {
  "s2-access-tokens": "dist/src/index.d.ts",
  "s2-access-tokens/lifecycle": "dist/src/lifecycle/index.d.ts",
  "s2-access-tokens/testing": "dist/src/testing/index.d.ts",
  "s2-access-tokens/testing/node": "dist/src/testing/node/index.d.ts",
  "s2-access-tokens/undici": "dist/src/undici.d.ts",
};

const printer = ts.createPrinter({ removeComments: true });

async function api(): Promise<string> {
  const roots = Object.values(entries).map((file) => join(top, file));
  const program = ts.createProgram(roots, {
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
    noEmit: true,
  });
  const problems = ts.getPreEmitDiagnostics(program);
  if (problems.length > 0) {
    const text = ts.flattenDiagnosticMessageText(problems[0]?.messageText, "\n");
    throw new Error(`dist/ does not compile; run \`npm run build\` first (${text})`);
  }
  const checker = program.getTypeChecker();
  const shown = new Set<ts.Symbol>();
  const sections = Object.entries(entries).map(([name, file]) => {
    const exported = exportsOf(program, checker, join(top, file));
    for (const { symbol } of exported) shown.add(symbol);
    return section(
      `\`${name}\``,
      exported.map(({ name, symbol }) => print(checker, name, symbol)),
    );
  });
  const reached = reachedFrom(checker, shown).map((symbol) => print(checker, symbol.name, symbol));
  return format(
    [
      "<!-- Generated from the built declarations by `npm run api`. Do not edit. -->",
      "# The public API",
      ...sections,
      section("Reached by these, not exported", reached),
    ].join("\n\n"),
    { parser: "markdown", printWidth: 110 },
  );
}

function exportsOf(
  program: ts.Program,
  checker: ts.TypeChecker,
  file: string,
): readonly { name: string; symbol: ts.Symbol }[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} exports nothing; run \`npm run build\` first`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({
      name: symbol.name,
      symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }))
    .sort(byName);
}

/** Returns the unexported symbols of ours that the printed ones mention, directly or through each other. */
function reachedFrom(checker: ts.TypeChecker, shown: ReadonlySet<ts.Symbol>): readonly ts.Symbol[] {
  const reached = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const found = checker.getSymbolAtLocation(node);
      const symbol = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
      if (symbol && isOurs(symbol) && !shown.has(symbol) && !reached.has(symbol)) {
        reached.add(symbol);
        enter(symbol);
      }
    }
    ts.forEachChild(node, visit);
  };
  const enter = (symbol: ts.Symbol): void => {
    // Words are printed in full, so what they were derived from need not be.
    if (wordsOf(checker, symbol) === undefined) symbol.declarations?.forEach(visit);
  };
  shown.forEach(enter);
  return [...reached].sort(byName);
}

/** Reports whether a symbol is a type or value of a module of this package, not a member or parameter of one. */
function isOurs(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    const file = statement.getSourceFile();
    return statement.parent === file && file.fileName.startsWith(join(top, "dist"));
  });
}

/** Returns the members of a type that is a union of words, however derived; undefined for any other symbol. */
function wordsOf(checker: ts.TypeChecker, symbol: ts.Symbol): readonly string[] | undefined {
  if (!(symbol.flags & ts.SymbolFlags.TypeAlias)) return undefined;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!type.isUnion() || !type.types.every((member) => member.isStringLiteral())) return undefined;
  return type.types.map((member) => checker.typeToString(member)).sort();
}

function print(checker: ts.TypeChecker, name: string, symbol: ts.Symbol): string {
  const words = wordsOf(checker, symbol);
  if (words) return `type ${name} = ${words.join(" | ")};`;
  const declarations = symbol.declarations ?? [];
  const text = declarations.map((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile());
  });
  const renamed = name === symbol.name ? "" : `// as ${name}\n`;
  return renamed + text.join("\n").replaceAll(/^(export )?(declare )?/gm, "");
}

function section(title: string, declarations: readonly string[]): string {
  if (declarations.length === 0) return `## ${title}\n\nNothing.`;
  return `## ${title}\n\n\`\`\`ts\n${declarations.join("\n\n")}\n\`\`\``;
}

/** Orders names by code units, whatever the locale. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const wanted = await api();
const present = await readFile(join(top, report), "utf8").catch(() => undefined);
if (!values.check) await writeFile(join(top, report), wanted);
else if (present !== wanted) {
  console.error(`${basename(report)} is stale: run \`npm run build && npm run api\` and review what changed`);
  process.exitCode = 1;
}
