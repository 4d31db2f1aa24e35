// The drift report on documents of S2's size, and whether its time grows with the document and no faster.
import { performance } from "node:perf_hooks";
import { judge } from "../../scripts/drift/compare/judge.js";
import { readFragments } from "../../scripts/spec/read/fragments.js";
import { mergeFragments } from "../../scripts/spec/merge.js";
import { schemas, set } from "../drift/edits.js";
import { asTheCommandDoes } from "../drift/sides.js";
import { wholeDocument } from "../spec/documents.js";

/** The milliseconds for a pair of 60 operations and 100 schemas, reading included. */
const target = 300;
const rounds = 7;

const edit = set(`${schemas}/Operation/enum/-`, "peek");

function milliseconds(operations: number, tag: string): number {
  const texts = [wholeDocument(operations), wholeDocument(operations, edit)].map((document) =>
    JSON.stringify(document),
  );
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    const [base, head] = texts.map((text) => mergeFragments(readFragments({ file: "whole.json", text })));
    if (!base || !head) throw new Error("two documents were read");
    judge(base, head, { ...asTheCommandDoes, tags: [tag] });
    return performance.now() - started;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
}

// The first run of a process includes its compilation, as for a user.
const first = performance.now();
milliseconds(57, "access-tokens");
console.log(`first ${rounds} judgements of a process: ${Math.round(performance.now() - first)} ms`);

const rows = ["access-tokens", "things"].flatMap((tag) =>
  [57, 114, 228, 456].map((operations) => ({
    tag,
    operations: operations + 3,
    ms: milliseconds(operations, tag),
  })),
);
for (const { tag, operations, ms } of rows) {
  console.log(
    `${tag.padEnd(14)} ${String(operations).padStart(4)} operations ${ms.toFixed(1).padStart(8)} ms`,
  );
}
const whole = rows.find(({ tag }) => tag === "access-tokens")?.ms ?? Infinity;
console.log(`target: under ${target} ms for 60 operations: ${whole < target ? "reached" : "missed"}`);
const [small, , , large] = rows.filter(({ tag }) => tag === "access-tokens").map(({ ms }) => ms);
const growth = (large ?? 0) / (small ?? 1);
// Eight times the document: twice that is the machine's noise, not the square of it.
console.log(
  `target: linear, 8 times the document in ${growth.toFixed(1)} times the time: ${growth < 16 ? "reached" : "missed"}`,
);
