import type { Part } from "../../../spec/schema/shape.js";
import { schemaName } from "../../../spec/references.js";
import { SpecError } from "../../../spec/yaml.js";
import { compareObjects } from "./objects.js";
import { compareOpaque, compareProse } from "../prose.js";
import type { Direction } from "../rules.js";
import { compareUnions } from "./unions.js";
import { compareDefaults, compareLimits, compareNull, compareValues } from "../values.js";
import { below, isDocs, levelsOf, together } from "../walk.js";
import type { Place, Report, Role, Walk, Weight } from "../walk.js";

/** The most steps that one comparison may take; a pair of S2's whole documents takes about 10 000. */
const maximumSteps = 1_000_000;
/** The deepest nesting of comparisons; beyond it the documents describe nothing that could be sent. */
const maximumDepth = 400;

/** The parts that all walks of one comparison share. */
export interface Shared extends Pick<Walk, "base" | "head" | "types"> {
  readonly direction: Direction;
  /** Names of components below which a lost key is a break. */
  readonly guarded: readonly string[];
  readonly spent: { steps: number; depth: number };
  /** Weights that are known, by direction and place. */
  readonly weights: Map<string, Pairs<Weight>>;
  /** True if the older document is compared with the newer one, false if the other way round. */
  readonly isForward: boolean;
  /** Goes on with the targets of two references. */
  readonly enter: (entry: Entry) => void;
}

/** The targets of two references, and how they were referred to. */
export interface Entry {
  readonly refs: readonly [string, string];
  readonly parts: readonly [Part, Part];
  readonly role: Role;
  readonly isGuarded: boolean;
}

/** Creates a walk, which visits each pair once in each role. */
export function createWalk(
  shared: Shared,
  place: Place,
  report: Report,
  seen = createPairs<readonly Role[]>(),
): Walk {
  const { base, head, direction, types, spent } = shared;
  const walk: Walk = {
    base,
    head,
    types,
    isSent: direction === "request",
    ...place,
    report: (id, at, message, details) => {
      report(id, at, place.about + message, details);
    },
    compare: (old, now, role = "value") => {
      walk.spend();
      const before = seen.get(old.raw, now.raw) ?? [];
      if (before.includes(role)) return;
      seen.set(old.raw, now.raw, [...before, role]);
      spent.depth += 1;
      if (spent.depth > maximumDepth) {
        throw new SpecError([`the documents nest deeper than ${maximumDepth} schemas into each other`]);
      }
      compareSchemas(shared, walk, [old, now], role);
      spent.depth -= 1;
    },
    weigh: (old, now) => weigh(shared, place, old, now),
    reversed: () => {
      const back = direction === "request" ? "response" : "request";
      const other = {
        ...shared,
        base: head,
        head: base,
        direction: back,
        isForward: !shared.isForward,
      } as const;
      return createWalk(other, place, report);
    },
    // A key may have been lost without harm where nothing guards it.
    with: (other) =>
      createWalk(shared, { ...place, ...other }, report, other.guarded === undefined ? seen : undefined),
    spend: () => {
      spent.steps += 1;
      if (spent.steps > maximumSteps) {
        throw new SpecError([`the documents are too entangled to compare: more than ${maximumSteps} steps`]);
      }
    },
  };
  return walk;
}

/** Compares two schemas: keywords around a reference here, its target as a schema of its own. */
function compareSchemas(shared: Shared, walk: Walk, [base, head]: readonly [Part, Part], role: Role): void {
  const [from, to] = [walk.base.peel(base), walk.head.peel(head)];
  const [old, now] = [walk.base.shape(base), walk.head.shape(head)];
  const at = [base.at, head.at] as const;
  const isReference = from.ref !== undefined && to.ref !== undefined && from.wrapped === to.wrapped;
  const [before, after] = isReference ? [from, to] : [old, now];
  compareProse(walk.report, before, after, at);
  if (role !== "parameter") {
    compareDefaults(walk.report, [old, now], [before.default, after.default], below(at, "default"));
  }
  const isGuarded = [from.ref, to.ref].some((ref) => shared.guarded.includes(schemaName(ref ?? "") ?? ""));
  const inner = isGuarded && !walk.guarded ? walk.with({ guarded: true }) : walk;
  if (isReference && from.ref !== undefined && to.ref !== undefined) {
    // Null is reported here, where it is declared.
    if (from.wrapped && role !== "variant") compareNull(walk, old, now, at);
    const refs = [from.ref, to.ref] as const;
    const parts = [walk.base.resolve(refTo(from.ref)), walk.head.resolve(refTo(to.ref))] as const;
    const inside = from.wrapped || role === "variant" ? "variant" : "value";
    shared.enter({ refs, parts, role: inside, isGuarded: inner.guarded });
    return;
  }
  const pair = { old, now, base, head, at };
  if (!compareValues(inner, pair, role) || compareUnions(inner, pair)) return;
  compareObjects(inner, pair);
  compareLimits(inner.report, old, now, at);
  compareOpaque(inner, old.opaque, now.opaque, at);
}

function refTo(ref: string): Part {
  return { raw: { $ref: ref }, at: ref };
}

const weightless: Weight = { wire: "none", ts: "none", valid: { wire: "none", ts: "none" } };

/** Weighs a pair once. Until that is done, as within a pair that contains itself, it counts as unchanged. */
function weigh(shared: Shared, place: Place, base: Part, head: Part): Weight {
  const key = `${shared.direction} ${shared.isForward} ${place.guarded}`;
  const weights = shared.weights.get(key) ?? createPairs<Weight>();
  shared.weights.set(key, weights);
  const known = weights.get(base.raw, head.raw);
  if (known) return known;
  weights.set(base.raw, head.raw, weightless);
  let sum = weightless;
  const add = ({ valid, ...levels }: Weight): void => {
    if (!isDocs(levels)) sum = { ...together(sum, levels), valid: together(sum.valid, valid) };
  };
  const enter: Shared["enter"] = ({ parts, isGuarded }) => {
    add(weigh(shared, { ...place, guarded: isGuarded }, ...parts));
  };
  createWalk({ ...shared, enter }, { ...place, about: "" }, (id, at, message, details) => {
    const levels = levelsOf({ id, at, message, ...details }, shared.direction);
    const ts = id === "property.removed" ? "none" : levels.ts;
    add({ ...levels, valid: { wire: details?.valid ?? levels.wire, ts } });
  }).compare(base, head, "variant");
  weights.set(base.raw, head.raw, sum);
  return sum;
}

/** A memory for pairs of objects; other pairs are not worth remembering. */
export interface Pairs<T> {
  readonly get: (a: unknown, b: unknown) => T | undefined;
  readonly set: (a: unknown, b: unknown, value: T) => void;
}

/** Creates an empty memory for pairs. */
function createPairs<T>(): Pairs<T> {
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
