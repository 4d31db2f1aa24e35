import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Reads the page as the build has made it. */
export function readPage(): string {
  // Found by the package's own name, so that the way is the same from every part of the bundle.
  const manifest = createRequire(import.meta.url).resolve("s2-access-tokens/package.json");
  return readFileSync(manifest.replace(/package\.json$/, "dist/src/cli/page.html"), "utf8");
}
