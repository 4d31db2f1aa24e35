import { between, both, read, ref, sent, small } from "./case.js";
import type { Case } from "./case.js";

const letters = { schemas: { E: { type: "string", enum: ["a", "b"] } } };
const date = { type: "string", format: "date-time" };
const holding = (schema: unknown): unknown => ({ type: "object", properties: { e: schema } });
const query = (
  schema: unknown,
  more: Readonly<Record<string, unknown>> = {},
): { operation: Record<string, unknown> } => ({
  operation: { parameters: [{ name: "v", in: "query", schema, ...more }] },
});

/** Keywords that are judged, in all the ways there are to write them. */
const judged: readonly Case[] = [
  {
    name: "an exclusive bound as OpenAPI 3.0 and as 3.1 write it",
    base: { ...small({ request: { type: "number", minimum: 0, exclusiveMinimum: true } }), openapi: "3.0.3" },
    head: small({ request: { type: "number", exclusiveMinimum: 0 } }),
    want: ["none", "none"],
  },
  both(
    "a nullable enum as OpenAPI 3.0 and as 3.1 write it",
    [
      { type: "string", nullable: true, enum: ["a", "b", null] },
      { type: ["string", "null"], enum: ["a", "b", null] },
    ],
    "none",
    "none",
  ),
  read("an answer may be null", holding(date), holding({ anyOf: [date, { type: "null" }] }), "break"),
  sent(
    "a reference may be null",
    holding(ref("E")),
    holding({ oneOf: [{ type: "null" }, ref("E")] }),
    "ok",
    letters,
  ),
  sent(
    "a reference may no longer be null",
    holding({ oneOf: [{ type: "null" }, ref("E")] }),
    holding(ref("E")),
    "break",
    letters,
  ),
  sent("a body may be null", ref("E"), { anyOf: [ref("E"), { type: "null" }] }, "ok", letters),
  sent("a type is no longer said", { type: ["string", "null"] }, {}, "ok"),
  sent(
    "an integer of more bits",
    { type: "integer", format: "int32" },
    { type: "integer", format: "int64" },
    "ok",
  ),
  sent(
    "an integer of fewer bits",
    { type: "integer", format: "int64" },
    { type: "integer", format: "int32" },
    "break",
  ),
  read(
    "an answer of more bits",
    { type: "integer", format: "int32" },
    { type: "integer", format: "int64" },
    "warn",
  ),
  read(
    "a number of fewer bits",
    { type: "number", format: "double" },
    { type: "number", format: "float" },
    "ok",
  ),
  read(
    "keys of one type may be anything",
    { type: "object", additionalProperties: { type: "string" } },
    { type: "object" },
    "break",
  ),
  sent(
    "keys that could be anything have a type",
    { type: "object" },
    { type: "object", additionalProperties: { type: "string" } },
    "break",
  ),
  sent(
    "the first item is as the others",
    { type: "array", prefixItems: [{ type: "integer" }], items: { type: "string" } },
    { type: "array", items: { type: "string" } },
    "break",
  ),
  read(
    "the second item may be anything",
    { type: "array", prefixItems: [{ type: "integer" }, { type: "string" }] },
    { type: "array", prefixItems: [{ type: "integer" }] },
    "break",
  ),
  between(
    "a default was the JSON text of its text",
    query({ type: "string", default: '""' }),
    query({ type: "string", default: "" }),
    "docs",
    "none",
  ),
  between(
    "a default was the JSON text of its list",
    query({ type: "array", items: {}, default: "[]" }),
    query({ type: "array", items: {}, default: [] }),
    "docs",
    "none",
  ),
  between(
    "a default was the JSON text of another text",
    query({ type: "string", default: '"a"' }),
    query({ type: "string", default: "b" }),
    "break",
    "none",
  ),
  between(
    "one value of the query becomes a list",
    query({ type: "string" }),
    query({ type: "array", items: { type: "string" } }),
    "ok",
    "none",
  ),
  between(
    "one value of the query becomes a list of fewer values",
    query({ type: "string" }),
    query({ type: "array", items: { type: "string", enum: ["a"] } }),
    "break",
    "none",
  ),
  between(
    "one value of the query becomes a list with commas",
    query({ type: "string" }),
    query({ type: "array", items: { type: "string" } }, { explode: false }),
    "break",
    "none",
  ),
  between(
    "a list of the query becomes one value",
    query({ type: "array", items: { type: "string" } }),
    query({ type: "string" }),
    "break",
    "none",
  ),
];

