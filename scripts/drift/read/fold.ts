import { stableJson } from "../../spec/equal.js";
import { isNull } from "./keywords.js";
import { anything, commonTypes, tighter } from "./shape.js";
import type { Bound, Measure, Part, Shape } from "./shape.js";

/**
 * Returns the intersection of two shapes; prose and defaults are the second's. What cannot be folded into one shape is
 * kept as opaque, so that it is never lost.
 */
export function intersect(a: Shape, b: Shape): Shape {
  const opaque = new Map([...a.opaque, ...b.opaque]);
  const both = <T>(keyword: string, first: T | undefined, second: T | undefined): T | undefined => {
    if (first === undefined || second === undefined || stableJson(first) === stableJson(second))
      return first ?? second;
    opaque.set(`allOf ${keyword}`, [first, second].map((side) => stableJson(side)).toSorted());
    return first;
  };
  for (const [keyword, value] of a.opaque) both(keyword, value, b.opaque.get(keyword));
  return {
    types: commonTypes(a.types, b.types),
    null: {
      wire: a.null.wire && b.null.wire,
      ts: a.null.ts && b.null.ts,
      ambiguous: (a.null.ambiguous && b.null.ts) || (b.null.ambiguous && a.null.ts),
    },
    values: commonValues(a, b),
    properties: allProperties(a.properties, b.properties),
    required: new Set([...a.required, ...b.required]),
    rest: commonRest(a.rest, b.rest),
    tuple: both("prefixItems", nonEmpty(a.tuple), nonEmpty(b.tuple)) ?? [],
    items: a.items && b.items ? allOf(a.items, b.items) : (a.items ?? b.items),
    union: both("union", a.union, b.union),
    lower: tightest(a.lower, b.lower, "min"),
    upper: tightest(a.upper, b.upper, "max"),
    format: both("format", a.format, b.format),
    pattern: both("pattern", a.pattern, b.pattern),
    readOnly: a.readOnly || b.readOnly,
    writeOnly: a.writeOnly || b.writeOnly,
    opaque,
    default: b.default ?? a.default,
    deprecated: a.deprecated || b.deprecated,
    docs: new Map([...a.docs, ...b.docs]),
  };
}

/**
 * Returns the shape of a `oneOf` or `anyOf`. Null branches become null, a single branch becomes itself, and bare types
 * or constants become one shape.
 */
export function unite(
  kind: "oneOf" | "anyOf",
  branches: readonly Part[],
  shapeOf: (part: Part) => Shape,
): Shape {
  const variants = branches.filter(({ raw }) => !isNull(raw));
  const shapes = variants.map(shapeOf);
  const nulls = branches.length - variants.length;
  const admitting = nulls + shapes.filter((shape) => shape.null.wire).length;
  const asNull = {
    wire: kind === "oneOf" ? admitting === 1 : admitting > 0,
    ts: nulls > 0 || shapes.some((shape) => shape.null.ts),
    ambiguous: kind === "oneOf" && admitting > 1,
  };
  const [only, ...others] = shapes;
  if (only === undefined) return { ...anything, types: new Set(), null: asNull };
  if (others.length === 0) return { ...only, null: asNull };
  const merged = mergeScalars(kind, variants, shapes);
  if (merged) return { ...merged, null: asNull };
  const types = new Set(shapes.flatMap((shape) => Array.from(shape.types)));
  if (types.has("number")) types.delete("integer");
  return { ...anything, types, null: asNull, union: { kind, variants } };
}

