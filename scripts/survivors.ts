/**
 * Lists the mutants that no quick test notices, from the report of the last `npm run test:mutation`.
 *
 *     npm run survivors
 */
import { readFile } from "node:fs/promises";
import { isRecord } from "./spec/yaml.js";

const report: unknown = JSON.parse(await readFile("reports/mutation.json", "utf8"));
const files = isRecord(report) && isRecord(report["files"]) ? Object.entries(report["files"]) : [];
for (const [file, content] of files) {
  const { mutants, source } = isRecord(content) ? content : {};
  const lines = typeof source === "string" ? source.split("\n") : [];
  for (const mutant of Array.isArray(mutants) ? mutants.filter(isRecord) : []) {
    if (mutant["status"] !== "Survived" && mutant["status"] !== "NoCoverage") continue;
    const start = isRecord(mutant["location"]) ? mutant["location"]["start"] : undefined;
    const line = isRecord(start) ? Number(start["line"]) : 0;
    console.log(`${file}:${line}  ${String(mutant["mutatorName"])}  ${lines[line - 1]?.trim() ?? ""}`);
  }
}
