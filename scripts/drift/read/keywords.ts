import { firstDifference, stableJson } from "../../spec/equal.js";
import { isRecord, pointerSegment } from "../../spec/yaml.js";
import { jsonTypes, measures, typeOf } from "./shape.js";
import type { Bound, Measure, Part, Shape } from "./shape.js";

type Json = Readonly<Record<string, unknown>>;

const annotations = new Set([
  "title",
  "description",
  "example",
  "examples",
  "externalDocs",
  "$comment",
  "xml",
]);

/** Keywords that {@link shapeOfKeywords} reads, or that whoever folds schemas does. The rest is opaque. */
const understood = new Set(
  [
    "$ref allOf oneOf anyOf type nullable enum const properties required items additionalProperties format pattern",
    "default deprecated exclusiveMinimum exclusiveMaximum",
    // Names and containers: what uses them is judged where it is used.
    "$defs definitions $schema $id $anchor",
    ...measures.map((measure) => `min${measure} max${measure}`),
  ].flatMap((line) => line.split(" ")),
);

/** The types that a measure says something about. */
const measured: Record<Measure, string> = {
  Length: "string",
  Items: "array",
  Properties: "object",
  imum: "number",
};

/** Whether a keyword is prose or an extension, and means nothing to a validator. */
export function isAnnotation(keyword: string): boolean {
  return annotations.has(keyword) || keyword.startsWith("x-");
}

/** Prose and extensions of a schema, by keyword. */
export function docsOf(schema: Json): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(schema).filter(([key]) => isAnnotation(key)));
}

/** A shape that admits every value. */
export const anything: Shape = {
  types: new Set(jsonTypes),
  null: { wire: true, ts: true, ambiguous: false },
  values: undefined,
  properties: new Map(),
  required: new Set(),
  rest: { kind: "open", indexed: false },
  items: undefined,
  union: undefined,
  lower: new Map(),
  upper: new Map(),
  format: undefined,
  pattern: undefined,
  opaque: new Map(),
  default: undefined,
  deprecated: false,
  docs: new Map(),
};

/** What the keywords of one schema object say by themselves, references and combinations left aside. */
export function shapeOfKeywords({ raw, at }: Part): Shape {
  if (raw === false)
    return { ...anything, types: new Set(), null: { wire: false, ts: false, ambiguous: false } };
  if (!isRecord(raw)) return anything;
  const values = valuesOf(raw);
  const types = typesOf(raw, values);
  const declaresNull = declared(raw).includes("null") || raw["nullable"] === true;
  const saysType = declared(raw).length > 0;
  const inEnum = values?.some((value) => value === null) ?? (!saysType || declaresNull);
  const listed = values?.filter((value) => value !== null);
  return {
    ...anything,
    types,
    null: {
      wire: inEnum && (!saysType || declaresNull),
      ts:
        values === undefined
          ? !saysType || declaresNull
          : inEnum || (declaresNull && raw["const"] === undefined),
      ambiguous: false,
    },
    values:
      listed && listed.length > 0 && !allBooleans(listed)
        ? new Map(listed.map((value) => [stableJson(value), value]))
        : undefined,
    properties: partsOf(raw["properties"], `${at}/properties`),
    required: new Set(strings(raw["required"])),
    rest: restOf(raw["additionalProperties"], `${at}/additionalProperties`),
    items: isTrivial(raw["items"]) ? undefined : { raw: raw["items"], at: `${at}/items` },
    ...boundsOf(raw, at, types),
    format: typeof raw["format"] === "string" ? raw["format"] : undefined,
    pattern: typeof raw["pattern"] === "string" ? raw["pattern"] : undefined,
    opaque: new Map(Object.entries(raw).filter(([key, value]) => isOpaque(key, value))),
    default: Object.hasOwn(raw, "default") ? { value: raw["default"] } : undefined,
    deprecated: raw["deprecated"] === true,
    docs: docsOf(raw),
  };
}

/** A `type` as a list, whichever way it is written. */
export function declared(schema: Json): readonly string[] {
  const type = schema["type"];
  return typeof type === "string" ? [type] : strings(type);
}

/** Whether a schema admits null and nothing else. */
export function isNull(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  const keys = Object.keys(schema).filter((key) => !isAnnotation(key));
  if (keys.length !== 1) return false;
  if (schema["type"] !== undefined) return !firstDifference(["null"], declared(schema), "");
  return (keys[0] === "const" && schema["const"] === null) || !firstDifference([null], schema["enum"], "");
}

function isOpaque(key: string, value: unknown): boolean {
  if (understood.has(key) || isAnnotation(key)) return false;
  return !((key === "readOnly" || key === "writeOnly" || key === "uniqueItems") && value === false);
}

function valuesOf(schema: Json): readonly unknown[] | undefined {
  const list: readonly unknown[] | undefined = Array.isArray(schema["enum"]) ? schema["enum"] : undefined;
  if (!Object.hasOwn(schema, "const")) return list;
  const fixed = stableJson(schema["const"]);
  return list === undefined || list.some((value) => stableJson(value) === fixed) ? [schema["const"]] : [];
}

function typesOf(schema: Json, values: readonly unknown[] | undefined): Set<string> {
  const said = declared(schema).filter((type) => type !== "null");
  const types = new Set<string>(declared(schema).length === 0 ? jsonTypes : said);
  if (types.has("number")) types.delete("integer");
  if (values === undefined) return types;
  const found = new Set(values.map(typeOf));
  // Whole numbers alone are integers, whether or not anybody said so.
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
  return isTrivial(additional)
    ? { kind: "open", indexed: true }
    : { kind: "typed", part: { raw: additional, at } };
}

function boundsOf(schema: Json, at: string, types: ReadonlySet<string>): Pick<Shape, "lower" | "upper"> {
  const lower = new Map<Measure, Bound>();
  const upper = new Map<Measure, Bound>();
  for (const measure of measures) {
    const counts = measured[measure];
    if (!types.has(counts) && !(counts === "number" && types.has("integer"))) continue;
    const least = bound(schema, "min", measure, at);
    const most = bound(schema, "max", measure, at);
    // Nothing is shorter than nothing.
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

/** Whether one bound admits less than another at the same end of the range. */
export function tighter(a: Bound, b: Bound, end: "min" | "max"): boolean {
  if (a.value !== b.value) return end === "min" ? a.value > b.value : a.value < b.value;
  return a.exclusive && !b.exclusive;
}

/** Among integers "more than 0" is "at least 1". */
function inclusive(bounds: Map<Measure, Bound>, step: number): void {
  const strict = bounds.get("imum");
  if (!strict?.exclusive) return;
  const value = (step > 0 ? Math.floor(strict.value) : Math.ceil(strict.value)) + step;
  bounds.set("imum", { value, exclusive: false, at: strict.at });
}

function partsOf(properties: unknown, at: string): ReadonlyMap<string, Part> {
  if (!isRecord(properties)) return new Map();
  return new Map(
    Object.entries(properties).map(([key, raw]) => [key, { raw, at: `${at}/${pointerSegment(key)}` }]),
  );
}

function isTrivial(schema: unknown): boolean {
  if (schema === undefined || schema === true) return true;
  return isRecord(schema) && Object.keys(schema).every(isAnnotation);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
