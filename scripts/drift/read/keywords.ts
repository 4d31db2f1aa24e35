import { stableJson } from "../../spec/equal.js";
import { isProse } from "../../spec/prose.js";
import { isRecord } from "../../spec/yaml.js";
import { anything, jsonTypes, measures, never, partsOf, tighter, typeOf } from "./shape.js";
import type { Bound, Measure, Part, Shape } from "./shape.js";

type Json = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === "string";
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const isCount = (value: unknown): boolean => typeof value === "number";
const isSchema = (value: unknown): boolean => isFlag(value) || isRecord(value);
const isSchemas = (value: unknown): boolean => Array.isArray(value) && value.every(isSchema);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isAnything = (): boolean => true;

/**
 * The keywords that are judged, each with the form in which it is: those that S2's published documents have used, and
 * those that the generator behind them can emit next. The set is closed on purpose: a change that cannot be judged
 * exactly counts as a break, so that no rule can be wrong about it. So does a judged keyword in another form.
 */
const judged: Readonly<Record<string, (value: unknown) => boolean>> = {
  // Used by S2's documents.
  type: (value) => isText(value) || isTexts(value),
  properties: (value) => isRecord(value) && Object.values(value).every(isSchema),
  $ref: isText,
  oneOf: isSchemas,
  required: isTexts,
  minimum: isCount,
  maximum: isCount,
  format: isText,
  default: isAnything,
  items: isSchema,
  prefixItems: isSchemas,
  enum: Array.isArray,
  minItems: isCount,
  maxItems: isCount,
  minLength: isCount,
  maxLength: isCount,
  pattern: isText,
  // What the generator can emit next.
  allOf: isSchemas,
  anyOf: isSchemas,
  const: isAnything,
  additionalProperties: isSchema,
  nullable: isFlag,
  deprecated: isFlag,
  readOnly: isFlag,
  writeOnly: isFlag,
  exclusiveMinimum: (value) => isCount(value) || isFlag(value),
  exclusiveMaximum: (value) => isCount(value) || isFlag(value),
};

/** Names and containers of schemas, whose contents are judged where they are used. */
const containers = new Set(["$anchor", "$defs", "definitions"]);

/** Keywords whose values say nothing. */
const trivial: Json = { uniqueItems: false, minProperties: 0 };

/** Returns the prose and extensions of an object, by keyword. */
export function docsOf(object: Json): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(object).filter(([key]) => isProse(key)));
}

/** Returns the keywords that are neither prose nor among those read one by one. */
export function othersOf(object: Json, read: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(object).filter(([key]) => !isProse(key) && !read.includes(key)));
}

/** Returns the shape given by the keywords of one schema object, without its references and combinations. */
export function shapeOfKeywords({ raw, at }: Part): Shape {
  if (raw === false) return never;
  if (!isRecord(raw)) return anything;
  const values = valuesOf(raw);
  const types = typesOf(raw, values);
  const listed = values?.filter((value) => value !== null) ?? [];
  return {
    ...anything,
    types,
    null: nullnessOf(raw, values),
    values:
      listed.length > 0 && !allBooleans(listed)
        ? new Map(listed.map((value) => [stableJson(value), value]))
        : undefined,
    properties: partsOf(raw["properties"], `${at}/properties`),
    required: new Set(strings(raw["required"])),
    rest: restOf(raw["additionalProperties"], `${at}/additionalProperties`),
    tuple: [...partsOf(Object.fromEntries(list(raw["prefixItems"]).entries()), `${at}/prefixItems`).values()],
    items: saysNothing(raw["items"]) ? undefined : { raw: raw["items"], at: `${at}/items` },
    ...boundsOf(raw, at, types),
    format: text(raw["format"]),
    pattern: text(raw["pattern"]),
    readOnly: raw["readOnly"] === true,
    writeOnly: raw["writeOnly"] === true,
    opaque: new Map(Object.entries(raw).filter(([key, value]) => isOpaque(key, value))),
    default: Object.hasOwn(raw, "default") ? { value: raw["default"] } : undefined,
    deprecated: raw["deprecated"] === true,
    docs: docsOf(raw),
  };
}

/** Reports whether a schema admits null and nothing else. */
export function isNull(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  const [key, ...others] = Object.keys(schema).filter((name) => !isProse(name));
  if (others.length > 0) return false;
  if (key === "type") return String(declared(schema)) === "null";
  return (
    (key === "const" && schema["const"] === null) ||
    (key === "enum" && stableJson(schema["enum"]) === "[null]")
  );
}

