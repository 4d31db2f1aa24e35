import { stableJson } from "../equal.js";
import { isProse } from "../prose.js";
import { isRecord } from "../yaml.js";
import { anything, jsonTypes, limits, partsOf, tighter, typeOf } from "./shape.js";
import type { Bound, Limit, Part, Shape } from "./shape.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * The keywords that are judged: those that S2's published documents have used, then those that the generator behind
 * them can emit next. The set is closed on purpose: a change that cannot be judged exactly counts as a break, so that
 * no rule can be wrong about it. So does a judged keyword in another form than its own.
 */
const judged = new Set(
  [
    "type properties $ref oneOf required minimum maximum format default items prefixItems enum",
    "minItems maxItems minLength maxLength pattern",
    "allOf anyOf const additionalProperties nullable deprecated readOnly writeOnly",
    "exclusiveMinimum exclusiveMaximum",
  ].flatMap((line) => line.split(" ")),
);

function hasItsForm(key: string, value: unknown): boolean {
  const isSchema = (one: unknown): boolean => typeof one === "boolean" || isRecord(one);
  const isTexts = Array.isArray(value) && value.every((one) => typeof one === "string");
  if (/^(?:min|max)/.test(key)) return typeof value === "number";
  if (key.startsWith("exclusive")) return typeof value === "number" || typeof value === "boolean";
  if (/^(?:nullable|deprecated|readOnly|writeOnly)$/.test(key)) return typeof value === "boolean";
  if (/^(?:\$ref|format|pattern)$/.test(key)) return typeof value === "string";
  if (key === "type" || key === "required") return isTexts || (key === "type" && typeof value === "string");
  if (key === "properties") return isRecord(value) && Object.values(value).every(isSchema);
  if (/^(?:allOf|anyOf|oneOf|prefixItems)$/.test(key)) return Array.isArray(value) && value.every(isSchema);
  if (key === "enum") return Array.isArray(value);
  return key === "default" || key === "const" || isSchema(value);
}

/** Names and containers of schemas, whose contents are judged where they are used. */
const containers = new Set(["$anchor", "$defs", "definitions"]);

/** Keywords whose values say nothing. */
const trivial: Json = { uniqueItems: false, minProperties: 0 };

function isOpaque(key: string, value: unknown): boolean {
  if (containers.has(key) || isProse(key) || trivial[key] === value) return false;
  return !judged.has(key) || !hasItsForm(key, value);
}

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
  if (raw === false) return { ...anything, types: new Set(), null: { wire: false, ts: false } };
  if (!isRecord(raw)) return anything;
  const values = valuesOf(raw);
  const types = typesOf(raw, values);
  const listed = values?.filter((value) => value !== null) ?? [];
  const allBooleans = listed.length === 2 && listed.includes(true) && listed.includes(false);
  const { additionalProperties: rest, prefixItems } = raw;
  return {
    ...anything,
    types,
    null: nullnessOf(raw, values),
    values:
      listed.length > 0 && !allBooleans
        ? new Map(listed.map((value) => [stableJson(value), value]))
        : undefined,
    properties: partsOf(raw["properties"], `${at}/properties`),
    required: new Set(strings(raw["required"])),
    rest:
      rest === undefined
        ? undefined
        : { raw: saysNothing(rest) ? true : rest, at: `${at}/additionalProperties` },
    tuple: list(prefixItems).length > 0 ? [...partsOf(prefixItems, `${at}/prefixItems`).values()] : undefined,
    items: saysNothing(raw["items"]) ? undefined : { raw: raw["items"], at: `${at}/items` },
    limits: limitsOf(raw, at, types),
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
  if (others.length > 0 || !/^(?:type|const|enum)$/.test(key ?? "")) return false;
  const said = schema[key ?? ""];
  return key === "type"
    ? String(said) === "null"
    : stableJson(said) === (key === "const" ? "null" : "[null]");
}

function declared({ type }: Json): readonly string[] {
  return typeof type === "string" ? [type] : strings(type);
}

function nullnessOf(schema: Json, values: readonly unknown[] | undefined): Shape["null"] {
  const types = declared(schema);
  const saysNull = types.includes("null") || schema["nullable"] === true;
  const mayBeNull = types.length === 0 || saysNull;
  if (values === undefined) return { wire: mayBeNull, ts: mayBeNull };
  const isListed = values.includes(null);
  return { wire: isListed && mayBeNull, ts: isListed || (saysNull && schema["const"] === undefined) };
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

function limitsOf(schema: Json, at: string, types: ReadonlySet<string>): Shape["limits"] {
  const found = new Map<Limit, Bound>();
  // The table of limits has only these keys.
  for (const limit of Object.keys(limits) as Limit[]) {
    const type = limits[limit];
    if (!types.has(type) && !(type === "number" && types.has("integer"))) continue;
    const bound = boundOf(schema, limit, at);
    // No length or count is below 0.
    const isTrivial = type !== "number" && limit.startsWith("min") && (bound?.value ?? 0) <= 0;
    if (bound && !isTrivial) found.set(limit, types.has("integer") ? inclusive(bound, limit) : bound);
  }
  return found;
}

function boundOf(schema: Json, limit: Limit, at: string): Bound | undefined {
  const strictKey = limit === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  const plain = schema[limit];
  const strict = limits[limit] === "number" ? schema[strictKey] : undefined;
  // OpenAPI 3.0 has a flag beside the bound, 3.1 a bound of its own.
  const found =
    typeof plain === "number"
      ? { value: plain, exclusive: strict === true, at: `${at}/${limit}` }
      : undefined;
  if (typeof strict !== "number") return found;
  const other = { value: strict, exclusive: true, at: `${at}/${strictKey}` };
  return found === undefined || tighter(other, found, limit) ? other : found;
}

/** Makes a bound of integers inclusive: "more than 0" is "at least 1". */
function inclusive({ value, exclusive, at }: Bound, limit: Limit): Bound {
  if (!exclusive) return { value, exclusive, at };
  const next = limit === "minimum" ? Math.floor(value) + 1 : Math.ceil(value) - 1;
  return { value: next, exclusive: false, at };
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
