// npm run bench [-- name ...]: every benchmark, each in a process of its own, one after another.
// A benchmark is a file of this folder that can be run alone; it prints its table and which targets it reached.
import { spawnSync } from "node:child_process";
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
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", file], { stdio: "inherit" });
  if (status !== 0) broken.push(name);
}
if (broken.length > 0) {
  console.error(`\nDid not run to the end: ${broken.join(", ")}.`);
  process.exit(1);
}
