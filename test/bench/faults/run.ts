// npm run bench:faults: every fault of the local account against list, listAll, issue and revoke of four clients, each
// cell judged by what the account holds afterwards. The fault is served once; then the server is healthy.
import { FAULT_NAMES, type FaultName } from "../../../src/testing/index.js";
import { CONTENDERS, type ContenderName } from "../contenders.js";
import { table } from "../measure.js";
import { CALLS, PATIENCE_MILLIS, play, type Cell } from "./cells.js";
import { judge, VERDICTS, type Judgement, type Verdict } from "./judge.js";

/** The number of cells run at a time. Most of them only wait. */
const AT_ONCE = 48;

const PAGE_FAULTS: ReadonlySet<FaultName> = new Set<FaultName>([
  "empty-page",
  "repeat-page",
  "backward-page",
]);

const SHORT = {
  ok: "ok",
  refusal: "refusal",
  "outcome unknown": "unknown!",
  "error, nothing done": "error",
  "false failure": "FALSE FAILURE",
  "false success": "FALSE SUCCESS",
  "wrong data": "WRONG DATA",
  "orphaned secret, with an error": "ORPHAN",
  "orphaned secret, silently": "ORPHAN silent",
  loop: "LOOP",
  hang: "HANG",
} satisfies Record<Verdict, string>;

const cells: Cell[] = FAULT_NAMES.flatMap((fault) =>
  CALLS.filter((call) => call.startsWith("list") || !PAGE_FAULTS.has(fault)).flatMap((call) =>
    CONTENDERS.map((client) => ({ client, call, fault })),
  ),
);
const judged = new Map<string, Judgement>();
const key = ({ client, call, fault }: Cell): string => `${client} ${call} ${fault}`;

const start = performance.now();
// A refusal lasts a moment, so these go one by one, where no other cell can delay them past it.
for (const cell of cells.filter(({ fault }) => fault === "refused")) await settle(cell);
const waiting = cells.filter(({ fault }) => fault !== "refused");
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) await settle(cell);
  }),
);

for (const call of CALLS) {
  table(
    call,
    ["fault, served once", ...CONTENDERS],
    FAULT_NAMES.filter((fault) => judged.has(key({ client: "ours", call, fault }))).map((fault) =>
      row(
        fault,
        CONTENDERS.map((client) => inShort(judged.get(key({ client, call, fault })))),
      ),
    ),
  );
}

const total = cells.length / CONTENDERS.length;
const counts = (which: (judgement: Judgement) => boolean): number[] =>
  CONTENDERS.map((client) => count(client, which));
table(
  `All ${total} cells of each client; a call that says nothing for ${PATIENCE_MILLIS / 1000} s hangs`,
  ["", ...CONTENDERS],
  [
    ...VERDICTS.map((verdict) =>
      row(
        verdict,
        counts((judgement) => judgement.verdict === verdict),
      ),
    ),
    row(
      "bearer or secret shown in an error",
      counts(({ leak }) => leak),
    ),
    row(
      "redirect followed",
      counts(({ followedRedirect }) => followedRedirect),
    ),
    row(
      "success or S2's own refusal",
      counts(({ verdict }) => verdict === "ok" || verdict === "refusal").map(
        (good) => `${Math.round((100 * good) / total)} %`,
      ),
    ),
  ],
);
console.log(`\n${((performance.now() - start) / 1000).toFixed(0)} s`);
// Hanging clients keep their sockets, and the process, alive.
process.exit();

async function settle(cell: Cell): Promise<void> {
  judged.set(key(cell), judge(cell.call, cell.fault, await play(cell)));
}

function row(label: string, cells: readonly (string | number)[]): string[] {
  return [label, ...cells.map(String)];
}

function count(client: ContenderName, which: (judgement: Judgement) => boolean): number {
  return cells.filter((cell) => cell.client === client && which(found(cell))).length;
}

function found(cell: Cell): Judgement {
  const judgement = judged.get(key(cell));
  if (judgement === undefined) throw new Error(`${key(cell)} was not judged`);
  return judgement;
}

function inShort(judgement: Judgement | undefined): string {
  if (judgement === undefined) return "";
  const { verdict, leak, followedRedirect } = judgement;
  return `${SHORT[verdict]}${leak ? " LEAK" : ""}${followedRedirect ? " FOLLOWED" : ""}`;
}
