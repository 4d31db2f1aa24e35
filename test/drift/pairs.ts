import type { Level } from "../../scripts/drift/level.js";
import {
  below,
  inlineComponent,
  issue,
  list,
  remove,
  rename,
  renameComponent,
  reorder,
  revoke,
  schemas,
  set,
} from "./edits.js";
import type { Edit } from "./edits.js";

/** Two versions of our contract and what a person says about them. */
export interface Pair {
  readonly name: string;
  readonly base: readonly Edit[];
  readonly head: readonly Edit[];
  /** The gravest level of requests, of responses, and of TypeScript. */
  readonly want: readonly [request: Level, response: Level, ts: Level];
  /** Every rule that has something to say. */
  readonly rules: readonly string[];
}

const token = `${schemas}/AccessTokenInfo`;
const scope = `${schemas}/AccessTokenScope`;
const permissions = `${schemas}/ReadWritePermissions`;
const limit = `${list}/parameters/2`;
const answer = `${schemas}/ListAccessTokensResponse`;
const secret = `${schemas}/IssueAccessTokenResponse`;
const set1 = `${schemas}/ResourceSet/oneOf/0`;
const errorBody = {
  description: "",
  content: { "application/json": { schema: { $ref: `${schemas}/ErrorInfo` } } },
};
const pathId = { name: "id", in: "path", required: true, schema: { $ref: `${schemas}/AccessTokenIdStr` } };

function pair(
  name: string,
  head: Edit | readonly Edit[],
  want: Pair["want"],
  ...rules: readonly string[]
): Pair {
  return { name, base: [], head: [head].flat(), want, rules };
}

/** The same edit read from the end: what it put in is taken out. */
function back(
  name: string,
  base: Edit | readonly Edit[],
  want: Pair["want"],
  ...rules: readonly string[]
): Pair {
  return { name, base: [base].flat(), head: [], want, rules };
}

function between(
  name: string,
  base: Edit | readonly Edit[],
  head: Edit | readonly Edit[],
  want: Pair["want"],
  ...rules: readonly string[]
): Pair {
  return { name, base: [base].flat(), head: [head].flat(), want, rules };
}

const peek = set(`${schemas}/Operation/enum/-`, "peek");
const isNone = ["none", "none", "none"] as const;

