import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../../src/cli/model/index.js";
import { binary } from "./terminal.js";

/** Returns all files that a file loads on import, itself included. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || file.startsWith("node:")) return seen;
  seen.add(file);
  // Minified code imports without spaces; `import(` loads later.
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import)\s*"([^"]+)"/g)) {
    if (path.startsWith(".")) loaded(join(dirname(file), path), seen);
  }
  return seen;
}

test("--help loads no command and no part of the library", () => {
  const files = [...loaded(binary)].map((file) => file.slice(dirname(binary).length + 1));
  expect(files.filter((file) => !/^(main|chunk-[0-9A-Z]{8})\.js$/.test(file))).toEqual([]);
  const built = readdirSync(dirname(binary));
  for (const name of commands.keys()) expect(built.some((file) => file.startsWith(`${name}-`))).toBe(true);
});