function isOpaque(key: string, value: unknown): boolean {
  if (containers.has(key) || isProse(key) || trivial[key] === value) return false;
  return !(Object.hasOwn(judged, key) && judged[key]?.(value));
}

function declared(schema: Json): readonly string[] {
  const type = schema["type"];
  return typeof type === "string" ? [type] : strings(type);
}

function nullnessOf(schema: Json, values: readonly unknown[] | undefined): Shape["null"] {
  const types = declared(schema);
  const saysNull = types.includes("null") || schema["nullable"] === true;
  const mayBeNull = types.length === 0 || saysNull;
  const listed = values?.includes(null) ?? mayBeNull;
  const inType = values === undefined ? mayBeNull : listed || (saysNull && schema["const"] === undefined);
  return { wire: listed && mayBeNull, ts: inType, ambiguous: false };
}

function valuesOf(schema: Json): readonly unknown[] | undefined {
  const all = Array.isArray(schema["enum"]) ? list(schema["enum"]) : undefined;
  if (!Object.hasOwn(schema, "const")) return all;
  const fixed = stableJson(schema["const"]);
  return all === undefined || all.some((value) => stableJson(value) === fixed) ? [schema["const"]] : [];
}

function typesOf(schema: Json, values: readonly unknown[] | undefined): Set<string> {
  const said = declared(schema);
  const types = new Set<string>(said.length === 0 ? jsonTypes : said.filter((type) => type !== "null"));
  if (types.has("number")) types.delete("integer");
  if (values === undefined) return types;
  const found = new Set(values.map(typeOf));
  // If all numbers are whole, they are integers, declared or not.
  if (types.has("number") && found.has("integer") && !found.has("number")) types.add("integer");
  if (found.has("number")) found.delete("integer");
  return new Set([...types].filter((type) => found.has(type)));
}

function allBooleans(values: readonly unknown[]): boolean {
  return values.length === 2 && values.includes(true) && values.includes(false);
}

function restOf(additional: unknown, at: string): Shape["rest"] {
  if (additional === false) return { kind: "closed", indexed: false };
  if (additional === undefined) return { kind: "open", indexed: false };
  return saysNothing(additional)
    ? { kind: "open", indexed: true }
    : { kind: "typed", part: { raw: additional, at } };
}

function boundsOf(schema: Json, at: string, types: ReadonlySet<string>): Pick<Shape, "lower" | "upper"> {
  const lower = new Map<Measure, Bound>();
  const upper = new Map<Measure, Bound>();
  for (const measure of ["Length", "Items", "imum"] as const) {
    const counts = measures[measure];
    if (!types.has(counts) && !(counts === "number" && types.has("integer"))) continue;
    const least = bound(schema, "min", measure, at);
    const most = bound(schema, "max", measure, at);
    // No length or count is below 0.
    if (least && (measure === "imum" || least.value > 0)) lower.set(measure, least);
    if (most) upper.set(measure, most);
  }
  if (types.has("integer")) {
    inclusive(lower, 1);
    inclusive(upper, -1);
  }
  return { lower, upper };
}

function bound(schema: Json, end: "min" | "max", measure: Measure, at: string): Bound | undefined {
  const key = `${end}${measure}`;
  const plain = schema[key];
  const strictKey = end === "min" ? "exclusiveMinimum" : "exclusiveMaximum";
  const strict = measure === "imum" ? schema[strictKey] : undefined;
  // OpenAPI 3.0 has a flag beside the bound, 3.1 a bound of its own.
  const found =
    typeof plain === "number" ? { value: plain, exclusive: strict === true, at: `${at}/${key}` } : undefined;
  if (typeof strict !== "number") return found;
  const other = { value: strict, exclusive: true, at: `${at}/${strictKey}` };
  return found === undefined || tighter(other, found, end) ? other : found;
}

/** Makes bounds of integers inclusive: "more than 0" is "at least 1". */
function inclusive(bounds: Map<Measure, Bound>, step: number): void {
  const strict = bounds.get("imum");
  if (!strict?.exclusive) return;
  const value = (step > 0 ? Math.floor(strict.value) : Math.ceil(strict.value)) + step;
  bounds.set("imum", { value, exclusive: false, at: strict.at });
}

function saysNothing(schema: unknown): boolean {
  if (schema === undefined || schema === true) return true;
  return isRecord(schema) && Object.keys(schema).every(isProse);
}

/** Returns a list as it is, and anything else as an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): readonly string[] {
  return list(value).filter((item) => typeof item === "string");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