const object = (properties: unknown, ...required: readonly string[]): unknown => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
});

/** Keys that come, go, and flow one way alone. */
const keys: readonly Case[] = [
  sent(
    "two texts that have nothing in common",
    object({ nickname: { type: "string" } }),
    object({ color: { type: "string" } }),
    "warn",
  ),
  sent(
    "a text under a name of the same words",
    object({ startAfter: { type: "string" } }),
    object({ start_after: { type: "string" } }),
    "break",
  ),
  sent(
    "an enum under another name",
    object({ kind: { enum: ["a", "b"] } }),
    object({ sort: { enum: ["a", "b"] } }),
    "break",
  ),
  sent(
    "a flag under another name",
    object({ hidden: { type: "boolean" } }),
    object({ urgent: { type: "boolean" } }),
    "warn",
  ),
  both(
    "a required key that is only read",
    [object({}), object({ a: { type: "string", readOnly: true } }, "a")],
    "none",
    "ok",
  ),
  both(
    "a required key that is only sent",
    [object({}), object({ a: { type: "string", writeOnly: true } }, "a")],
    "break",
    "none",
  ),
  both(
    "a key that is only read gains null",
    [
      object({ a: { type: "string", readOnly: true } }),
      object({ a: { type: ["string", "null"], readOnly: true } }),
    ],
    "none",
    "break",
  ),
  both(
    "a key is no longer sent",
    [object({ a: { type: "string" } }), object({ a: { type: "string", readOnly: true } })],
    "warn",
    "none",
  ),
  both(
    "a required key is no longer read",
    [object({ a: { type: "string" } }, "a"), object({ a: { type: "string", writeOnly: true } }, "a")],
    "none",
    "break",
  ),
  {
    name: "a component behind a key that is only read",
    ...readOnlyComponent(),
    want: ["none", "break"],
  },
];

function readOnlyComponent(): Pick<Case, "base" | "head"> {
  const holder = { type: "object", properties: { a: { ...ref("C"), readOnly: true } } };
  const [base, head] = [["b"], []].map((required) =>
    small({
      request: holder,
      response: holder,
      components: { schemas: { C: { type: "object", required, properties: { b: { type: "string" } } } } },
    }),
  );
  return { base: base ?? {}, head: head ?? {} };
}

/** Every one of these is a break either way, and no word of prose in them is. */
const opaque: readonly Case[] = (
  [
    ["patternProperties", { "^x-": { type: "string" } }],
    ["contains", { type: "string" }],
    ["if", { required: ["a"] }],
    ["then", { required: ["b"] }],
    ["else", { required: ["c"] }],
    ["dependentRequired", { a: ["b"] }],
    ["dependentSchemas", { a: { required: ["b"] } }],
    ["unevaluatedProperties", false],
    ["unevaluatedItems", false],
    ["not", { type: "string" }],
    ["propertyNames", { pattern: "^a" }],
    ["multipleOf", 5],
    ["minProperties", 1],
    ["maxProperties", 5],
    ["uniqueItems", true],
    ["discriminator", { propertyName: "t" }],
    ["xml", { name: "a" }],
    ["contentEncoding", "base64"],
    ["$id", "https://s2.dev/schema"],
    ["$dynamicRef", "#a"],
    ["minLength", "3"],
    ["rhymesWith", "orange"],
  ] as const
).flatMap(([name, value]): Case[] => {
  const [bare, said] = [{}, { [name]: value }];
  return [
    both(`${name} added`, [bare, said], "break", "break"),
    both(`${name} removed`, [said, bare], "break", "break"),
  ];
});

const described = (keyword: string, description: string): unknown => ({
  [keyword]: { type: "string", description },
});

export const keywords: readonly Case[] = [
  ...judged,
  ...keys,
  ...opaque,
  ...["not", "contains", "if", "propertyNames"].map((keyword) =>
    both(`prose within ${keyword}`, [described(keyword, "a"), described(keyword, "b")], "docs", "docs"),
  ),
  between(
    "what a keyword that is not judged refers to",
    { request: { not: ref("E") }, components: letters },
    { request: { not: ref("E") }, components: { schemas: { E: { type: "string", enum: ["a"] } } } },
    "break",
    "none",
  ),
  both("uniqueItems said to be false", [{}, { uniqueItems: false }], "none", "none"),
];
