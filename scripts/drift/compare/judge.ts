import { createHash } from "node:crypto";
import { stableJson } from "../../spec/equal.js";
import type { Side } from "../../spec/merge.js";
import { selectScope } from "../../spec/operations.js";
import type { Scope } from "../../spec/operations.js";
import { reach } from "../../spec/references.js";
import { SpecError } from "../../spec/yaml.js";
import type { Coverage, Finding, NotJudged, UsedBy } from "../tell/report.js";
import { pointerTo, tsOf, wireOf } from "./change.js";
import { collectChanges } from "./collect.js";
import type { EngineOptions } from "./collect.js";
import type { Collected } from "./collected.js";
import { compareDocuments } from "./document.js";
import { worst } from "./level.js";
import type { Direction, Level } from "./level.js";
import { ruleOf } from "./rules.js";
import type { Use } from "./users.js";

/** The result of comparing two sides, before anything is accepted. */
export interface Judgement {
  readonly operations: readonly string[];
  readonly coverage: { readonly base: Coverage; readonly head: Coverage; readonly notes: readonly string[] };
  readonly findings: readonly Finding[];
  readonly notJudged: readonly NotJudged[];
}

/** Options of a comparison. */
export interface JudgeOptions extends EngineOptions {
  /** Tags of the operations to compare; when empty, all are compared. */
  readonly tags: readonly string[];
}

/**
 * Compares two sides, restricted to some tags.
 *
 * @throws {SpecError} when no operation on either side has such a tag, or a reference within the scope leads nowhere.
 */
export function judge(base: Side, head: Side, options: JudgeOptions): Judgement {
  const sides = { base, head };
  const scope = selectScope(base, head, options.tags);
  const operations = operationNames(scope);
  if (operations.length === 0) {
    const wanted = options.tags.map((tag) => ` is tagged "${tag}"`).join(", or");
    throw new SpecError([`no operation${wanted} on either side`]);
  }
  const collected = [
    ...collectChanges(sides, scope, options),
    ...compareDocuments(sides, scope, options.tags),
  ];
  return {
    operations,
    coverage: {
      base: coverage(base, [...scope.pairs.map((pair) => pair.base), ...scope.removed], scope, "base"),
      head: coverage(head, [...scope.pairs.map((pair) => pair.head), ...scope.added], scope, "head"),
      notes: [...base.warnings, ...head.warnings, ...danglingOutside(base), ...danglingOutside(head)],
    },
    findings: sorted(shared(collected).map((one) => asFinding(one, sides))),
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

/** Merges changes at a place that several operations share, such as the document's servers or security, into one. */
function shared(collected: readonly Collected[]): Collected[] {
  const groups = new Map<string, Collected>();
  for (const one of collected) {
    const { id, at, old, new: now, message } = one.change;
    const key = stableJson([id, at, old, now, one.operation === null ? message : ""]);
    const before = groups.get(key);
    if (!before) groups.set(key, one);
    else {
      const operation = before.operation === one.operation ? one.operation : null;
      const typesOnly = [...(before.typesOnly ?? []), ...(one.typesOnly ?? [])];
      groups.set(key, { ...before, operation, uses: unique([...before.uses, ...one.uses]), typesOnly });
    }
  }
  return [...groups.values()];
}

function unique(uses: readonly Use[]): Use[] {
  return [...new Map(uses.map((use) => [stableJson(use), use])).values()];
}

function asFinding(
  { change, operation, uses, typesOnly = [] }: Collected,
  sides: { readonly base: Side; readonly head: Side },
): Finding {
  const levelFor = (use: Use): Level => (typesOnly.includes(use) ? "none" : wireOf(change, use.direction));
  const matters = uses.filter((use) => levelFor(use) !== "none" || tsOf(change, use.direction) !== "none");
  const usedBy = (matters.length > 0 ? matters : uses)
    .map((use): UsedBy => Object.assign({ verdict: levelFor(use) }, use))
    .toSorted((a, b) => compareText(stableJson(a), stableJson(b)));
  const flows = new Set(usedBy.map(({ direction }): Direction => direction));
  const [only = "request"] = flows;
  const [before, after] = change.at;
  const pointer = pointerTo(change.at);
  return {
    id: change.id,
    fingerprint: fingerprint(change.id, pointer, change.old, change.new),
    operation,
    direction: flows.size > 1 ? "both" : only,
    pointer,
    where: {
      old: before === undefined ? null : sides.base.where(before),
      new: after === undefined ? null : sides.head.where(after),
    },
    usedBy,
    wire: worst(usedBy.map(({ verdict }) => verdict)),
    ts: worst([...flows].map((direction) => tsOf(change, direction))),
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

/** Lists references that lead nowhere and that nothing in the scope reaches; real documents have them. */
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
