import { isRecord, pointerSegment } from "../../spec/yaml.js";

/** Every JSON type but null, which a shape keeps apart; `number` includes `integer`. */
export const jsonTypes = ["string", "number", "boolean", "array", "object"] as const;

/** A piece of a document and its place. */
export interface Part {
  readonly raw: unknown;
  /** JSON pointer. */
  readonly at: string;
}

/** One end of a range. */
export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
  readonly at: string;
}

/** Measures by keyword suffix, each with the type that it applies to. */
export const measures = { Length: "string", Items: "array", imum: "number" } as const;
export type Measure = keyof typeof measures;

/** Null on the wire and in the generated type. They differ for an ambiguous `oneOf`. */
export interface Nullness {
  readonly wire: boolean;
  readonly ts: boolean;
  /** True for a `oneOf` in which two branches admit null, so that null is invalid. */
  readonly ambiguous: boolean;
}

/** The canonical form of a schema: references resolved, `allOf` folded, equivalent spellings made equal. */
export interface Shape {
  /** Types other than null; all of them if none is stated. */
  readonly types: ReadonlySet<string>;
  readonly null: Nullness;
  /** The values of an enum by their JSON, without null. */
  readonly values: ReadonlyMap<string, unknown> | undefined;
  readonly properties: ReadonlyMap<string, Part>;
  readonly required: ReadonlySet<string>;
  /** The rule for other keys of an object; `indexed` if the generator gives them an index signature. */
  readonly rest:
    | { readonly kind: "open" | "closed"; readonly indexed: boolean }
    | { readonly kind: "typed"; readonly part: Part };
  /** The schemas of an array's first items, one by one. */
  readonly tuple: readonly Part[];
  readonly items: Part | undefined;
  readonly union: { readonly kind: "oneOf" | "anyOf"; readonly variants: readonly Part[] } | undefined;
  readonly lower: ReadonlyMap<Measure, Bound>;
  readonly upper: ReadonlyMap<Measure, Bound>;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** Keywords that are compared but not judged. */
  readonly opaque: ReadonlyMap<string, unknown>;
  readonly default: { readonly value: unknown } | undefined;
  readonly deprecated: boolean;
  /** Prose and extensions. */
  readonly docs: ReadonlyMap<string, unknown>;
}

/** A shape that admits every value. */
export const anything: Shape = {
  types: new Set(jsonTypes),
  null: { wire: true, ts: true, ambiguous: false },
  values: undefined,
  properties: new Map(),
  required: new Set(),
  rest: { kind: "open", indexed: false },
  tuple: [],
  items: undefined,
  union: undefined,
  lower: new Map(),
  upper: new Map(),
  format: undefined,
  pattern: undefined,
  readOnly: false,
  writeOnly: false,
  opaque: new Map(),
  default: undefined,
  deprecated: false,
  docs: new Map(),
};

/** A shape that admits no value. */
export const never: Shape = {
  ...anything,
  types: new Set(),
  null: { wire: false, ts: false, ambiguous: false },
};

/** Reports whether a shape allows every type. */
export function isAny(shape: Shape): boolean {
  return (
    shape.union === undefined &&
    shape.values === undefined &&
    jsonTypes.every((type) => shape.types.has(type))
  );
}

/** Returns the types that two sets share; an integer is a number. */
export function commonTypes(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  const common = new Set<string>();
  for (const type of a) {
    if (b.has(type) || (type === "integer" && b.has("number"))) common.add(type);
  }
  if (b.has("integer") && a.has("number")) common.add("integer");
  return common;
}

/** Returns the type of a JSON value as a schema names it. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Reports whether one bound admits less than another at the same end of the range. */
export function tighter(a: Bound, b: Bound, end: "min" | "max"): boolean {
  if (a.value !== b.value) return end === "min" ? a.value > b.value : a.value < b.value;
  return a.exclusive && !b.exclusive;
}

/** Returns the parts of a mapping, by key. */
export function partsOf(mapping: unknown, at: string): ReadonlyMap<string, Part> {
  const entries = isRecord(mapping) ? Object.entries(mapping) : [];
  return new Map(entries.map(([key, raw]) => [key, { raw, at: `${at}/${pointerSegment(key)}` }]));
}

const outlines = new WeakMap<Shape, string>();

/** Returns a cheap summary of a shape, equal for equal shapes. */
export function outline(shape: Shape): string {
  const known = outlines.get(shape);
  if (known !== undefined) return known;
  const text = [shape.types, shape.properties.keys(), shape.required, shape.values?.keys() ?? []]
    .map((keys) => Array.from(keys).toSorted().join())
    .join("|");
  outlines.set(shape, text);
  return text;
}