/** One pair a line: a change that a reader of the rules would ask about. */
export const pairs: readonly Pair[] = [
  pair("nothing changed", [], isNone),
  pair("everything reordered", reorder, isNone),

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
    set(`${set1}/properties/exact/enum`, ["a"]),
    set(`${set1}/properties/exact/const`, "a"),
    isNone,
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
    isNone,
  ),
  between(
    "[string, null] against oneOf of null and string",
    [],
    set(`${token}/properties/expires_at`, {
      oneOf: [{ type: "null" }, { type: "string", format: "date-time" }],
    }),
    isNone,
  ),
  between(
    "[string, null] against anyOf of string and null",
    [],
    set(`${token}/properties/expires_at`, {
      anyOf: [{ type: "string", format: "date-time" }, { type: "null" }],
    }),
    isNone,
  ),
  between(
    "[string, null] against nullable",
    [],
    set(`${token}/properties/expires_at`, { type: "string", nullable: true, format: "date-time" }),
    isNone,
  ),
  pair("types in another order", set(`${token}/properties/expires_at/type`, ["null", "string"]), isNone),
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
    isNone,
  ),
  pair(
    "a reference that may be null, as allOf with nullable",
    set(`${scope}/properties/streams`, { allOf: [{ $ref: `${schemas}/ResourceSet` }], nullable: true }),
    isNone,
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
    isNone,
  ),
  pair(
    "items may be anything",
    remove(`${scope}/properties/ops/items`),
    ["ok", "break", "break"],
    "component.removed",
    "type.widened",
  ),

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
  pair("an object said to be open, which it was", set(`${permissions}/additionalProperties`, true), isNone),

  // Limits.
  pair("minLength 0", set(`${set1}/properties/exact/minLength`, 0), isNone),
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
    set(`${set1}/properties/exact/maxLength`, 48),
    ["warn", "ok", "none"],
    "constraint.max-set",
  ),
  pair(
    "a least length where none was",
    set(`${set1}/properties/exact/minLength`, 1),
    ["break", "ok", "none"],
    "constraint.tightened",
  ),
  between(
    "more than 0 is at least 1",
    set(`${limit}/schema/minimum`, 1),
    [remove(`${limit}/schema/minimum`), set(`${limit}/schema/exclusiveMinimum`, 0)],
    isNone,
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
    ["break", "ok", "none"],
    "opaque.rhymesWith",
  ),
  back(
    "a keyword never seen is gone",
    set(`${schemas}/AccessTokenIdStr/rhymesWith`, "orange"),
    ["ok", "warn", "none"],
    "opaque.rhymesWith",
  ),
  pair(
    "items that must differ",
    set(`${scope}/properties/ops/uniqueItems`, true),
    ["break", "ok", "none"],
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
    remove(`${set1}/required`),
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
  pair("a component that nobody uses", set(`${schemas}/Unused`, { type: "string" }), isNone),
  pair("allOf of one reference", set(`${token}/properties/scope`, { allOf: [{ $ref: scope }] }), isNone),
  pair(
    "allOf folded",
    set(`${schemas}/AccessTokenIdStr`, { allOf: [{ type: "string", minLength: 1 }, { maxLength: 96 }] }),
    isNone,
  ),
  pair(
    "a limit beside a reference",
    set(`${token}/properties/id`, { $ref: `${schemas}/AccessTokenIdStr`, maxLength: 32 }),
    ["break", "ok", "none"],
    "constraint.tightened",
  ),

  // Operations and parameters.
  pair(
    "an operation added",
    set(below(revoke.slice(0, revoke.lastIndexOf("/")), "get"), {
      operationId: "read_access_token",
      tags: ["access-tokens"],
      parameters: [pathId],
      responses: { "200": { description: "" } },
    }),
    ["ok", "none", "ok"],
    "operation.added",
  ),
  pair(
    "an operation removed",
    remove("#/paths/~1access-tokens~1{id}"),
    ["break", "none", "break"],
    "operation.removed",
  ),
  pair(
    "an operation moved",
    rename("#/paths/~1access-tokens~1{id}", "/tokens/{id}"),
    ["break", "none", "break"],
    "operation.moved",
  ),
  pair(
    "a path parameter renamed",
    [
      rename("#/paths/~1access-tokens~1{id}", "/access-tokens/{token_id}"),
      set("#/paths/~1access-tokens~1{token_id}/delete/parameters/0/name", "token_id"),
    ],
    ["none", "none", "break"],
    "parameter.path-renamed",
    "path.template-renamed",
  ),
  pair(
    "an operation id renamed",
    set(`${revoke}/operationId`, "delete_access_token"),
    ["none", "none", "break"],
    "operation.id-changed",
  ),
  back(
    "an operation id where none was",
    remove(`${revoke}/operationId`),
    ["none", "none", "ok"],
    "operation.id-changed",
  ),
  pair(
    "an operation deprecated",
    set(`${list}/deprecated`, true),
    ["ok", "none", "ok"],
    "operation.deprecated",
  ),
  pair(
    "tag and path renamed together",
    [
      rename("#/paths/~1access-tokens", "/tokens"),
      rename("#/paths/~1access-tokens~1{id}", "/tokens/{id}"),
      set("#/paths/~1tokens/get/tags", ["tokens"]),
      set("#/paths/~1tokens/post/tags", ["tokens"]),
      set("#/paths/~1tokens~1{id}/delete/tags", ["tokens"]),
    ],
    ["break", "none", "break"],
    "operation.moved",
    "operation.tags",
  ),
  pair(
    "parameters hoisted",
    [set("#/paths/~1access-tokens~1{id}/parameters", [pathId]), remove(`${revoke}/parameters`)],
    isNone,
  ),
  pair(
    "parameters as components",
    [
      set("#/components/parameters/Id", pathId),
      set(`${revoke}/parameters`, [{ $ref: "#/components/parameters/Id" }]),
    ],
    isNone,
  ),
  back(
    "a path variable that was not declared",
    remove(`${revoke}/parameters`),
    ["docs", "none", "ok"],
    "parameter.implicit-declared",
  ),
  pair(
    "an optional parameter added",
    set(`${list}/parameters/-`, { name: "order", in: "query", schema: { type: "string" } }),
    ["ok", "none", "ok"],
    "parameter.added-optional",
  ),
  pair(
    "a required parameter added",
    set(`${list}/parameters/-`, { name: "order", in: "query", required: true, schema: { type: "string" } }),
    ["break", "none", "break"],
    "parameter.added-required",
  ),
  pair("a parameter removed", remove(`${list}/parameters/0`), ["warn", "none", "break"], "parameter.removed"),
  pair(
    "a parameter becomes required",
    set(`${list}/parameters/0/required`, true),
    ["break", "none", "break"],
    "parameter.became-required",
  ),
  pair(
    "a parameter written otherwise",
    set(`${list}/parameters/0/explode`, false),
    ["break", "none", "none"],
    "parameter.serialization",
  ),
  pair(
    "a parameter written as it was",
    [set(`${list}/parameters/0/explode`, true), set(`${list}/parameters/0/style`, "form")],
    isNone,
  ),
  pair("a request body removed", remove(`${issue}/requestBody`), ["warn", "none", "break"], "body.removed"),
  back(
    "a required request body added",
    remove(`${issue}/requestBody`),
    ["break", "none", "break"],
    "body.added-required",
  ),
  pair(
    "a request body becomes optional",
    set(`${issue}/requestBody/required`, false),
    ["ok", "none", "ok"],
    "body.became-optional",
  ),
  pair(
    "another media type for the request",
    rename(`${issue}/requestBody/content/application~1json`, "application/cbor"),
    ["break", "none", "break"],
    "media-type.added",
    "media-type.removed",
  ),

  // Answers.
  pair(
    "a success status added",
    set(`${issue}/responses/202`, { description: "" }),
    ["none", "warn", "ok"],
    "response.success-status.added",
  ),
  pair(
    "a success status replaced",
    rename(`${issue}/responses/201`, "200"),
    ["none", "break", "warn"],
    "response.success-status.removed",
  ),
  pair(
    "an error status removed",
    remove(`${issue}/responses/409`),
    ["none", "ok", "warn"],
    "response.error-status.removed",
  ),
  pair(
    "an error status covered by a range",
    [remove(`${issue}/responses/409`), set(`${issue}/responses/4XX`, errorBody)],
    ["none", "ok", "ok"],
    "response.error-status.added",
    "response.error-status.removed",
  ),
  pair(
    "an error status added",
    set(`${list}/responses/429`, errorBody),
    ["none", "ok", "ok"],
    "response.error-status.added",
  ),
  pair(
    "an error status added with a body of its own",
    set(`${list}/responses/429`, {
      description: "",
      content: { "application/json": { schema: { type: "string" } } },
    }),
    ["none", "ok", "warn"],
    "response.error-status.added",
  ),
  pair(
    "an answer gets a body",
    set(`${revoke}/responses/204/content`, { "application/json": { schema: { type: "object" } } }),
    ["none", "warn", "break"],
    "response.content.added",
  ),

  // What stands around a call.
  pair(
    "security renamed",
    [rename("#/components/securitySchemes/access_token", "bearer"), set("#/security", [{ bearer: [] }])],
    ["docs", "none", "none"],
    "security.scheme-renamed",
  ),
  pair(
    "security changed",
    set("#/components/securitySchemes/access_token", { type: "apiKey", in: "header", name: "x-token" }),
    ["break", "none", "none"],
    "security.changed",
  ),
  pair(
    "security said at each operation",
    [
      set(`${list}/security`, [{ access_token: [] }]),
      set(`${issue}/security`, [{ access_token: [] }]),
      set(`${revoke}/security`, [{ access_token: [] }]),
      remove("#/security"),
    ],
    isNone,
  ),
  pair(
    "an operation without security",
    set(`${list}/security`, []),
    ["break", "none", "none"],
    "security.changed",
  ),
  pair(
    "an operation with optional security",
    set(`${list}/security`, [{ access_token: [] }, {}]),
    ["ok", "none", "none"],
    "security.alternative-added",
  ),
  pair(
    "the server changed",
    set("#/servers/0/url", "https://a.s2.dev/v1"),
    ["warn", "none", "none"],
    "server.changed",
  ),
  pair(
    "a server added",
    set("#/servers/-", { url: "https://a.s2.dev/v1" }),
    ["ok", "none", "none"],
    "server.added",
  ),
  pair(
    "the server said at the path",
    [set("#/paths/~1access-tokens/servers", [{ url: "https://aws.s2.dev/v1" }])],
    isNone,
  ),
  pair("the version moved", set("#/info/version", "9.0.0"), isNone),
  pair("the title changed", set("#/info/title", "Tokens"), ["docs", "none", "none"], "info.changed"),

  // Prose.
  pair(
    "prose",
    set(`${token}/properties/scope/description`, "What it may do."),
    ["docs", "docs", "docs"],
    "schema.docs",
  ),
  pair(
    "prose that moves a limit",
    set(`${token}/properties/id/description`, "Name of the token: 1 to 64 characters."),
    ["docs", "docs", "docs"],
    "schema.docs-suspect",
  ),
  pair(
    "a property deprecated",
    set(`${token}/properties/auto_prefix_streams/deprecated`, true),
    ["ok", "ok", "ok"],
    "schema.deprecated",
  ),
];
