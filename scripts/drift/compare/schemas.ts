import { isProse } from "./change.js";
import { createPairs } from "./effort.js";
import { compareLimits } from "./limits.js";
import { compareObjects } from "./objects.js";
import { compareDefaults, compareProse } from "./prose.js";
import type { Part } from "../read/shape.js";
import { compareUnions } from "./unions.js";
import { compareNull, compareValues } from "./values.js";
import type { Pair, Walk } from "./walk.js";

/** What a walk is made of; the rest is the engine's. */
export type WalkOptions = Pick<
  Walk,
  "base" | "head" | "types" | "underScope" | "leadsToScope" | "report" | "enter" | "effort"
>;

/** A walk that reports to the given functions. Where it comes to a pair again, it turns back. */
export function createWalk(options: WalkOptions, seen = createPairs()): Walk {
  const { effort } = options;
  const walk: Walk = {
    ...options,
    compare: (base, head, isParameter = false) => {
      effort.spend();
      if (seen.add(base.raw, head.raw)) effort.deeper(() => compareSchemas(walk, base, head, isParameter));
    },
    sameShape: (base, head) =>
      effort.once("same", [base.raw, head.raw], true, () => sameShape(walk, base, head)),
    trial: (base, head, report) => {
      createWalk({ ...options, report, enter: () => undefined }).compare(base, head);
    },
    with: (other) => createWalk({ ...options, ...other }, seen),
  };
  return walk;
}

/** Compares one schema with another. What is wrapped around a reference is compared here, its target once for all. */
function compareSchemas(walk: Walk, base: Part, head: Part, isParameter: boolean): void {
  const [from, to] = [walk.base.peel(base), walk.head.peel(head)];
  const old = walk.base.shape(base);
  const now = walk.head.shape(head);
  if (from.ref !== undefined && to.ref !== undefined && from.wrapped === to.wrapped) {
    compareProse(walk, from, to, head.at);
    if (!isParameter)
      compareDefaults(walk, { old, now, before: from.default, after: to.default }, head.at, "property");
    if (from.wrapped) compareNull(walk, old, now, head.at);
    walk.enter(from.ref, to.ref);
    return;
  }
  compareProse(walk, old, now, head.at);
  if (!isParameter)
    compareDefaults(walk, { old, now, before: old.default, after: now.default }, head.at, "property");
  const entersScope = [from.ref, to.ref].some((ref) => ref !== undefined && walk.leadsToScope(ref));
  compareShapes(entersScope ? walk.with({ underScope: true }) : walk, { old, now, base, head });
}

function compareShapes(walk: Walk, pair: Pair): void {
  if (!compareValues(walk, pair)) return;
  if (compareUnions(walk, pair)) return;
  compareObjects(walk, pair);
  compareLimits(walk, pair);
}

function sameShape(walk: Walk, base: Part, head: Part): boolean {
  const trial = { same: true };
  const waiting: [Part, Part][] = [[base, head]];
  const entered = new Set<string>();
  const inner = createWalk({
    ...walk,
    report: (change) => {
      trial.same &&= isProse(change);
    },
    enter: (from, to) => {
      const key = JSON.stringify([from, to]);
      if (entered.has(key)) return;
      entered.add(key);
      waiting.push([
        walk.base.resolve({ raw: { $ref: from }, at: base.at }),
        walk.head.resolve({ raw: { $ref: to }, at: head.at }),
      ]);
    },
  });
  for (let next = waiting.pop(); trial.same && next; next = waiting.pop()) inner.compare(next[0], next[1]);
  return trial.same;
}
