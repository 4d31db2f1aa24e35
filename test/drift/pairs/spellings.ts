import { set } from "../edits.js";
import { between, nothing, token } from "./pair.js";
import type { Pair } from "./pair.js";

const one = { type: "object", required: ["a"], properties: { a: { type: "string" } } };
const two = { type: "object", required: ["b"], properties: { b: { type: "string" } } };
const three = { type: "object", required: ["c"], properties: { c: { type: "string" } } };

/** Two ways to write the same schema, each read as the other. */
const spellings: readonly (readonly [name: string, one: unknown, other: unknown])[] = [
  ["nullable:true vs [x,null]", { type: "integer", nullable: true }, { type: ["null", "integer"] }],
  ["nullable false vs absent", { type: "integer", nullable: false }, { type: "integer" }],
  [
    "enum with null vs nullable enum",
    { type: ["string", "null"], enum: ["a", "b", null] },
    { oneOf: [{ type: "string", enum: ["b", "a"] }, { type: "null" }] },
  ],
  [
    "3.0 nullable enum with null",
    { type: "string", nullable: true, enum: ["a", null] },
    { type: ["string", "null"], enum: ["a", null] },
  ],
  ["const null branch", { oneOf: [{ const: null }, one] }, { anyOf: [one, { type: "null" }] }],
  ["enum [null] branch", { oneOf: [{ enum: [null] }, one] }, { oneOf: [one, { type: "null" }] }],
  ["nested anyOf flattened", { anyOf: [{ anyOf: [one, two] }, three] }, { anyOf: [one, two, three] }],
  ["nested oneOf flattened", { oneOf: [{ oneOf: [one, two] }, three] }, { oneOf: [one, two, three] }],
  [
    "nested null in oneOf",
    { oneOf: [{ oneOf: [{ type: "null" }, one] }, two] },
    { oneOf: [{ type: "null" }, one, two] },
  ],
  [
    "allOf overlapping required folded",
    { allOf: [{ type: "object", properties: { a: { type: "string" } } }, { required: ["a"] }] },
    one,
  ],
  [
    "allOf overlapping properties",
    { allOf: [one, { type: "object", properties: { a: { maxLength: 4 }, b: { type: "string" } } }] },
    {
      type: "object",
      required: ["a"],
      properties: { a: { type: "string", maxLength: 4 }, b: { type: "string" } },
    },
  ],
  [
    "allOf of two enums",
    { allOf: [{ type: "string", enum: ["a", "b"] }, { enum: ["b", "c"] }] },
    { type: "string", enum: ["b"] },
  ],
  ["typeless enum gains type", { enum: ["a"] }, { type: "string", enum: ["a"] }],
  ["typeless const", { const: 1 }, { type: "integer", enum: [1] }],
  ["integer and number types", { type: ["number", "integer"] }, { type: "number" }],
  ["type array of one", { type: ["string"] }, { type: "string" }],
  ["boolean enum", { type: "boolean" }, { type: "boolean", enum: [false, true] }],
  [
    "additionalProperties {}",
    { type: "object", additionalProperties: {} },
    { type: "object", additionalProperties: true },
  ],
  [
    "exclusiveMinimum 3.0 vs 3.1",
    { type: "number", minimum: 1, exclusiveMinimum: true },
    { type: "number", exclusiveMinimum: 1 },
  ],
  ["exclusiveMaximum integer", { type: "integer", exclusiveMaximum: 10 }, { type: "integer", maximum: 9 }],
  [
    "maximum beside looser exclusive",
    { type: "number", maximum: 9, exclusiveMaximum: 10 },
    { type: "number", maximum: 9 },
  ],
  ["items true", { type: "array" }, { type: "array", items: {} }],
  ["oneOf to anyOf disjoint", { oneOf: [one, two] }, { anyOf: [one, two] }],
  ["one-variant anyOf", { anyOf: [one] }, one],
  [
    "allOf with sibling properties",
    { type: "object", properties: { b: { type: "string" } }, allOf: [one] },
    { type: "object", required: ["a"], properties: { a: { type: "string" }, b: { type: "string" } } },
  ],
  ["null only type", { type: "null" }, { const: null }],
];

/** Nothing that users can see, in either direction. */
export const alike: readonly Pair[] = spellings.flatMap(([name, first, second]) => {
  const [a, b] = [first, second].map((schema) => set(`${token}/properties/x`, schema));
  return a && b ? [between(name, a, b, nothing), between(`${name}, the other way round`, b, a, nothing)] : [];
});

/** A property, sent and read, that was one thing and is another. */
function was(
  name: string,
  old: unknown,
  now: unknown,
  want: Pair["want"],
  ...rules: readonly string[]
): Pair {
  return between(name, set(`${token}/properties/x`, old), set(`${token}/properties/x`, now), want, ...rules);
}

