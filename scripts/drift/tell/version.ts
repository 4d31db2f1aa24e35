import { readFile } from "node:fs/promises";
import { isRecord } from "../../spec/yaml.js";

/** Reads the version of the package, which decides what a break raises; the document's never changes. */
export async function readPackageVersion(): Promise<string> {
  const content: unknown = JSON.parse(
    await readFile(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  return isRecord(content) ? String(content["version"]) : "0.0.0";
}
