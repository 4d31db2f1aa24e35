import { beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../scripts/drift/compare/judge.js";
import type { Judgement } from "../../scripts/drift/compare/judge.js";
import type { Finding } from "../../scripts/drift/tell/report.js";
import { verdictOf } from "../../scripts/drift/tell/verdict.js";
import { resolvePointer } from "../../scripts/spec/contract.js";
import { schemaOptions } from "../../scripts/spec/emit-schema.js";
import { isRecord } from "../../scripts/spec/yaml.js";
import { committedWith } from "./edits.js";
import { createTypeJudge } from "./judges/types.js";
import type { TypeJudge } from "./judges/types.js";
import { createValidator, refusedBy } from "./judges/validator.js";
import type { Validator } from "./judges/validator.js";
import { allEdits, randomFrom } from "./random-edits.js";
import { sideOf } from "./sides.js";

/** Breaks that the rules see and a validator cannot: why, and where that holds only of some, of which. */
const unseen: Readonly<Record<string, { why: string; when?: (finding: Finding, place: Place) => boolean }>> =
  {
    "property.removed": { why: "an open object takes the old key and ignores it", when: isOpenRequest },
    "property.renamed": { why: "an open object takes the old key and ignores it", when: isOpenRequest },
    "operation.removed": { why: "no place is left to compare" },
    "operation.moved": { why: "no place is left to compare" },
    "default.changed": { why: "a default is no constraint" },
    "body.became-required": { why: "a validator looks at bodies, not at whether there is one" },
    "oneOf.became-ambiguous": { why: "a value that fits twice is found only if it is tried" },
    "oneOf.became": {
      why: "an open object that requires nothing admits the other choice too",
      when: ({ old }, { base }) => requiresNothing(old, base),
    },
    "oneOf.dropped": {
      why: "an open object that requires nothing admits the other choice too",
      when: (finding, { head }) => requiresNothing(finding.new, head),
    },
    "opaque.rhymesWith": { why: "nobody knows the keyword" },
  };

interface Place {
  readonly axis: Axis;
  readonly base: Json;
  readonly head: Json;
}

type Axis = "wireRequest" | "wireResponse" | "ts";
type Json = Readonly<Record<string, unknown>>;

/** Whether a key went from an object that still takes any. An answer without a key that it owed is seen. */
function isOpenRequest({ pointer }: Finding, { axis, head }: Place): boolean {
  const holder = resolvePointer(head, pointer.slice(0, pointer.lastIndexOf("/properties/")));
  return axis === "wireRequest" && !(isRecord(holder) && holder["additionalProperties"] === false);
}

/** Whether some branch of a schema is an open object that requires nothing. */
function requiresNothing(schema: unknown, document: Json): boolean {
  if (!isRecord(schema)) return true;
  if (typeof schema["$ref"] === "string")
    return requiresNothing(resolvePointer(document, schema["$ref"]), document);
  const branches: unknown = schema["oneOf"] ?? schema["allOf"];
  if (Array.isArray(branches)) return branches.some((branch) => requiresNothing(branch, document));
  return (
    schema["type"] === "object" &&
    schema["required"] === undefined &&
    schema["additionalProperties"] !== false
  );
}

/** Breaks of answers that a validator sees and the rules call safe. Each line says why. */
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
      const document = committedWith(...chosen.map(({ edit }) => edit));
      cases.push({ name: chosen.map(({ name }) => name).join(" and "), document });
    } catch {
      // The second edit can lose its place to the first; then another pair is drawn.
    }
  }
  return cases;
}

const base = committedWith();
const cases = randomCases();
let types: TypeJudge;
let validators: Validator[];

beforeAll(async () => {
  const documents = [base, ...cases.map(({ document }) => document)];
  types = await createTypeJudge(documents);
  validators = documents.map(createValidator);
}, 120_000);

/** What a judge found, against what the rules say of the same axis. */
function disagreement(found: Judgement, place: Place, seen: unknown): string | undefined {
  const { axis } = place;
  const level = verdictOf(found.findings)[axis];
  const ids = found.findings.map(({ id }) => id);
  const broken = seen !== undefined;
  const isForgiven = axis === "wireResponse" && ids.some((id) => id in forgiven);
  if (broken && level !== "break" && level !== "warn" && !isForgiven) {
    return `${axis}: a judge sees a break, the rules say ${level}: ${JSON.stringify(seen)} [${ids.join()}]`;
  }
  const visible = found.findings.filter((finding) => {
    if (axis === "ts") return finding.ts === "break";
    const direction = axis === "wireRequest" ? "request" : "response";
    const excuse = unseen[finding.id];
    if (excuse && (excuse.when?.(finding, place) ?? true)) return false;
    return finding.usedBy.some((use) => use.direction === direction && use.verdict === "break");
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
  const at = (axis: Axis): Place => ({ axis, base: old.document, head: now.document });
  return [
    disagreement(found, at("wireRequest"), refusedBy(old.request, now.request)),
    disagreement(found, at("wireResponse"), refusedBy(now.response, old.response)),
    disagreement(found, at("ts"), types.breakBetween(from, to)),
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
