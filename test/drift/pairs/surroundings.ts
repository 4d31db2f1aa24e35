import { issue, list, remove, rename, renameComponent, schemas, set, tradeNames } from "../edits.js";
import { between, nothing, pair, scope, token } from "./pair.js";
import type { Pair } from "./pair.js";

const failure = `${schemas}/ErrorInfo`;

/** Changes of references, answers, security, servers and prose, and of operations that trade places. */
export const surroundings: readonly Pair[] = [
  between(
    "prose beside a reference",
    set(`${token}/properties/scope`, { $ref: scope }),
    set(`${token}/properties/scope`, { allOf: [{ $ref: scope }], description: "x" }),
    ["docs", "docs", "docs"],
    "schema.docs",
  ),
  between(
    "nullable beside a reference",
    set(`${scope}/properties/basins`, { $ref: `${schemas}/ResourceSet`, nullable: true }),
    [],
    nothing,
  ),
  between(
    "a limit beside a reference, or in an allOf with it",
    set(`${token}/properties/id`, { $ref: `${schemas}/AccessTokenIdStr`, maxLength: 64 }),
    set(`${token}/properties/id`, { allOf: [{ $ref: `${schemas}/AccessTokenIdStr` }, { maxLength: 64 }] }),
    nothing,
  ),
  pair(
    "a server of one operation",
    set(`${list}/servers`, [{ url: "https://b.s2.dev/v1" }]),
    ["warn", "none", "none"],
    "server.changed",
  ),
  pair(
    "another server of one path",
    set("#/paths/~1access-tokens/servers", [{ url: "https://aws.s2.dev/v1" }, { url: "https://b" }]),
    ["ok", "none", "none"],
    "server.added",
  ),
  pair("a server with a slash at its end", set("#/servers/0/url", "https://aws.s2.dev/v1/"), nothing),
  pair(
    "an operation that asks for nothing",
    set(`${list}/security`, [{}]),
    ["ok", "none", "none"],
    "security.relaxed",
  ),
  between(
    "two schemes at once, in another order",
    [
      set("#/components/securitySchemes/b", { type: "apiKey", in: "header", name: "b" }),
      set("#/security", [{ access_token: [], b: [] }]),
    ],
    [
      set("#/components/securitySchemes/b", { type: "apiKey", in: "header", name: "b" }),
      set("#/security", [{ b: [], access_token: [] }]),
    ],
    nothing,
  ),
  between(
    "optional security is no longer optional",
    set("#/security", [{ access_token: [] }, {}]),
    [],
    ["break", "none", "none"],
    "security.tightened",
  ),
  pair(
    "prose of a security scheme",
    set("#/components/securitySchemes/access_token/description", "Other."),
    ["docs", "none", "none"],
    "security.scheme-docs",
  ),
  pair(
    "a request body as a component",
    [
      set("#/components/requestBodies/Issue", {
        required: true,
        content: { "application/json": { schema: { $ref: token } } },
      }),
      set(`${issue}/requestBody`, { $ref: "#/components/requestBodies/Issue" }),
    ],
    nothing,
  ),
  pair(
    "a required cookie",
    set(`${list}/parameters/-`, { name: "c", in: "cookie", required: true, schema: { type: "string" } }),
    ["break", "none", "break"],
    "parameter.added-required",
  ),
  between(
    "a parameter that moves from the query to a header",
    set(`${list}/parameters/-`, { name: "a", in: "query", schema: { type: "string" } }),
    set(`${list}/parameters/-`, { name: "a", in: "header", schema: { type: "string" } }),
    ["warn", "none", "break"],
    "parameter.removed",
    "parameter.added-optional",
  ),
  pair(
    "a component that is sent and read, renamed",
    renameComponent("AccessTokenInfo", "Token"),
    ["none", "none", "break"],
    "component.renamed",
  ),
  pair(
    "two components that trade names",
    tradeNames("ReadWritePermissions", "PermittedOperationGroups"),
    ["none", "none", "break"],
    "component.renamed",
  ),
  between(
    "a reference to another component of the same shape",
    [set(`${schemas}/Set2`, { $ref: `${schemas}/ResourceSet` })],
    [
      set(`${schemas}/Set2`, { $ref: `${schemas}/ResourceSet` }),
      set(`${scope}/properties/basins/oneOf/1`, { $ref: `${schemas}/Set2` }),
    ],
    ["none", "none", "ok"],
    "component.added",
  ),
  between(
    "a change of a schema that contains itself",
    set(`${failure}/properties/cause`, { $ref: failure }),
    [set(`${failure}/properties/cause`, { $ref: failure }), remove(`${failure}/required/1`)],
    ["none", "break", "break"],
    "property.became-optional",
  ),
  between(
    "a schema that contains itself, written out once",
    set(`${failure}/properties/cause`, { $ref: failure }),
    set(`${failure}/properties/cause`, {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" }, cause: { $ref: failure } },
    }),
    nothing,
  ),
  pair(
    "a range of errors added",
    set(`${list}/responses/4XX`, {
      description: "",
      content: { "application/json": { schema: { $ref: failure } } },
    }),
    ["none", "ok", "ok"],
    "response.error-status.added",
  ),
  between(
    "an error that default now covers",
    [],
    [
      remove(`${list}/responses/400`),
      set(`${list}/responses/default`, {
        description: "",
        content: { "application/json": { schema: { $ref: failure } } },
      }),
    ],
    ["none", "ok", "ok"],
    "response.error-status.added",
    "response.error-status.removed",
  ),
  between(
    "any success in place of one",
    [],
    rename(`${list}/responses/200`, "2XX"),
    ["none", "warn", "warn"],
    "response.success-status.added",
    "response.success-status.removed",
  ),
  between(
    "a media type of S2's own",
    [],
    rename(`${list}/responses/200/content/application~1json`, "application/vnd.s2+json"),
    ["none", "break", "break"],
    "response.media-type.removed",
    "response.media-type.added",
  ),
  pair(
    "examples",
    [set(`${token}/properties/id/example`, "a"), set(`${token}/examples`, [{ id: "x" }])],
    ["docs", "docs", "docs"],
    "schema.docs",
  ),
  pair(
    "examples of a media type",
    set(`${list}/responses/200/content/application~1json/examples`, { a: { value: 1 } }),
    ["none", "docs", "docs"],
    "schema.docs",
  ),
  between(
    "a unit moved in prose",
    set(`${token}/properties/id/description`, "In seconds."),
    set(`${token}/properties/id/description`, "In milliseconds."),
    ["docs", "docs", "docs"],
    "schema.docs-suspect",
  ),
  between(
    "two operations that trade ids",
    [],
    [set(`${list}/operationId`, "issue_access_token"), set(`${issue}/operationId`, "list_access_tokens")],
    ["break", "break", "break"],
    "operation.moved",
    "operation.docs",
    "body.removed",
    "body.added-required",
    "parameter.added-optional",
    "parameter.removed",
    "response.success-status.removed",
    "response.error-status.added",
    "response.error-status.removed",
  ),
  between(
    "an operation that moves and takes less",
    [],
    [
      rename("#/paths/~1access-tokens~1{id}", "/tokens/{id}"),
      set(`${schemas}/AccessTokenIdStr/maxLength`, 10),
    ],
    ["break", "ok", "break"],
    "constraint.tightened",
    "operation.moved",
  ),
  between(
    "two changes in one component",
    [],
    [set(`${token}/properties/a`, { type: "string" }), set(`${token}/properties/expires_at/format`, "date")],
    ["break", "break", "ok"],
    "format.changed",
    "property.added-optional",
  ),
  between(
    "an operation without the tag added",
    [],
    [
      set("#/paths/~1x", {
        get: {
          operationId: "x",
          responses: {
            200: { description: "", content: { "application/json": { schema: { $ref: `${schemas}/X` } } } },
          },
        },
      }),
      set(`${schemas}/X`, { type: "string" }),
    ],
    nothing,
  ),
  between(
    "a change of an operation without the tag",
    [
      set("#/paths/~1x", {
        get: {
          operationId: "x",
          parameters: [{ name: "a", in: "query", schema: { type: "string" } }],
          responses: {},
        },
      }),
    ],
    [set("#/paths/~1x", { get: { operationId: "x", responses: {} } })],
    nothing,
  ),
  between(
    "the tag on one side only",
    set(`${list}/tags`, ["t"]),
    [],
    ["docs", "none", "none"],
    "operation.tags",
  ),
  between(
    "a name that is not declared is no longer required",
    [set(`${token}/required/-`, "ghost")],
    [],
    ["ok", "break", "none"],
    "property.became-optional",
  ),
  between(
    "a required name is declared at last",
    [set(`${token}/required/-`, "ghost")],
    [set(`${token}/required/-`, "ghost"), set(`${token}/properties/ghost`, { type: "string" })],
    ["ok", "ok", "break"],
    "property.added-required",
  ),
  between(
    "a reference in percent-encoding",
    set(`${token}/properties/scope/$ref`, "#/components/schemas/Access%54okenScope"),
    [],
    nothing,
  ),
  between(
    "a list written otherwise into the URL",
    set(`${list}/parameters/-`, {
      name: "a",
      in: "query",
      schema: { type: "array", items: { type: "string" } },
    }),
    set(`${list}/parameters/-`, {
      name: "a",
      in: "query",
      explode: false,
      schema: { type: "array", items: { type: "string" } },
    }),
    ["break", "none", "none"],
    "parameter.serialization",
  ),
];
