import { stableJson } from "../../spec/equal.js";
import { anything, isNull, tighter } from "./keywords.js";
import { commonTypes } from "./shape.js";
import type { Bound, Measure, Part, Shape } from "./shape.js";

/** What two shapes admit both. What cannot be folded into one shape is kept as opaque, so that it is never lost. */
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
    items: a.items && b.items ? allOf(a.items, b.items) : (a.items ?? b.items),
    union: both("union", a.union, b.union),
    lower: tightest(a.lower, b.lower, "min"),
    upper: tightest(a.upper, b.upper, "max"),
    format: both("format", a.format, b.format),
    pattern: both("pattern", a.pattern, b.pattern),
    opaque,
    default: b.default ?? a.default,
    deprecated: a.deprecated || b.deprecated,
    docs: new Map([...a.docs, ...b.docs]),
  };
}

/** What `oneOf` or `anyOf` admits. Null branches become null, a single branch becomes itself, and scalars one shape. */
export function unite(
  kind: "oneOf" | "anyOf",
  branches: readonly Part[],
  shapeOf: (part: Part) => Shape,
): Shape {
  const variants = branches.filter(({ raw }) => !isNull(raw));
  const shapes = variants.map(shapeOf);
  const nulls = branches.length - variants.length;
  const admitting = nulls + shapes.filter((shape) => shape.null.wire).length;
  const ts = nulls > 0 || shapes.some((shape) => shape.null.ts);
  const admitted = kind === "oneOf" ? admitting === 1 : admitting > 0;
  const asNull = { wire: admitted, ts, ambiguous: kind === "oneOf" && admitting > 1 };
  const [only, ...others] = shapes;
  if (only === undefined) return { ...anything, types: new Set(), null: asNull };
  if (others.length === 0) return { ...only, null: asNull };
  const merged = mergeScalars(kind, variants, shapes);
  if (merged) return { ...merged, null: asNull };
  const types = new Set(shapes.flatMap(({ types }) => Array.from(types)));
  if (types.has("number")) types.delete("integer");
  return { ...anything, types, null: asNull, union: { kind, variants } };
}

/** A union of bare types is a list of types, and a union of constants is an enum. */
function mergeScalars(
  kind: "oneOf" | "anyOf",
  variants: readonly Part[],
  shapes: readonly Shape[],
): Shape | undefined {
  const named = variants.some(({ raw }) => typeof raw === "object" && raw !== null && "$ref" in raw);
  if (named || !shapes.every(isBare)) return undefined;
  const types = shapes.flatMap((shape) => [...shape.types]);
  const all = new Set(types);
  if (all.has("number") && all.has("integer")) return undefined;
  const docs = new Map(
    shapes.flatMap((shape, index) =>
      [...shape.docs].map(([key, text]) => [`${kind}/${index}/${key}`, text] as const),
    ),
  );
  if (shapes.every((shape) => shape.values === undefined)) {
    if (kind === "oneOf" && all.size < types.length) return undefined;
    return { ...anything, types: all, docs };
  }
  if (shapes.some((shape) => shape.values === undefined)) return undefined;
  const entries = shapes.flatMap((shape) => [...(shape.values ?? [])]);
  const values = new Map(entries);
  if (kind === "oneOf" && values.size < entries.length) return undefined;
  return { ...anything, types: all, values, docs };
}

function isBare(shape: Shape): boolean {
  return (
    shape.properties.size + shape.required.size + shape.lower.size + shape.upper.size + shape.opaque.size ===
      0 &&
    !shape.items &&
    !shape.union &&
    !shape.default &&
    !shape.deprecated &&
    shape.format === undefined &&
    shape.pattern === undefined &&
    shape.rest.kind === "open" &&
    !shape.rest.indexed &&
    !shape.null.ambiguous
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

/** The schemas that a folded one was made of, each of them once. */
const members = new WeakMap<object, readonly unknown[]>();
/** What was made of two schemas: the same again, so that a schema which contains itself comes to an end. */
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

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
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
