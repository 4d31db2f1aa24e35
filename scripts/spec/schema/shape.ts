import { isRecord, pointerSegment } from "../yaml.js";

/** Every JSON type but null, which a shape keeps apart; `number` includes `integer`. */
export const jsonTypes = ["string", "number", "boolean", "array", "object"] as const;

/** A piece of a document and its place. */
export interface Part {
  readonly raw: unknown;
  /** JSON pointer. */
  readonly at: string;
}

/** Bounds of values, each with the type that it applies to. */
export const limits = {
  minLength: "string",
  maxLength: "string",
  minItems: "array",
  maxItems: "array",
  minimum: "number",
  maximum: "number",
} as const;
export type Limit = keyof typeof limits;

/** One end of a range. */
export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
  readonly at: string;
}

/** The canonical form of a schema: references resolved, `allOf` folded, equivalent spellings made equal. */
export interface Shape {
  /** Types other than null; all of them if none is stated. */
  readonly types: ReadonlySet<string>;
  /** Null on the wire and in the generated type. They differ where two branches of a `oneOf` admit null. */
  readonly null: { readonly wire: boolean; readonly ts: boolean };
  /** The values of an enum by their JSON, without null. */
  readonly values: ReadonlyMap<string, unknown> | undefined;
  readonly properties: ReadonlyMap<string, Part>;
  readonly required: ReadonlySet<string>;
  /** The schema of an object's other keys, which is `false` where there may be none. */
  readonly rest: Part | undefined;
  /** The schemas of an array's first items, one by one. */
  readonly tuple: readonly Part[] | undefined;
  readonly items: Part | undefined;
  readonly union: { readonly kind: "oneOf" | "anyOf"; readonly variants: readonly Part[] } | undefined;
  readonly limits: ReadonlyMap<Limit, Bound>;
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
  null: { wire: true, ts: true },
  values: undefined,
  properties: new Map(),
  required: new Set(),
  rest: undefined,
  tuple: undefined,
  items: undefined,
  union: undefined,
  limits: new Map(),
  format: undefined,
  pattern: undefined,
  readOnly: false,
  writeOnly: false,
  opaque: new Map(),
  default: undefined,
  deprecated: false,
  docs: new Map(),
};

/** Reports whether a shape allows every type. */
export function isAny({ union, values, types }: Shape): boolean {
  return union === undefined && values === undefined && jsonTypes.every((type) => types.has(type));
}

/** Reports whether an object may have no other keys than those it declares. */
export function isClosed({ rest }: Shape): boolean {
  return rest?.raw === false;
}

/** Returns the schema of an object's other keys if it says something. */
export function typedRest({ rest }: Shape): Part | undefined {
  return isRecord(rest?.raw) ? rest : undefined;
}

/** Returns the types of one set that the other covers. A number covers an integer, but not the reverse. */
export function covered(types: ReadonlySet<string>, by: ReadonlySet<string>): string[] {
  return [...types].filter((type) => by.has(type) || (type === "integer" && by.has("number")));
}

/** Returns the types that two sets share; an integer is a number. */
export function commonTypes(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...covered(a, b), ...covered(b, a)]);
}

/** Returns the type of a JSON value as a schema names it. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Reports whether one bound admits less than another of the same kind. */
export function tighter(a: Bound, b: Bound, limit: Limit): boolean {
  if (a.value !== b.value) return limit.startsWith("min") ? a.value > b.value : a.value < b.value;
  return a.exclusive && !b.exclusive;
}

/** Returns the parts of a mapping by key, or of a list by number. */
export function partsOf(holder: unknown, at: string): ReadonlyMap<string, Part> {
  const entries = isRecord(holder) || Array.isArray(holder) ? Object.entries(holder) : [];
  return new Map(entries.map(([key, raw]) => [key, { raw, at: `${at}/${pointerSegment(key)}` }]));
}

const outlines = new WeakMap<Shape, string>();

/** Returns a cheap summary of a shape, equal for equal shapes. */
export function outline(shape: Shape): string {
  const { types, properties, required, values } = shape;
  const keys = [types, properties.keys(), required, values?.keys() ?? []];
  const text = outlines.get(shape) ?? keys.map((some) => Array.from(some).toSorted().join()).join("|");
  outlines.set(shape, text);
  return text;
}
