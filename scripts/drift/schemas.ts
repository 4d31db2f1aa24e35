import { isProse } from "./change.js";
import { compareLimits } from "./limits.js";
import { compareObjects } from "./objects.js";
import { compareDefaults, compareProse } from "./prose.js";
import type { Part } from "./shape.js";
import { compareUnions } from "./unions.js";
import { compareNull, compareValues } from "./values.js";
import type { Pair, Walk } from "./walk.js";

/** What a walk is made of; the rest is the engine's. */
export type WalkOptions = Pick<
  Walk,
  "base" | "head" | "types" | "underScope" | "leadsToScope" | "report" | "enter" | "spend"
>;

/** A walk that reports to the given functions. */
export function createWalk(options: WalkOptions): Walk {
  const seen = createPairs();
  const walk: Walk = {
    ...options,
    compare: (base, head, isParameter = false) => {
      walk.spend();
      if (seen.add(base.raw, head.raw)) compareSchemas(walk, base, head, isParameter);
    },
    sameShape: (base, head) => sameShape(walk, base, head),
    trial: (base, head, report) => {
      createWalk({ ...options, report, enter: () => undefined }).compare(base, head);
    },
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
  compareShapes(entersScope ? withinScope(walk) : walk, { old, now, base, head });
}

function withinScope(walk: Walk): Walk {
  const inner: Walk = {
    ...walk,
    underScope: true,
    compare: (base, head, isParameter = false) => {
      walk.spend();
      compareSchemas(inner, base, head, isParameter);
    },
  };
  return inner;
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

/** Remembers pairs of objects, so that recursion through them ends. */
function createPairs(): { add: (a: unknown, b: unknown) => boolean } {
  const pairs = new WeakMap<object, WeakSet<object>>();
  return {
    add: (a, b) => {
      if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return true;
      const partners = pairs.get(a) ?? new WeakSet();
      pairs.set(a, partners);
      if (partners.has(b)) return false;
      partners.add(b);
      return true;
    },
  };
}
