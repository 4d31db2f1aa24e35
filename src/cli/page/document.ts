import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Reads the page that the build produced. */
export function readPage(): string {
  // Resolved by the package's own name, so that the path is the same from every part of the bundle.
  const manifest = createRequire(import.meta.url).resolve("s2-access-tokens/package.json");
  return readFileSync(manifest.replace(/package\.json$/, "dist/src/cli/page.html"), "utf8");
}
