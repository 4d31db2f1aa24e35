/** Every JSON type but null, which a shape keeps apart; `number` includes `integer`. */
export const jsonTypes = ["string", "number", "boolean", "array", "object"] as const;

/** A piece of a document and where it stands. */
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

/** What may be measured: length of a string, items of an array, properties of an object, size of a number. */
export const measures = ["Length", "Items", "Properties", "imum"] as const;
export type Measure = (typeof measures)[number];

/** How to say null: what the wire admits, and what the generated type does. They differ for an ambiguous `oneOf`. */
export interface Nullness {
  readonly wire: boolean;
  readonly ts: boolean;
  /** A `oneOf` in which two branches admit null, so that none of them may. */
  readonly ambiguous: boolean;
}

/** The one canonical form of a schema: references resolved, `allOf` folded, every spelling of the same thing alike. */
export interface Shape {
  /** Types but null. All of them when nothing was said. */
  readonly types: ReadonlySet<string>;
  readonly null: Nullness;
  /** The values of an enum by their JSON, null left out. */
  readonly values: ReadonlyMap<string, unknown> | undefined;
  readonly properties: ReadonlyMap<string, Part>;
  readonly required: ReadonlySet<string>;
  /** What other keys of an object may hold; `indexed` when the generator gives them an index signature. */
  readonly rest:
    | { readonly kind: "open" | "closed"; readonly indexed: boolean }
    | { readonly kind: "typed"; readonly part: Part };
  readonly items: Part | undefined;
  readonly union: { readonly kind: "oneOf" | "anyOf"; readonly variants: readonly Part[] } | undefined;
  readonly lower: ReadonlyMap<Measure, Bound>;
  readonly upper: ReadonlyMap<Measure, Bound>;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
  /** Keywords that are compared and not understood. */
  readonly opaque: ReadonlyMap<string, unknown>;
  readonly default: { readonly value: unknown } | undefined;
  readonly deprecated: boolean;
  /** Prose and extensions. */
  readonly docs: ReadonlyMap<string, unknown>;
}

/** Whether a shape says nothing about types. */
export function isAny(shape: Shape): boolean {
  return (
    shape.union === undefined &&
    shape.values === undefined &&
    jsonTypes.every((type) => shape.types.has(type))
  );
}

/** The types that two sets share; an integer is a number. */
export function commonTypes(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  const common = new Set<string>();
  for (const type of a) {
    if (b.has(type) || (type === "integer" && b.has("number"))) common.add(type);
  }
  if (b.has("integer") && a.has("number")) common.add("integer");
  return common;
}

/** The type of a JSON value as a schema names it. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

const outlines = new WeakMap<Shape, string>();

/** What is seen of a shape at a glance: equal for equal shapes. */
export function outline(shape: Shape): string {
  const known = outlines.get(shape);
  if (known !== undefined) return known;
  const text = [shape.types, shape.properties.keys(), shape.required, shape.values?.keys() ?? []]
    .map((keys) => Array.from(keys).toSorted().join())
    .join("|");
  outlines.set(shape, text);
  return text;
}