/** Merges a union of bare types into a list of types, and a union of constants into an enum. */
function mergeScalars(
  kind: "oneOf" | "anyOf",
  variants: readonly Part[],
  shapes: readonly Shape[],
): Shape | undefined {
  const named = variants.some(({ raw }) => isObject(raw) && "$ref" in raw);
  if (named || !shapes.every(isBare)) return undefined;
  const types = shapes.flatMap((shape) => [...shape.types]);
  const all = new Set(types);
  if (all.has("number") && all.has("integer")) return undefined;
  const docs = new Map(
    shapes.flatMap((shape, index) =>
      [...shape.docs].map(([key, text]) => [`${kind}/${index}/${key}`, text] as const),
    ),
  );
  const isUnambiguous = (found: number, said: number): boolean => kind === "anyOf" || found === said;
  if (shapes.every((shape) => shape.values === undefined)) {
    return isUnambiguous(all.size, types.length) ? { ...anything, types: all, docs } : undefined;
  }
  if (shapes.some((shape) => shape.values === undefined)) return undefined;
  const entries = shapes.flatMap((shape) => [...(shape.values ?? [])]);
  const values = new Map(entries);
  return isUnambiguous(values.size, entries.length) ? { ...anything, types: all, values, docs } : undefined;
}

/** Reports whether a shape states only types and values. */
function isBare(shape: Shape): boolean {
  const { properties, required, lower, upper, opaque, tuple, rest } = shape;
  const flags = [shape.null.ambiguous, shape.deprecated, shape.readOnly, shape.writeOnly];
  const others = [shape.items, shape.union, shape.default, shape.format, shape.pattern];
  return (
    properties.size + required.size + lower.size + upper.size + opaque.size + tuple.length === 0 &&
    rest.kind === "open" &&
    !rest.indexed &&
    !flags.includes(true) &&
    others.every((other) => other === undefined)
  );
}

function commonValues(a: Shape, b: Shape): Shape["values"] {
  const [fewer, more] = a.values ? [a, b] : [b, a];
  if (!fewer.values) return undefined;
  return new Map([...fewer.values].filter(([key]) => more.values?.has(key) ?? true));
}

function allProperties(a: Shape["properties"], b: Shape["properties"]): Shape["properties"] {
  const all = new Map(a);
  for (const [name, part] of b) {
    const other = a.get(name);
    all.set(name, other ? allOf(other, part) : part);
  }
  return all;
}

/** The schemas that a folded one was made of, each listed once. */
const members = new WeakMap<object, readonly unknown[]>();
/** The result of folding two schemas, reused so that a schema that contains itself terminates. */
const folded = new WeakMap<object, WeakMap<object, unknown>>();

function allOf(a: Part, b: Part): Part {
  const raw = membersOf(b.raw).reduce(withMember, a.raw);
  return raw === a.raw ? a : { raw, at: b.at };
}

function withMember(raw: unknown, member: unknown): unknown {
  const have = membersOf(raw);
  if (have.some((one) => one === member || stableJson(one) === stableJson(member))) return raw;
  const allOf = [...have, member];
  if (!isObject(raw) || !isObject(member)) return { allOf };
  const known = folded.get(raw) ?? new WeakMap<object, unknown>();
  folded.set(raw, known);
  const made = known.get(member) ?? { allOf };
  known.set(member, made);
  if (isObject(made)) members.set(made, allOf);
  return made;
}

function membersOf(raw: unknown): readonly unknown[] {
  return (isObject(raw) ? members.get(raw) : undefined) ?? [raw];
}

function commonRest(a: Shape["rest"], b: Shape["rest"]): Shape["rest"] {
  if (a.kind === "closed" || b.kind === "closed") return { kind: "closed", indexed: false };
  if (a.kind === "typed") return b.kind === "typed" ? { kind: "typed", part: allOf(a.part, b.part) } : a;
  return b.kind === "typed" ? b : { kind: "open", indexed: a.indexed || b.indexed };
}

function tightest(
  a: ReadonlyMap<Measure, Bound>,
  b: ReadonlyMap<Measure, Bound>,
  end: "min" | "max",
): ReadonlyMap<Measure, Bound> {
  const all = new Map(a);
  for (const [measure, bound] of b) {
    const other = all.get(measure);
    if (!other || tighter(bound, other, end)) all.set(measure, bound);
  }
  return all;
}

function nonEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
