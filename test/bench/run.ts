// npm run bench [-- name ...]: every benchmark, each in a process of its own, one after another.
// A benchmark is a file of this folder that can be run alone; it prints its table and which targets it reached.
import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const BENCHMARKS = ["speed", "listing", "weight", "scope", "account", "drift"];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !BENCHMARKS.includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are ${BENCHMARKS.join(", ")}.`);
  process.exit(2);
}

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}, ${process.platform}-${process.arch}`,
);
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

/**
 * Runs one benchmark; what kept it from its end, if anything did. All that it says goes to where the report goes, errors
 * too: a report that was saved shows why a part is missing.
 */
async function run(name: string): Promise<string | undefined> {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", file], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = false;
  child.stdout.on("data", (chunk: Buffer) => {
    printed = true;
    process.stdout.write(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => process.stdout.write(chunk));
  const ended = await new Promise<number | string | null>((settle) => {
    child.on("close", (code, signal) => settle(signal ?? code));
  });
  if (ended !== 0) return `ended with ${ended}`;
  return printed ? undefined : "printed nothing";
}
