import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

// One name means one thing, since a program may import from several entries.

const top = fileURLToPath(new URL("../..", import.meta.url));
const { exports }: { exports: Readonly<Record<string, string | { default: { default: string } }>> } =
  JSON.parse(readFileSync(`${top}package.json`, "utf8"));

/** The source of each entry of the package. */
const entries = Object.values(exports).flatMap((target) =>
  typeof target === "string"
    ? []
    : [top + target.default.default.replace("./dist/", "").replace(/\.js$/, ".ts")],
);

// Only the names; their targets are not inspected.
const program = ts.createProgram(entries, { noLib: true, noResolve: true, types: [] });
const checker = program.getTypeChecker();

/** The names that an entry exports. */
function namesOf(entry: string): string[] {
  const file = program.getSourceFile(entry);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  return module === undefined ? [] : checker.getExportsOfModule(module).map(({ name }) => name);
}

test("no name is exported by two entries", () => {
  const names = entries.map(namesOf);
  expect(names).toHaveLength(5);
  expect(names).not.toContainEqual([]);
  const all = names.flat();
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
});
