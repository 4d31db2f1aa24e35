import type { Part } from "../read/shape.js";
import { SpecError } from "../../spec/yaml.js";
import { below, isDocs, levelsOf } from "./change.js";
import type { Change } from "./change.js";
import { compareDefaults } from "./defaults.js";
import { directions, worst } from "./level.js";
import type { Both } from "./level.js";
import { compareLimits } from "./limits.js";
import { compareObjects } from "./objects.js";
import { compareOpaque, compareProse } from "./prose.js";
import { compareUnions } from "./unions.js";
import { compareNull, compareValues } from "./values.js";
import type { Place, Role, Walk, Weight } from "./walk.js";

/** The most steps that one comparison may take; a pair of S2's whole documents takes about 10 000. */
const maximumSteps = 1_000_000;
/** The deepest nesting of comparisons; beyond it the documents describe nothing that could be sent. */
const maximumDepth = 400;

/** What all walks of one comparison share. */
export interface Shared extends Pick<Walk, "base" | "head" | "types" | "leadsToGuarded"> {
  readonly spent: { steps: number; depth: number };
  readonly weights: Pairs<Weight>;
}

/** Where a walk takes what it finds. */
export interface Sinks extends Pick<Walk, "enter"> {
  readonly note: (change: Change) => void;
}

/** Creates a walk, which visits each pair once. */
export function createWalk(shared: Shared, place: Place, to: Sinks, seen = createPairs<true>()): Walk {
  const { spent } = shared;
  const walk: Walk = {
    ...shared,
    ...place,
    enter: to.enter,
    report: (id, at, message, details) => {
      to.note(masked({ id, at, message: place.about + message, ...details }, place));
    },
    compare: (base, head, role = "value") => {
      walk.spend();
      if (seen.get(base.raw, head.raw)) return;
      seen.set(base.raw, head.raw, true);
      spent.depth += 1;
      if (spent.depth > maximumDepth) {
        throw new SpecError([`the documents nest deeper than ${maximumDepth} schemas into each other`]);
      }
      compareSchemas(walk, base, head, role);
      spent.depth -= 1;
    },
    weigh: (base, head) => weigh(shared, place, base, head),
    reversed: () => createWalk({ ...shared, base: shared.head, head: shared.base }, place, to),
    with: (other) => createWalk(shared, { ...place, ...other }, to, seen),
    spend: () => {
      spent.steps += 1;
      if (spent.steps > maximumSteps) {
        throw new SpecError([`the documents are too entangled to compare: more than ${maximumSteps} steps`]);
      }
    },
  };
  return walk;
}

/** Limits a change to types in the directions in which no value flows. */
function masked(change: Change, { flows }: Place): Change {
  if (flows.length === directions.length) return change;
  const [request, response] = levelsOf(change).wire;
  const wire: Both = [
    flows.includes("request") ? request : "none",
    flows.includes("response") ? response : "none",
  ];
  return { ...change, wire };
}

/** Compares two schemas. Keywords around a reference are compared here, its target once for all uses. */
function compareSchemas(walk: Walk, base: Part, head: Part, role: Role): void {
  const [from, to] = [walk.base.peel(base), walk.head.peel(head)];
  const [old, now] = [walk.base.shape(base), walk.head.shape(head)];
  const at = [base.at, head.at] as const;
  const isReference = from.ref !== undefined && to.ref !== undefined && from.wrapped === to.wrapped;
  const [before, after] = isReference ? [from, to] : [old, now];
  compareProse(walk.report, before, after, at);
  if (role !== "parameter") {
    compareDefaults(walk, [old, now], [before.default, after.default], below(at, "default"));
  }
  if (isReference && from.ref !== undefined && to.ref !== undefined) {
    // Null is reported here, where it is declared.
    if (from.wrapped && role !== "variant") compareNull(walk, old, now, at);
    walk.enter(from.ref, to.ref, from.wrapped || role === "variant" ? "variant" : "value", walk.flows);
    return;
  }
  const pair = { old, now, base, head, at };
  const isGuarded = [from.ref, to.ref].some((ref) => ref !== undefined && walk.leadsToGuarded(ref));
  const inner = isGuarded ? walk.with({ guarded: true }) : walk;
  if (!compareValues(inner, pair, role) || compareUnions(inner, pair)) return;
  compareObjects(inner, pair);
  compareLimits(inner.report, old, now, at);
  compareOpaque(inner, old.opaque, now.opaque, at);
}

const weightless: Weight = {
  wire: ["none", "none"],
  ts: ["none", "none"],
  valid: { wire: "none", ts: "none" },
  changes: 0,
};

function weightOf(change: Change): Weight {
  if (isDocs(change)) return weightless;
  const { wire, ts } = levelsOf(change);
  const isLost = change.id === "property.removed";
  const valid = { wire: change.valid ?? wire[0], ts: isLost ? ("none" as const) : ts[0] };
  return { wire, ts, valid, changes: 1 };
}

/** Weighs a pair once. Until that is done, as within a pair that contains itself, it counts as unchanged. */
function weigh(shared: Shared, place: Place, base: Part, head: Part): Weight {
  const known = shared.weights.get(base.raw, head.raw);
  if (known) return known;
  shared.weights.set(base.raw, head.raw, weightless);
  let sum = weightless;
  const walk = createWalk(
    shared,
    { ...place, flows: directions },
    {
      note: (change) => {
        sum = together(sum, weightOf(change));
      },
      enter: (from, to) => {
        const target = shared.base.resolve({ raw: { $ref: from }, at: from });
        const other = shared.head.resolve({ raw: { $ref: to }, at: to });
        sum = together(sum, weigh(shared, place, target, other));
      },
    },
  );
  walk.compare(base, head, "variant");
  shared.weights.set(base.raw, head.raw, sum);
  return sum;
}

function together(a: Weight, b: Weight): Weight {
  const both = (one: Both, other: Both): Both => [worst([one[0], other[0]]), worst([one[1], other[1]])];
  const valid = { wire: worst([a.valid.wire, b.valid.wire]), ts: worst([a.valid.ts, b.valid.ts]) };
  return { wire: both(a.wire, b.wire), ts: both(a.ts, b.ts), valid, changes: a.changes + b.changes };
}

/** A memory for pairs of objects; other pairs are not worth remembering. */
export interface Pairs<T> {
  readonly get: (a: unknown, b: unknown) => T | undefined;
  readonly set: (a: unknown, b: unknown, value: T) => void;
}

/** Creates an empty memory for pairs. */
export function createPairs<T>(): Pairs<T> {
  const rows = new WeakMap<object, WeakMap<object, T>>();
  const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
  return {
    get: (a, b) => (isObject(a) && isObject(b) ? rows.get(a)?.get(b) : undefined),
    set: (a, b, value) => {
      if (!isObject(a) || !isObject(b)) return;
      const row = rows.get(a) ?? new WeakMap<object, T>();
      rows.set(a, row.set(b, value));
    },
  };
}
