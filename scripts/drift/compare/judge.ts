import { createHash } from "node:crypto";
import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import { reach } from "../../spec/references.js";
import { SpecError } from "../../spec/yaml.js";
import { tsOf, wireOf } from "./change.js";
import { collectChanges } from "./collect.js";
import { worst } from "./level.js";
import type { Direction, Level } from "./level.js";
import { selectScope } from "../../spec/operations.js";
import type { Scope } from "../../spec/operations.js";
import type { Collected, Use } from "./region.js";
import type { Coverage, Finding, NotJudged, UsedBy } from "../tell/report.js";
import { ruleOf } from "./rules.js";
import { compareDocumentProse } from "./surroundings.js";
import type { TypeOptions } from "./walk.js";

/** What the comparison of two sides found, before anything was accepted. */
export interface Judgement {
  readonly operations: readonly string[];
  readonly coverage: { readonly base: Coverage; readonly head: Coverage; readonly notes: readonly string[] };
  readonly findings: readonly Finding[];
  readonly notJudged: readonly NotJudged[];
}

/**
 * Compares two sides within a tag.
 *
 * @throws {SpecError} when it cannot be judged: no operation with the tag on either side, or a reference within the
 * scope that leads nowhere.
 */
export function judge(base: Side, head: Side, tag: string, types: TypeOptions): Judgement {
  const scope = selectScope(base, head, tag);
  const operations = operationNames(scope);
  if (operations.length === 0) throw new SpecError([`no operation is tagged "${tag}" on either side`]);
  const collected = [...collectChanges({ base, head }, scope, types)];
  const tags = new Set(
    scope.pairs.flatMap((pair) => pair.base.tags.filter((name) => pair.head.tags.includes(name))),
  );
  const everywhere = scope.pairs.map((pair): Use => ({ operation: pair.head.name, direction: "request" }));
  compareDocumentProse({ base, head }, tags, (change) =>
    collected.push({ change, operation: null, uses: everywhere }),
  );
  return {
    operations,
    coverage: {
      base: coverage(base, [...scope.pairs.map((pair) => pair.base), ...scope.removed], scope, "base"),
      head: coverage(head, [...scope.pairs.map((pair) => pair.head), ...scope.added], scope, "head"),
      notes: [...base.warnings, ...head.warnings, ...danglingOutside(base), ...danglingOutside(head)],
    },
    findings: sorted(shared(collected).map(asFinding)),
    notJudged: scope.notJudged.map(({ operation, side }) => ({
      id: "coverage.not-in-fragment",
      operation: operation.name,
      reason: `only ${side} shows it, and the other side is a page that shows some operations`,
    })),
  };
}

function operationNames(scope: Scope): string[] {
  return [
    ...scope.pairs.map(({ head }) => head.name),
    ...scope.removed.map(({ name }) => name),
    ...scope.added.map(({ name }) => name),
    ...scope.notJudged.map(({ operation }) => operation.name),
  ].toSorted();
}

function coverage(
  side: Side,
  judged: readonly { name: string }[],
  scope: Scope,
  which: "base" | "head",
): Coverage {
  const others = scope.notJudged.filter((entry) => entry.side === which).map(({ operation }) => operation);
  return { complete: !side.partial, operations: [...judged, ...others].map(({ name }) => name).toSorted() };
}

/** What stands at one place that several operations share is one finding: the servers, the security of the document. */
function shared(collected: readonly Collected[]): Collected[] {
  const groups = new Map<string, Collected>();
  for (const one of collected) {
    const { id, pointer, old, new: now } = one.change;
    const key = stableJson([id, pointer, old, now, one.operation === null ? one.change.message : ""]);
    const before = groups.get(key);
    if (!before) groups.set(key, one);
    else {
      const operation = before.operation === one.operation ? one.operation : null;
      groups.set(key, { ...before, operation, uses: unique([...before.uses, ...one.uses]) });
    }
  }
  return [...groups.values()];
}

function unique(uses: readonly Use[]): Use[] {
  return [...new Map(uses.map((use) => [stableJson(use), use])).values()];
}

function asFinding({ change, operation, uses }: Collected): Finding {
  const matters = (direction: Direction): boolean =>
    wireOf(change, direction) !== "none" || tsOf(change, direction) !== "none";
  const touched = uses.filter(({ direction }) => matters(direction));
  const usedBy = (touched.length > 0 ? touched : uses)
    .map((use): UsedBy => Object.assign({ verdict: wireOf(change, use.direction) }, use))
    .toSorted((a, b) => compareText(stableJson(a), stableJson(b)));
  const flows = new Set(usedBy.map(({ direction }) => direction));
  const [only = "request"] = flows;
  return {
    id: change.id,
    fingerprint: fingerprint(change.id, change.pointer, change.old, change.new),
    operation,
    direction: flows.size > 1 ? "both" : only,
    pointer: change.pointer,
    usedBy,
    wire: worst(usedBy.map(({ verdict }) => verdict)),
    ts: worst([...flows].map((direction): Level => tsOf(change, direction))),
    message: change.message,
    old: change.old ?? null,
    new: change.new ?? null,
    oasdiff: ruleOf(change.id).oasdiff,
  };
}

function fingerprint(...parts: readonly unknown[]): string {
  return createHash("sha256").update(stableJson(parts)).digest("hex").slice(0, 16);
}

function sorted(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      compareText(a.pointer, b.pointer) ||
      compareText(a.id, b.id) ||
      compareText(a.fingerprint, b.fingerprint),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** References that lead nowhere and that nothing in the scope reaches: real documents have them. */
function danglingOutside(side: Side): string[] {
  const { paths, components } = side.document;
  const { dangling } = reach(side.document, [
    { raw: paths, at: "#/paths" },
    { raw: components, at: "#/components" },
  ]);
  return dangling.map(
    ({ ref, at }) => `${side.where(at)}: $ref "${ref}" points at nothing; it is outside the scope`,
  );
}
