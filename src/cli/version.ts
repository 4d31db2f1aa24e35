import { createRequire } from "node:module";
import { isRecord } from "../check/keys.js";

/** The version of this package, from its manifest. */
export function packageVersion(): string {
  // Resolved by the package's own name, so that the path is the same from source and from the build.
  const manifest: unknown = createRequire(import.meta.url)("s2-access-tokens/package.json");
  return isRecord(manifest) ? String(manifest["version"]) : "";
}
