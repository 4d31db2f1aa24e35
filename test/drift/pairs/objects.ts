import { inlineComponent, list, remove, rename, renameComponent, schemas, set } from "../edits.js";
import { answer, back, between, exact, nothing, pair, scope, secret, token } from "./pair.js";
import type { Pair } from "./pair.js";

const limit = `${list}/parameters/2`;
const permissions = `${schemas}/ReadWritePermissions`;

/** Changes of objects, limits, choices and names. */
export const objects: readonly Pair[] = [
  // Properties.
  pair(
    "an optional property added",
    set(`${token}/properties/note`, { type: "string" }),
    ["ok", "ok", "ok"],
    "property.added-optional",
  ),
  pair(
    "a required property added",
    [set(`${token}/properties/note`, { type: "string" }), set(`${token}/required/-`, "note")],
    ["break", "ok", "break"],
    "property.added-required",
  ),
  pair(
    "an optional property removed",
    remove(`${token}/properties/auto_prefix_streams`),
    ["warn", "warn", "break"],
    "property.removed",
  ),
  pair(
    "a required property of an answer removed",
    [remove(`${answer}/properties/has_more`), remove(`${answer}/required/1`)],
    ["none", "break", "break"],
    "property.removed",
  ),
  pair(
    "a key of the scope removed",
    remove(`${scope}/properties/streams`),
    ["break", "warn", "break"],
    "property.removed",
  ),
  pair(
    "a permission removed",
    remove(`${permissions}/properties/write`),
    ["break", "warn", "break"],
    "property.removed",
  ),
  pair(
    "a property removed from an object that is now closed",
    [remove(`${token}/properties/auto_prefix_streams`), set(`${token}/additionalProperties`, false)],
    ["break", "warn", "break"],
    "additionalProperties.closed",
    "property.removed",
  ),
  pair(
    "a property renamed",
    rename(`${token}/properties/expires_at`, "expires"),
    ["break", "warn", "break"],
    "property.renamed",
  ),
  pair(
    "a property becomes required",
    set(`${token}/required/-`, "expires_at"),
    ["break", "ok", "break"],
    "property.became-required",
  ),
  pair(
    "a property becomes optional",
    remove(`${token}/required/1`),
    ["ok", "break", "break"],
    "property.became-optional",
  ),
  pair(
    "a name required that is not declared",
    set(`${token}/required/-`, "ghost"),
    ["break", "ok", "none"],
    "property.became-required",
  ),
  pair(
    "an object closed",
    set(`${permissions}/additionalProperties`, false),
    ["break", "ok", "none"],
    "additionalProperties.closed",
  ),
  back(
    "an object opened",
    set(`${permissions}/additionalProperties`, false),
    ["ok", "ok", "none"],
    "additionalProperties.opened",
  ),
  pair("an object said to be open, which it was", set(`${permissions}/additionalProperties`, true), nothing),

  // Limits.
  pair("minLength 0", set(`${exact}/properties/exact/minLength`, 0), nothing),
  pair(
    "a limit lowered",
    set(`${schemas}/AccessTokenIdStr/maxLength`, 64),
    ["break", "ok", "none"],
    "constraint.tightened",
  ),
  pair(
    "a limit raised",
    set(`${schemas}/AccessTokenIdStr/maxLength`, 128),
    ["ok", "warn", "none"],
    "constraint.loosened",
  ),
  pair(
    "a limit dropped",
    remove(`${schemas}/AccessTokenIdStr/maxLength`),
    ["ok", "warn", "none"],
    "constraint.loosened",
  ),
  pair(
    "a limit where none was",
    set(`${exact}/properties/exact/maxLength`, 48),
    ["warn", "ok", "none"],
    "constraint.max-set",
  ),
  pair(
    "a least length where none was",
    set(`${exact}/properties/exact/minLength`, 1),
    ["break", "ok", "none"],
    "constraint.tightened",
  ),
  between(
    "more than 0 is at least 1",
    set(`${limit}/schema/minimum`, 1),
    [remove(`${limit}/schema/minimum`), set(`${limit}/schema/exclusiveMinimum`, 0)],
    nothing,
  ),
  pair(
    "a format added",
    set(`${schemas}/AccessTokenIdStr/format`, "uuid"),
    ["warn", "ok", "none"],
    "format.added",
  ),
  pair(
    "a format removed",
    remove(`${token}/properties/expires_at/format`),
    ["ok", "warn", "none"],
    "format.removed",
  ),
  pair(
    "a format changed",
    set(`${token}/properties/expires_at/format`, "date"),
    ["break", "break", "none"],
    "format.changed",
  ),
  pair(
    "a pattern added",
    set(`${schemas}/AccessTokenIdStr/pattern`, "^a"),
    ["break", "ok", "none"],
    "pattern.added",
  ),
  back(
    "a pattern removed",
    set(`${schemas}/AccessTokenIdStr/pattern`, "^a"),
    ["ok", "warn", "none"],
    "pattern.removed",
  ),
  between(
    "a pattern changed",
    set(`${schemas}/AccessTokenIdStr/pattern`, "^a"),
    set(`${schemas}/AccessTokenIdStr/pattern`, "^b"),
    ["warn", "warn", "none"],
    "pattern.changed",
  ),
  pair(
    "a keyword never seen",
    set(`${schemas}/AccessTokenIdStr/rhymesWith`, "orange"),
    ["break", "break", "none"],
    "opaque.rhymesWith",
  ),
  back(
    "a keyword never seen is gone",
    set(`${schemas}/AccessTokenIdStr/rhymesWith`, "orange"),
    ["break", "break", "none"],
    "opaque.rhymesWith",
  ),
  pair(
    "items that must differ",
    set(`${scope}/properties/ops/uniqueItems`, true),
    ["break", "break", "none"],
    "opaque.uniqueItems",
  ),

  // Choices.
  pair(
    "a choice added",
    set(`${schemas}/ResourceSet/oneOf/-`, {
      type: "object",
      required: ["suffix"],
      properties: { suffix: { type: "string" } },
    }),
    ["ok", "break", "break"],
    "oneOf.widened",
  ),
  pair(
    "a choice removed",
    [remove(`${schemas}/ResourceSet/oneOf/0`), set(`${schemas}/ResourceSet/oneOf/-`, { type: "string" })],
    ["break", "break", "break"],
    "oneOf.narrowed",
    "oneOf.widened",
  ),
  pair(
    "a choice that swallows another",
    remove(`${exact}/required`),
    ["break", "break", "break"],
    "oneOf.became-ambiguous",
    "property.became-optional",
  ),
  pair(
    "a schema becomes a choice",
    set(`${secret}/properties/access_token`, {
      oneOf: [{ type: "string" }, { type: "object", required: ["s"], properties: { s: { type: "string" } } }],
    }),
    ["none", "break", "break"],
    "oneOf.became",
  ),
  back(
    "a choice becomes one schema",
    set(`${secret}/properties/access_token`, {
      oneOf: [{ type: "string" }, { type: "object", required: ["s"], properties: { s: { type: "string" } } }],
    }),
    ["none", "ok", "ok"],
    "oneOf.dropped",
  ),

  // Names.
  pair(
    "a reference written out",
    inlineComponent("ReadWritePermissions"),
    ["none", "none", "break"],
    "component.removed",
  ),
  pair(
    "a component renamed",
    renameComponent("Operation", "Op"),
    ["none", "none", "break"],
    "component.renamed",
  ),
  pair(
    "a component renamed that refers to others",
    renameComponent("AccessTokenInfo", "Token"),
    ["none", "none", "break"],
    "component.renamed",
  ),
  pair(
    "a component added",
    [
      set(`${schemas}/Note`, { type: "string" }),
      set(`${token}/properties/note`, { $ref: `${schemas}/Note` }),
    ],
    ["ok", "ok", "ok"],
    "component.added",
    "property.added-optional",
  ),
  pair("a component that nobody uses", set(`${schemas}/Unused`, { type: "string" }), nothing),
  pair("allOf of one reference", set(`${token}/properties/scope`, { allOf: [{ $ref: scope }] }), nothing),
  pair(
    "allOf folded",
    set(`${schemas}/AccessTokenIdStr`, { allOf: [{ type: "string", minLength: 1 }, { maxLength: 96 }] }),
    nothing,
  ),
  pair(
    "a limit beside a reference",
    set(`${token}/properties/id`, { $ref: `${schemas}/AccessTokenIdStr`, maxLength: 32 }),
    ["break", "ok", "none"],
    "constraint.tightened",
  ),
];
