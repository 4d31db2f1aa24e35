import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../generated/constants.js";
import { evaluate, type Evaluation } from "../../../src/scope/evaluate.js";
import { explain } from "../../../src/scope/explain/explain.js";
import { describeGrant } from "../../../src/scope/grants.js";
import { factsOf, SOURCED_TABLE, withGroups } from "../../../src/scope/groups.js";
import type { ScopeRequest } from "../../../src/scope/requests.js";
import { nameIn, RESOURCE_KINDS, RESOURCES, setOf, type Resource } from "../../../src/scope/resources.js";
import { runs } from "../../runs.js";
import { oddScope, type OddScope } from "../odd.js";
import { pick } from "../world.js";
import { seeded } from "../../seeded.js";

const TABLES = [
  undefined,
  undefined,
  withGroups({ "get-stream-config": { group: "basin", access: "read" }, append: [], read: [] }),
];

/** Returns the last two columns of an explanation by operation. */
function rowsOf(text: string): ReadonlyMap<string, { may: string; through: string }> {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.startsWith("operation "));
  const head = lines[from] ?? "";
  const [may, meaning, through] = [" may", " meaning", " through"].map((word) => head.indexOf(word) + 1);
  const length = from === -1 ? 0 : [...lines.slice(from), ""].indexOf("");
  return new Map(
    lines
      .slice(from + 1, from + Math.max(1, length))
      .map((line) => [
        line.slice(0, may).trim(),
        { may: line.slice(may, meaning).trim(), through: line.slice(through).trim() },
      ]),
  );
}

/** Returns a request for names that the scope covers if known, omitting names that only a new operation may omit. */
function requestFor({ scope }: OddScope, operation: string): ScopeRequest {
  const facts = factsOf(SOURCED_TABLE, operation);
  const request: Record<string, string> = { operation };
  for (const kind of facts?.resources ?? RESOURCE_KINDS) {
    const name = nameIn(kind, setOf(scope, kind));
    const { kind: reading } = setOf(scope, kind);
    if (name !== undefined || reading === "unreadable" || facts !== undefined) {
      request[RESOURCES[kind].key] = name ?? "any-name";
    }
  }
  // It contains the names that its operation takes.
  return request as unknown as ScopeRequest;
}

/** Returns the reasons of an evaluation in the words of a row, each once. */
function reasonsOf(
  { answer, reasons }: Evaluation,
  { scope, unreadableGrant }: OddScope,
  certainty: string | undefined,
): string[] {
  if (answer === "yes") return [];
  const words: string[] = [];
  const about = (wanted: (name: string | undefined) => boolean): Resource[] =>
    reasons.flatMap((reason) =>
      reason.about !== "operation" && reason.about !== "scope" && wanted(reason.name) ? [reason.about] : [],
    );
  for (const reason of reasons) {
    if (reason.about === "scope") words.push("this version does not know limits of the scope");
    if (reason.about !== "operation") continue;
    if (reason.answer === "no") words.push("nothing in ops or opGroups holds it");
    if (reason.answer !== "unknown") continue;
    if (reason.grants.length > 0 && certainty === undefined)
      words.push("this version does not know the operation");
    if (reason.grants.length > 0 && certainty === "disputed") words.push("S2's sources disagree");
    if (reason.grants.length > 0 && certainty === "inferred") words.push("no source says so");
    if (unreadableGrant) words.push("the scope grants what this version cannot read");
  }
  const named = about((name) => name !== undefined);
  const unreadable = named.filter((kind) => setOf(scope, kind).kind === "unreadable");
  const empty = named.filter((kind) => setOf(scope, kind).kind === "none");
  const unsaid = about((name) => name === undefined);
  words.push(
    ...unreadable.map((kind) => `${RESOURCES[kind].set} is of a shape that this version cannot read`),
  );
  if (empty.length > 0) words.push(`${inWords(empty)} nothing`);
  if (unsaid.length > 0) words.push(`${inWords(unsaid)} nothing, and this version cannot tell what it names`);
  return words;
}

function inWords(kinds: readonly Resource[]): string {
  const sets = kinds.map((kind) => RESOURCES[kind].set);
  if (sets.length === 1) return `${sets[0]} covers`;
  return `${sets.slice(0, -1).join(", ")} and ${sets.at(-1)} cover`;
}

describe("explain", () => {
  it("gives every reason for each row's answer and no others", () => {
    const random = seeded(20_261_126);
    const seen = { yes: 0, unclear: 0, never: 0 };
    for (let run = 0; run < runs(20_000); run++) {
      const odd = oddScope(random);
      const groups = pick(
        random,
        TABLES.map((table) => ({ table })),
      );
      const options = groups.table === undefined ? {} : { groups: groups.table };
      const rows = rowsOf(explain(odd.scope, options));
      const operations = [
        ...OPERATIONS,
        ...(JSON.stringify(odd.scope.ops).includes("teleport") ? ["teleport"] : []),
      ];
      for (const operation of operations) {
        const facts = factsOf(groups.table ?? SOURCED_TABLE, operation);
        const evaluation = evaluate(odd.scope, requestFor(odd, operation), options);
        const row = rows.get(operation);
        const at = `${operation} of ${JSON.stringify(odd.scope)}`;
        if (row === undefined) {
          expect(evaluation.answer, at).toBe("no");
          continue;
        }
        expect(row.may, at).toBe({ yes: "yes", no: "never", unknown: "unclear" }[evaluation.answer]);
        const [first = "", ...rest] = row.through.split(/; |, but /);
        const grants = first.split(/, | and /).every((word) => GRANTS.has(word)) ? [first] : [];
        const reasons = row.through === "" ? [] : [first, ...rest].slice(grants.length);
        expect(reasons, at).toEqual(reasonsOf(evaluation, odd, facts?.certainty));
        if (row.may === "yes") seen.yes += 1;
        else if (row.may === "never") seen.never += 1;
        else seen.unclear += 1;
      }
      expect([...rows.keys()].filter((name) => !operations.includes(name))).toEqual([]);
    }
    expect(Math.min(seen.yes, seen.unclear, seen.never)).toBeGreaterThan(1000);
  });

  it.each([
    {
      what: "an unreadable set, of a sourced row",
      scope: { basins: { prefix: "" }, streams: { regex: "a.*" }, opGroups: { stream: { read: true } } },
      want: "stream read; streams is of a shape that this version cannot read",
    },
    {
      what: "two empty sets",
      scope: { opGroups: { stream: { read: true } } },
      want: "stream read, but basins and streams cover nothing",
    },
  ])("describes $what", ({ scope, want }) => {
    // Of a later version, or wrong on purpose.
    const own = withGroups({ read: { group: "stream", access: "read" } });
    for (const options of [{}, { groups: own }]) {
      expect(rowsOf(explain(scope as object, options)).get("read")?.through).toBe(want);
    }
  });
});

const GRANTS = new Set([
  "ops",
  ...(["account", "basin", "stream"] as const).flatMap((group) =>
    (["read", "write"] as const).map((access) => describeGrant({ through: "opGroups", group, access })),
  ),
]);
