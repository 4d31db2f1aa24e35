import { createRequire } from "node:module";
import { isRecord } from "../check/keys.js";

/** The version of this package, from its manifest. */
export function packageVersion(): string {
  // Found by the package's own name, so that the way is the same from source and from the build.
  const manifest: unknown = createRequire(import.meta.url)("s2-access-tokens/package.json");
  return isRecord(manifest) ? String(manifest["version"]) : "";
}
