import type { Part } from "../read/shape.js";
import { below, wireOf } from "./change.js";
import type { Change } from "./change.js";
import { createPairs } from "./effort.js";
import type { Pairs } from "./effort.js";
import { directions } from "./level.js";
import { compareLimits } from "./limits.js";
import { compareObjects } from "./objects.js";
import { compareDefaults, compareProse } from "./prose.js";
import { compareUnions } from "./unions.js";
import { compareNull, compareValues } from "./values.js";
import type { Pair, Role, Walk } from "./walk.js";
import { together, weightless, weightOf } from "./weight.js";
import type { Weight } from "./weight.js";

/** Parts of a walk that its creator provides. */
export type WalkOptions = Pick<
  Walk,
  "base" | "head" | "types" | "guarded" | "leadsToGuarded" | "flows" | "report" | "enter" | "effort"
> & { readonly weights: Pairs<Weight> };

/** Creates a walk that reports to the given functions. It visits each pair once. */
export function createWalk(options: WalkOptions, seen = createPairs<true>()): Walk {
  const { effort, flows, report } = options;
  const walk: Walk = {
    ...options,
    report: (change) => {
      report(flows.length === directions.length ? change : masked(change, walk));
    },
    compare: (base, head, role = "value") => {
      effort.spend();
      if (seen.get(base.raw, head.raw)) return;
      seen.set(base.raw, head.raw, true);
      effort.deeper(() => {
        compareSchemas(walk, base, head, role);
      });
    },
    weigh: (base, head) => weigh(options, base, head),
    reversed: () => createWalk({ ...options, base: options.head, head: options.base }),
    with: (other) => createWalk({ ...options, ...other }, seen),
  };
  return walk;
}

/** Limits a change to types in the directions in which no value flows. */
function masked(change: Change, { flows }: Walk): Change {
  const [request = "none", response = "none"] = directions.map((direction) =>
    flows.includes(direction) ? wireOf(change, direction) : "none",
  );
  return { ...change, wire: [request, response] };
}

/** Compares two schemas. Keywords around a reference are compared here, its target once for all uses. */
function compareSchemas(walk: Walk, base: Part, head: Part, role: Role): void {
  const [from, to] = [walk.base.peel(base), walk.head.peel(head)];
  const [old, now] = [walk.base.shape(base), walk.head.shape(head)];
  const at = [base.at, head.at] as const;
  const isReference = from.ref !== undefined && to.ref !== undefined && from.wrapped === to.wrapped;
  const [before, after] = isReference ? [from, to] : [old, now];
  compareProse(walk, before, after, at);
  if (role !== "parameter") {
    const defaults = { old, now, before: before.default, after: after.default };
    compareDefaults(walk, defaults, below(at, "default"), "property");
  }
  if (isReference && from.ref !== undefined && to.ref !== undefined) {
    if (from.wrapped && role !== "variant") compareNull(walk, old, now, at);
    // Null is reported here, where it is declared.
    walk.enter(from.ref, to.ref, from.wrapped || role === "variant" ? "variant" : "value", walk.flows);
    return;
  }
  const isGuarded = [from.ref, to.ref].some((ref) => ref !== undefined && walk.leadsToGuarded(ref));
  const pair = { old, now, base, head, at };
  compareShapes(isGuarded ? walk.with({ guarded: true }) : walk, pair, role);
}

function compareShapes(walk: Walk, pair: Pair, role: Role): void {
  if (!compareValues(walk, pair, role)) return;
  if (compareUnions(walk, pair)) return;
  compareObjects(walk, pair);
  compareLimits(walk, pair);
}

/** Weighs a pair once. Until that is done, as within a pair that contains itself, it counts as unchanged. */
function weigh(options: WalkOptions, base: Part, head: Part): Weight {
  const known = options.weights.get(base.raw, head.raw);
  if (known) return known;
  options.weights.set(base.raw, head.raw, weightless);
  let sum = weightless;
  const inner = createWalk({
    ...options,
    flows: directions,
    report: (change) => {
      sum = together(sum, weightOf(change));
    },
    enter: (from, to) => {
      const [a, b] = [from, to].map((ref) => ({ raw: { $ref: ref }, at: ref }));
      if (a && b) sum = together(sum, weigh(options, options.base.resolve(a), options.head.resolve(b)));
    },
  });
  inner.compare(base, head, "variant");
  options.weights.set(base.raw, head.raw, sum);
  return sum;
}
