import { stableJson } from "../equal.js";
import { isProse } from "../prose.js";
import { isRecord } from "../yaml.js";
import { isNull } from "./keywords.js";
import { anything, commonTypes, isClosed, tighter } from "./shape.js";
import type { Part, Shape } from "./shape.js";

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
  const limits = new Map(a.limits);
  for (const [limit, bound] of b.limits) {
    const other = limits.get(limit);
    if (!other || tighter(bound, other, limit)) limits.set(limit, bound);
  }
  const properties = new Map(a.properties);
  for (const [name, part] of b.properties) properties.set(name, allOf(a.properties.get(name), part) ?? part);
  const [fewer, more] = a.values ? [a.values, b.values] : [b.values, undefined];
  return {
    types: commonTypes(a.types, b.types),
    null: { wire: a.null.wire && b.null.wire, ts: a.null.ts && b.null.ts },
    values: fewer && new Map([...fewer].filter(([key]) => more?.has(key) ?? true)),
    properties,
    required: new Set([...a.required, ...b.required]),
    rest: [a, b].find(isClosed)?.rest ?? allOf(a.rest, b.rest),
    tuple: both("prefixItems", a.tuple, b.tuple),
    items: allOf(a.items, b.items),
    union: both("union", a.union, b.union),
    limits,
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
  };
  const [only, ...others] = shapes;
  if (only === undefined) return { ...anything, types: new Set(), null: asNull };
  if (others.length === 0) return { ...only, null: asNull };
  const merged = variants.every(isScalar) ? mergeScalars(kind, shapes) : undefined;
  if (merged) return { ...merged, null: asNull };
  const types = new Set(shapes.flatMap((shape) => Array.from(shape.types)));
  if (types.has("number")) types.delete("integer");
  return { ...anything, types, null: asNull, union: { kind, variants } };
}

/** Reports whether a schema says only which types or values it admits. */
function isScalar({ raw }: Part): boolean {
  const bare = new Set(["type", "enum", "const"]);
  return isRecord(raw) && Object.keys(raw).every((key) => bare.has(key) || isProse(key));
}

/** Merges a union of bare types into a list of types, and a union of constants into an enum. */
function mergeScalars(kind: "oneOf" | "anyOf", shapes: readonly Shape[]): Shape | undefined {
  const types = shapes.flatMap((shape) => [...shape.types]);
  const values = shapes.flatMap((shape) => [...(shape.values ?? [])]);
  const all = { types: new Set(types), values: new Map(values) };
  const enums = shapes.filter((shape) => shape.values !== undefined).length;
  const isMixed = enums > 0 && enums < shapes.length;
  const isDistinct = enums === 0 ? all.types.size === types.length : all.values.size === values.length;
  // A value in two branches of a oneOf is in neither.
  if (isMixed || (all.types.has("number") && all.types.has("integer")) || (kind === "oneOf" && !isDistinct)) {
    return undefined;
  }
  const docs = shapes.flatMap((shape, index) =>
    [...shape.docs].map(([key, text]) => [`${kind}/${index}/${key}`, text] as const),
  );
  return {
    ...anything,
    types: all.types,
    values: enums === 0 ? undefined : all.values,
    docs: new Map(docs),
  };
}

/** The schemas that a folded one was made of, each listed once. */
const members = new WeakMap<object, readonly unknown[]>();
/** The result of folding two schemas, reused so that a schema that contains itself terminates. */
const folded = new WeakMap<object, WeakMap<object, object>>();

/** Returns a part that is all of two, each of which may be missing. */
function allOf(a: Part | undefined, b: Part | undefined): Part | undefined {
  if (!a || !b) return a ?? b;
  const raw = membersOf(b.raw).reduce(withMember, a.raw);
  return raw === a.raw ? a : { raw, at: b.at };
}

function withMember(raw: unknown, member: unknown): unknown {
  const have = membersOf(raw);
  if (have.some((one) => one === member || stableJson(one) === stableJson(member))) return raw;
  const all = [...have, member];
  if (!isRecord(raw) || !isRecord(member)) return { allOf: all };
  const known = folded.get(raw) ?? new WeakMap<object, object>();
  const made = known.get(member) ?? { allOf: all };
  folded.set(raw, known.set(member, made));
  members.set(made, all);
  return made;
}

function membersOf(raw: unknown): readonly unknown[] {
  return (isRecord(raw) ? members.get(raw) : undefined) ?? [raw];
}
