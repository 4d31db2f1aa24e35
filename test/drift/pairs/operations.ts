import { below, issue, list, remove, rename, revoke, schemas, set } from "../edits.js";
import { back, nothing, pair, token } from "./pair.js";
import type { Pair } from "./pair.js";

const errorBody = {
  description: "",
  content: { "application/json": { schema: { $ref: `${schemas}/ErrorInfo` } } },
};
const pathId = { name: "id", in: "path", required: true, schema: { $ref: `${schemas}/AccessTokenIdStr` } };

/** Changes of operations, and of what stands around them. */
export const operations: readonly Pair[] = [
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
    nothing,
  ),
  pair(
    "parameters as components",
    [
      set("#/components/parameters/Id", pathId),
      set(`${revoke}/parameters`, [{ $ref: "#/components/parameters/Id" }]),
    ],
    nothing,
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
    nothing,
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
    "security.tightened",
  ),
  pair(
    "security said at each operation",
    [
      set(`${list}/security`, [{ access_token: [] }]),
      set(`${issue}/security`, [{ access_token: [] }]),
      set(`${revoke}/security`, [{ access_token: [] }]),
      remove("#/security"),
    ],
    nothing,
  ),
  pair(
    "an operation without security",
    set(`${list}/security`, []),
    ["ok", "none", "none"],
    "security.relaxed",
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
    nothing,
  ),
  pair("the version moved", set("#/info/version", "9.0.0"), nothing),
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
