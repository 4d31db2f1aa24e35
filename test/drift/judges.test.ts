import { beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../scripts/drift/judge.js";
import type { Judgement } from "../../scripts/drift/judge.js";
import { verdictOf } from "../../scripts/drift/verdict.js";
import { schemaOptions } from "../../scripts/spec/emit-schema.js";
import { contractWith } from "./edits.js";
import { createTypeJudge } from "./judges/types.js";
import type { TypeJudge } from "./judges/types.js";
import { createValidator, refusedBy } from "./judges/validator.js";
import type { Validator } from "./judges/validator.js";
import { allEdits, randomFrom } from "./random-edits.js";
import { sideOf } from "./sides.js";

/** Breaks that the rules see and a judge of types or of values cannot. Each line says why. */
const unseen: Readonly<Record<string, string>> = {
  "property.removed": "an open object takes the old key and ignores it",
  "property.renamed": "an open object takes the old key and ignores it",
  "operation.removed": "no place is left to compare",
  "operation.moved": "no place is left to compare",
  "default.changed": "a default is no constraint",
  "body.became-required": "a validator looks at bodies, not at whether there is one",
  "oneOf.became-ambiguous": "a value that fits twice is found only if it is tried",
  "oneOf.became": "an open object that requires nothing admits the other choice too",
  "oneOf.dropped": "an open object that requires nothing admits the other choice too",
  "opaque.rhymesWith": "nobody knows the keyword",
};

/** Breaks that a judge sees and the rules call safe. Each line says why. */
const forgiven: Readonly<Record<string, string>> = {
  "additionalProperties.opened": "a reader that closes its objects is warned of by what is added to them",
};

/** Each is judged both ways, so that these are twice as many edits. */
const count = 155;
const seed = 20_261_122;

interface Case {
  readonly name: string;
  readonly document: Record<string, unknown>;
}

function randomCases(): readonly Case[] {
  const random = randomFrom(seed);
  const edits = allEdits();
  const pick = (): (typeof edits)[number] =>
    edits[Math.floor(random() * edits.length)] ?? { name: "", edit: () => undefined };
  const cases: Case[] = [];
  while (cases.length < count) {
    const chosen = random() < 0.5 ? [pick()] : [pick(), pick()];
    try {
      const document = contractWith(...chosen.map(({ edit }) => edit));
      cases.push({ name: chosen.map(({ name }) => name).join(" and "), document });
    } catch {
      // The second edit can lose its place to the first; then another pair is drawn.
    }
  }
  return cases;
}

const base = contractWith();
const cases = randomCases();
let types: TypeJudge;
let validators: Validator[];

beforeAll(async () => {
  const documents = [base, ...cases.map(({ document }) => document)];
  types = await createTypeJudge(documents);
  validators = documents.map(createValidator);
}, 120_000);

/** What a judge found, against what the rules say of the same axis. */
function disagreement(
  found: Judgement,
  axis: "wireRequest" | "wireResponse" | "ts",
  seen: unknown,
): string | undefined {
  const level = verdictOf(found.findings)[axis];
  const ids = found.findings.map(({ id }) => id);
  const broken = seen !== undefined;
  if (broken && level !== "break" && level !== "warn" && !ids.some((id) => id in forgiven)) {
    return `${axis}: a judge sees a break, the rules say ${level}: ${JSON.stringify(seen)} [${ids.join()}]`;
  }
  const visible = found.findings.filter(({ id, usedBy, ts }) => {
    if (axis === "ts") return ts === "break";
    const direction = axis === "wireRequest" ? "request" : "response";
    return !(id in unseen) && usedBy.some((use) => use.direction === direction && use.verdict === "break");
  });
  if (!broken && visible.length > 0) {
    return `${axis}: the rules see a break that no judge does: ${visible.map(({ id, pointer }) => `${id} ${pointer}`).join()}`;
  }
  return undefined;
}

function disagreements(from: number, to: number): readonly string[] {
  const [old, now] = [validators[from], validators[to]];
  if (!old || !now) throw new Error("no such case");
  const found = judge(sideOf(old.document), sideOf(now.document), "access-tokens", schemaOptions);
  return [
    disagreement(found, "wireRequest", refusedBy(old.request, now.request)),
    disagreement(found, "wireResponse", refusedBy(now.response, old.response)),
    disagreement(found, "ts", types.breakBetween(from, to)),
  ].filter((line) => line !== undefined);
}

describe("two judges that know nothing of the rules agree with them", () => {
  test.each(cases.map(({ name }, index) => ({ name, index: index + 1 })))("$name", ({ index }) => {
    expect(disagreements(0, index)).toEqual([]);
  });

  test.each(cases.map(({ name }, index) => ({ name, index: index + 1 })))(
    "the other way round: $name",
    ({ index }) => {
      expect(disagreements(index, 0)).toEqual([]);
    },
  );
});
