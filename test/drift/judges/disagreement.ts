import { judge } from "../../../scripts/drift/compare/judge.js";
import type { Judgement } from "../../../scripts/drift/compare/judge.js";
import { verdictOf } from "../../../scripts/drift/tell/verdict.js";
import type { Finding } from "../../../scripts/drift/tell/report.js";
import { isRecord, resolvePointer } from "../../../scripts/spec/yaml.js";
import { asTheCommandDoes, sideOf } from "../sides.js";
import { createTypeJudge } from "./types.js";
import { createValidator, refusedBy } from "./validator.js";

/** Breaks that the rules see and a validator cannot: why, and where that holds only of some, of which. */
const unseen: Readonly<Record<string, { why: string; when?: (finding: Finding, place: Place) => boolean }>> =
  {
    "property.removed": { why: "an open object takes the old key and ignores it", when: isOpenRequest },
    "property.renamed": { why: "an open object takes the old key and ignores it", when: isOpenRequest },
    "operation.removed": { why: "no place is left to compare" },
    "default.changed": { why: "a default is no constraint" },
    "body.became-required": { why: "a validator looks at bodies, not at whether there is one" },
  };

interface Place {
  readonly axis: Axis;
  readonly base: Json;
  readonly head: Json;
}

type Axis = "wireRequest" | "wireResponse" | "ts";
type Json = Readonly<Record<string, unknown>>;

/** Reports whether a key went from an object that still takes any. An answer without a key that it owed is seen. */
function isOpenRequest({ pointer }: Finding, { axis, head }: Place): boolean {
  const holder = resolvePointer(head, pointer.slice(0, pointer.lastIndexOf("/properties/")));
  return axis === "wireRequest" && !(isRecord(holder) && holder["additionalProperties"] === false);
}

/** Breaks that a validator sees and the rules call safe, by axis. Each line says why. */
const forgiven: Readonly<Record<string, { readonly axis: Axis; readonly why: string }>> = {
  "additionalProperties.opened": {
    axis: "wireResponse",
    why: "a reader that closes its objects is warned of by what is added to them",
  },
  "property.added-optional": {
    axis: "wireRequest",
    why: "nobody sends a key that the contract does not have",
  },
};

/** Compares the versions of a contract by their numbers, by the rules and by the judges. */
export type Disagreements = (from: number, to: number) => readonly string[];

/** Lets the judges read some versions of a contract, all of them at once. */
export async function createDisagreements(
  documents: readonly Record<string, unknown>[],
): Promise<Disagreements> {
  const types = await createTypeJudge(documents);
  const validators = documents.map(createValidator);
  return (from, to) => {
    const [old, now] = [validators[from], validators[to]];
    if (!old || !now) throw new Error("no such version");
    const found = judge(sideOf(old.document), sideOf(now.document), asTheCommandDoes);
    const at = (axis: Axis): Place => ({ axis, base: old.document, head: now.document });
    return [
      disagreement(found, at("wireRequest"), refusedBy(old.request, now.request)),
      disagreement(found, at("wireResponse"), refusedBy(now.response, old.response)),
      disagreement(found, at("ts"), types.breakBetween(from, to)),
    ].filter((line) => line !== undefined);
  };
}

/** The finding of a judge, and what the rules say of the same axis. */
function disagreement(found: Judgement, place: Place, seen: unknown): string | undefined {
  const { axis } = place;
  const level = verdictOf(found.findings)[axis];
  const ids = found.findings.map(({ id }) => id);
  const broken = seen !== undefined;
  const isForgiven = ids.some((id) => forgiven[id]?.axis === axis);
  if (broken && level !== "break" && level !== "warn" && !isForgiven) {
    return `${axis}: a judge sees a break, the rules say ${level}: ${JSON.stringify(seen)} [${ids.join()}]`;
  }
  // What is not judged is a break whether or not a validator finds a value that trips over it. A union is told as a
  // whole, and so with what it has inside.
  const isOpaque = found.findings.some(({ id }) => id.startsWith("opaque."));
  const visible = found.findings.filter((finding) => {
    if (isOpaque && /^(?:opaque|oneOf)\./.test(finding.id)) return false;
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
