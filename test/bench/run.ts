// npm run bench [-- name ...]: every benchmark, each in a process of its own, one after another.
// A benchmark is a file of this folder that can be run alone; it prints its table and which targets it reached. A run of
// all of them, to the end, also writes the comparison that README shows; `npm run readme` copies it there.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { CONTENDERS } from "./contenders.js";
import { columns } from "./measure.js";

const BENCHMARKS = [
  "speed",
  "undici",
  "listing",
  "parallel",
  "weight",
  "scope",
  "lifecycle",
  "account",
  "drift",
  "page",
  "command",
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !BENCHMARKS.includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are ${BENCHMARKS.join(", ")}.`);
  process.exit(2);
}

const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}, ${process.platform}-${process.arch}`;
console.log(machine);
const comparison: string[][] = [[machine, ...CONTENDERS]];
const broken: string[] = [];
for (const name of asked.length > 0 ? asked : BENCHMARKS) {
  console.log(`\n== ${name}`);
  const problem = await run(name);
  if (problem === undefined) continue;
  broken.push(name);
  console.log(`  BROKEN   ${problem}`);
}
if (broken.length > 0) {
  console.error(`\nDid not run to the end: ${broken.join(", ")}.`);
  process.exit(1);
}
if (asked.length === 0) {
  const text = `${columns(comparison).join("\n")}\n`;
  await writeFile(new URL("../examples/measured.txt", import.meta.url), text);
  console.log(`\n${text}`);
}

/**
 * Runs one benchmark; what kept it from its end, if anything did. All that it says goes to where the report goes, errors
 * too: a report that was saved shows why a part is missing.
 */
async function run(name: string): Promise<string | undefined> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    process.stdout.write(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => process.stdout.write(chunk));
  const ended = await new Promise<number | string | null>((settle) => {
    child.on("close", (code, signal) => settle(signal ?? code));
  });
  if (ended !== 0) return `ended with ${ended}`;
  for (const [, what = "", numbers = ""] of printed.matchAll(/^ {2}compared (.*): (.*)$/gm)) {
    comparison.push([what, ...numbers.split(" | ")]);
  }
  return printed === "" ? "printed nothing" : undefined;
}
