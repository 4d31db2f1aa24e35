import { list, remove, rename, reorder, schemas, set } from "../edits.js";
import { back, between, exact, nothing, pair, scope, secret, token } from "./pair.js";
import type { Pair } from "./pair.js";

const peek = set(`${schemas}/Operation/enum/-`, "peek");
const limit = `${list}/parameters/2`;

/** Changes of what single values may be. */
export const values: readonly Pair[] = [
  pair("nothing changed", [], nothing),
  pair("everything reordered", reorder, nothing),

  // Values of a list that is sent and read.
  pair("an operation added to the enum", peek, ["ok", "warn", "warn"], "enum.widened"),
  back("an operation taken from the enum", peek, ["break", "ok", "break"], "enum.narrowed"),
  pair(
    "an operation renamed in the enum",
    set(`${schemas}/Operation/enum/0`, "basins-list"),
    ["break", "warn", "break"],
    "enum.narrowed",
    "enum.widened",
  ),
  pair(
    "an error code becomes an enum",
    set(`${schemas}/ErrorInfo/properties/code/enum`, ["a", "b"]),
    ["none", "ok", "ok"],
    "enum.became",
  ),
  back(
    "an error code stops being an enum",
    set(`${schemas}/ErrorInfo/properties/code/enum`, ["a", "b"]),
    ["none", "break", "break"],
    "enum.dropped",
  ),
  between(
    "const instead of an enum of one",
    set(`${exact}/properties/exact/enum`, ["a"]),
    set(`${exact}/properties/exact/const`, "a"),
    nothing,
  ),
  between(
    "an enum as a oneOf of constants",
    set(`${secret}/properties/access_token/enum`, ["a", "b"]),
    set(`${secret}/properties/access_token`, { oneOf: [{ const: "b" }, { const: "a" }] }),
    ["none", "none", "none"],
  ),

  // Defaults.
  pair(
    "a default added to an optional property",
    set(`${token}/properties/expires_at/default`, null),
    ["warn", "docs", "none"],
    "default.changed",
  ),
  back(
    "a default taken from an optional property",
    set(`${token}/properties/expires_at/default`, null),
    ["warn", "docs", "none"],
    "default.changed",
  ),
  pair(
    "a parameter's default changed",
    set(`${limit}/schema/default`, 100),
    ["break", "none", "none"],
    "default.changed",
  ),
  pair(
    "a parameter's default taken away",
    remove(`${limit}/schema/default`),
    ["break", "none", "none"],
    "default.changed",
  ),
  between(
    "a default corrected from text to its number",
    set(`${limit}/schema/default`, "1000"),
    [],
    ["docs", "none", "docs"],
    "default.corrected",
  ),
  between(
    "a default that was not of its type",
    set(`${limit}/schema/default`, "many"),
    [],
    ["docs", "none", "docs"],
    "default.corrected",
  ),

  // Null, in all its spellings.
  pair(
    "a list or null as a oneOf",
    set(`${scope}/properties/ops`, {
      oneOf: [{ type: "null" }, { type: "array", items: { $ref: `${schemas}/Operation` } }],
    }),
    nothing,
  ),
  between(
    "[string, null] against oneOf of null and string",
    [],
    set(`${token}/properties/expires_at`, {
      oneOf: [{ type: "null" }, { type: "string", format: "date-time" }],
    }),
    nothing,
  ),
  between(
    "[string, null] against anyOf of string and null",
    [],
    set(`${token}/properties/expires_at`, {
      anyOf: [{ type: "string", format: "date-time" }, { type: "null" }],
    }),
    nothing,
  ),
  between(
    "[string, null] against nullable",
    [],
    set(`${token}/properties/expires_at`, { type: "string", nullable: true, format: "date-time" }),
    nothing,
  ),
  pair("types in another order", set(`${token}/properties/expires_at/type`, ["null", "string"]), nothing),
  pair(
    "null said twice",
    set(`${token}/properties/expires_at`, {
      oneOf: [{ type: "null" }, { type: ["string", "null"], format: "date-time" }],
    }),
    ["break", "ok", "none"],
    "nullable.ambiguous",
  ),
  pair(
    "a property may be null",
    set(`${token}/properties/auto_prefix_streams/type`, ["boolean", "null"]),
    ["ok", "break", "break"],
    "nullable.widened",
  ),
  pair(
    "a property may no longer be null",
    set(`${token}/properties/expires_at/type`, "string"),
    ["break", "ok", "break"],
    "nullable.narrowed",
  ),
  pair(
    "a reference may no longer be null",
    set(`${scope}/properties/streams`, { $ref: `${schemas}/ResourceSet` }),
    ["break", "ok", "break"],
    "nullable.narrowed",
  ),
  pair(
    "oneOf of null and a reference as anyOf",
    rename(`${scope}/properties/streams/oneOf`, "anyOf"),
    nothing,
  ),
  pair(
    "a reference that may be null, as allOf with nullable",
    set(`${scope}/properties/streams`, { allOf: [{ $ref: `${schemas}/ResourceSet` }], nullable: true }),
    nothing,
  ),

  // Types.
  pair(
    "a count becomes any number",
    set(`${limit}/schema/type`, "number"),
    ["ok", "none", "none"],
    "type.widened",
  ),
  back(
    "any number becomes a count",
    set(`${limit}/schema/type`, "number"),
    ["break", "none", "none"],
    "type.narrowed",
  ),
  pair(
    "text becomes a number",
    set(`${secret}/properties/access_token/type`, "integer"),
    ["none", "break", "break"],
    "type.changed",
  ),
  pair(
    "text or a number",
    set(`${secret}/properties/access_token/type`, ["string", "integer"]),
    ["none", "break", "break"],
    "type.widened",
  ),
  back(
    "no longer text or a number",
    set(`${secret}/properties/access_token/type`, ["string", "integer"]),
    ["none", "ok", "ok"],
    "type.narrowed",
  ),
  pair(
    "a list of types as a oneOf",
    set(`${secret}/properties/access_token`, { oneOf: [{ type: "string" }] }),
    nothing,
  ),
  pair(
    "items may be anything",
    remove(`${scope}/properties/ops/items`),
    ["ok", "break", "break"],
    "component.removed",
    "type.widened",
  ),
];
