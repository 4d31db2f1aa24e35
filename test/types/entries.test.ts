import { readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";

// One name, one thing: a program may import from several entries.

const entries = [
  "src/index.ts",
  "src/lifecycle/index.ts",
  "src/testing/index.ts",
  "src/testing/node/index.ts",
];

/** The names that an entry exports; it is nothing but lists. */
function namesOf(entry: string): string[] {
  const text = readFileSync(new URL(`../../${entry}`, import.meta.url), "utf8");
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExportSpecifier(node)) names.push(node.name.text);
    const exported =
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const named =
      ts.isFunctionDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
    if (exported === true && named && node.name !== undefined) names.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(entry, text, ts.ScriptTarget.Latest));
  return names;
}

test("no name is exported by two entries", () => {
  const names = entries.flatMap(namesOf);
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
