import { readFile } from "node:fs/promises";
import { isRecord } from "../../spec/yaml.js";

/** The version of the package, which decides how large a step a break is; that of the document never moves. */
export async function readPackageVersion(): Promise<string> {
  const content: unknown = JSON.parse(
    await readFile(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  return isRecord(content) ? String(content["version"]) : "0.0.0";
}