/** Close to the above, and not the same. */
export const unlike: readonly Pair[] = [
  was(
    "enum null removed",
    { type: ["string", "null"], enum: ["a", null] },
    { type: ["string", "null"], enum: ["a"] },
    ["break", "ok", "none"],
    "nullable.ambiguous",
  ),
  was(
    "allOf with a change inside",
    { allOf: [one, two] },
    { allOf: [one, { ...two, required: [] }] },
    ["ok", "break", "break"],
    "property.became-optional",
  ),
  was(
    "typeless with properties gains type",
    { properties: { a: { type: "string" } } },
    { type: "object", properties: { a: { type: "string" } } },
    ["break", "ok", "none"],
    "type.narrowed",
  ),
  was(
    "additionalProperties schema narrowed",
    { type: "object", additionalProperties: { type: ["string", "integer"] } },
    { type: "object", additionalProperties: { type: "string" } },
    ["break", "ok", "break"],
    "type.narrowed",
  ),
  was(
    "additionalProperties string -> integer",
    { type: "object", additionalProperties: { type: "string" } },
    { type: "object", additionalProperties: { type: "integer" } },
    ["break", "break", "break"],
    "type.changed",
  ),
  was(
    "additionalProperties schema -> false",
    { type: "object", additionalProperties: { type: "string" } },
    { type: "object", additionalProperties: false },
    ["break", "ok", "break"],
    "additionalProperties.closed",
  ),
  was(
    "declared property under a typed rest",
    { type: "object", additionalProperties: { type: "string" } },
    { type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "string" } },
    ["ok", "ok", "ok"],
    "property.added-optional",
  ),
  was(
    "declared property against a typed rest of another type",
    { type: "object", additionalProperties: { type: "string" } },
    { type: "object", properties: { a: { type: "integer" } }, additionalProperties: { type: "string" } },
    ["break", "break", "break"],
    "property.added-optional",
    "type.changed",
  ),
  was(
    "exclusiveMaximum number tightened",
    { type: "number", maximum: 10 },
    { type: "number", exclusiveMaximum: 10 },
    ["break", "ok", "none"],
    "constraint.tightened",
  ),
  was(
    "max and min at once",
    { type: "string", maxLength: 9 },
    { type: "string", maxLength: 12, minLength: 3 },
    ["break", "warn", "none"],
    "constraint.loosened",
    "constraint.tightened",
  ),
  was(
    "default null property",
    { type: ["string", "null"] },
    { type: ["string", "null"], default: null },
    ["warn", "docs", "none"],
    "default.changed",
  ),
  was(
    "items tuple prefixItems",
    { type: "array", items: { type: "string" } },
    { type: "array", prefixItems: [{ type: "string" }], items: { type: "string" } },
    ["none", "none", "break"],
    "items.ts-tuple",
  ),
  was(
    "not keyword",
    { type: "string" },
    { type: "string", not: { const: "x" } },
    ["break", "break", "none"],
    "opaque.not",
  ),
  was(
    "array items changed",
    { type: "array", items: { type: "string" } },
    { type: "array", items: { type: "string", maxLength: 3 } },
    ["warn", "ok", "none"],
    "constraint.max-set",
  ),
  was(
    "enum became single const",
    { type: "string", enum: ["a", "b"] },
    { type: "string", const: "a" },
    ["break", "ok", "break"],
    "enum.narrowed",
  ),
  was(
    "enum added to oneOf const union",
    { oneOf: [{ const: "a" }, { const: "b" }] },
    { type: "string", enum: ["a", "b", "c"] },
    ["ok", "warn", "warn"],
    "enum.widened",
  ),
  was(
    "enum of numbers to integer",
    { enum: [1, 2] },
    { type: "integer" },
    ["ok", "break", "break"],
    "enum.dropped",
  ),
  was("untyped becomes typed", {}, { type: "string" }, ["break", "ok", "break"], "type.narrowed"),
  was("plain to anyOf with itself", one, { anyOf: [one, two] }, ["ok", "break", "break"], "oneOf.became"),
  was(
    "multipleOf",
    { type: "integer" },
    { type: "integer", multipleOf: 5 },
    ["break", "break", "none"],
    "opaque.multipleOf",
  ),
  was(
    "const changed type of enum",
    { type: "string", enum: ["1"] },
    { type: "integer", enum: [1] },
    ["break", "break", "break"],
    "type.changed",
  ),
  was(
    "string or null narrowed to null",
    { type: ["string", "null"] },
    { type: "null" },
    ["break", "ok", "break"],
    "type.narrowed",
  ),
];
