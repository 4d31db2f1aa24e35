import { between, json, ref, small } from "./case.js";
import type { Case } from "./case.js";

type Json = Readonly<Record<string, unknown>>;

const text = { type: "string" };
const objectWith = (...required: readonly string[]): Json => ({
  type: "object",
  properties: { a: text },
  required,
});
const operation = (schema: unknown, id = "x"): Json => ({
  operationId: id,
  tags: ["access-tokens"],
  requestBody: { required: true, content: json(schema) },
  responses: { "200": { description: "ok" } },
});
const more = (said: Json): { operation: Json } => ({ operation: said });
const answers = (responses: Json): { operation: Json } => more({ responses });
const ok = { description: "ok", content: json(text) };

/** A document with a path of its own beside `POST /x`. */
function beside(name: string, at: (schema: unknown) => Json, ...want: Case["want"]): Case {
  const [base, head] = [objectWith(), objectWith("a")].map((schema) => {
    const { paths, ...document } = small({});
    const { paths: others, ...top } = at(schema);
    return Object.assign({}, document, top, { paths: Object.assign({}, paths, others) });
  });
  return { name, base: base ?? {}, head: head ?? {}, want };
}

const places: readonly Case[] = [
  beside(
    "a path item behind a reference",
    (schema) => ({
      paths: { "/y": { $ref: "#/components/pathItems/Y" } },
      components: { pathItems: { Y: { post: operation(schema, "y") } } },
    }),
    "break",
    "none",
  ),
  beside(
    "a path item behind two references",
    (schema) => ({
      paths: { "/y": { $ref: "#/components/pathItems/Y" } },
      components: {
        pathItems: { Y: { $ref: "#/components/pathItems/Z" }, Z: { post: operation(schema, "y") } },
      },
    }),
    "break",
    "none",
  ),
  beside(
    "the method query",
    (schema) => ({ paths: { "/y": { query: operation(schema, "y") } } }),
    "break",
    "none",
  ),
  beside(
    "a method that OpenAPI does not name",
    (schema) => ({ paths: { "/y": { additionalOperations: { COPY: operation(schema, "y") } } } }),
    "break",
    "none",
  ),
  beside("a webhook", (schema) => ({ webhooks: { w: { post: operation(schema, "w") } } }), "break", "break"),
  {
    name: "a webhook removed",
    base: small({ document: { webhooks: { w: { post: operation(text, "w") } } } }),
    head: small({}),
    want: ["break", "break"],
  },
  {
    name: "a webhook of another tag",
    base: small({ document: { webhooks: { w: { post: { tags: ["other"], responses: {} } } } } }),
    head: small({}),
    want: ["none", "none"],
  },
  beside(
    "a callback",
    (schema) => ({
      paths: {
        "/y": {
          post: { ...operation(text, "y"), callbacks: { c: { "{$url}": { post: operation(schema, "c") } } } },
        },
      },
    }),
    "break",
    "break",
  ),
  {
    name: "a reference by anchor, where prose changed",
    ...byAnchor({ type: "string", description: "x" }),
    want: ["none", "docs"],
  },
  {
    name: "a reference by anchor, where the type changed",
    ...byAnchor({ type: "integer" }),
    want: ["none", "break"],
  },
  between(
    "the server of one path",
    { document: { servers: [{ url: "https://a" }], paths: serving("https://a") } },
    { document: { servers: [{ url: "https://a" }], paths: serving("https://b") } },
    "warn",
    "none",
  ),
  between(
    "the dialect of all schemas",
    {},
    { document: { jsonSchemaDialect: "https://d" } },
    "break",
    "break",
  ),
  between("the version alone", {}, { document: { info: { title: "t", version: "2" } } }, "none", "none"),
];

function byAnchor(now: Json): Pick<Case, "base" | "head"> {
  const [base, head] = [text, now].map((schema) =>
    small({
      response: ref("A"),
      components: {
        schemas: {
          A: { type: "object", properties: { b: { $ref: "#b" } } },
          B: { $anchor: "b", ...schema },
        },
      },
    }),
  );
  return { base: base ?? {}, head: head ?? {} };
}

function serving(url: string): Json {
  return { "/x": { servers: [{ url }], post: operation(text) } };
}

const header = (name: string, said: Json): { operation: Json } =>
  answers({ "200": { ...ok, headers: { [name]: { schema: { type: "integer" }, ...said } } } });
const filter = (description: string): { operation: Json } =>
  more({ parameters: [{ name: "f", in: "query", content: json({ type: "object", description }) }] });
const callback = (description: string): { operation: Json } =>
  more({ callbacks: { c: { "{$request.body#/u}": { post: { description, responses: {} } } } } });

const aside: readonly Case[] = [
  between("prose of a callback", callback("a"), callback("b"), "docs", "docs"),
  between("prose of a parameter's content", filter("a"), filter("b"), "docs", "none"),
  between(
    "prose of a header",
    header("Retry-After", { description: "a" }),
    header("Retry-After", { description: "b" }),
    "none",
    "docs",
  ),
  between("a header added", answers({ "200": ok }), header("Retry-After", {}), "none", "ok"),
  between("a header removed", header("Retry-After", {}), answers({ "200": ok }), "none", "warn"),
  between(
    "a header promised and removed",
    header("a", { required: true }),
    answers({ "200": ok }),
    "none",
    "break",
  ),
  between("a header's type", header("a", {}), header("A", { schema: text }), "none", "break"),
  between(
    "a charset",
    { operation: { requestBody: { required: true, content: json(text) } } },
    {
      operation: {
        requestBody: { required: true, content: { "application/json; charset=utf-8": { schema: text } } },
      },
    },
    "none",
    "none",
  ),
  between(
    "a charset among other parameters",
    answers({
      "200": { description: "", content: { 'Text/Plain; charset="utf-8"; v=1': { schema: text } } },
    }),
    answers({ "200": { description: "", content: { "text/plain;v=1": { schema: text } } } }),
    "none",
    "none",
  ),
  between("any success instead of one", answers({ "200": ok }), answers({ "2XX": ok }), "none", "warn"),
  between("one success instead of any", answers({ "2XX": ok }), answers({ "200": ok }), "none", "ok"),
  between(
    "any success with another body",
    answers({ "200": ok }),
    answers({ "2XX": { description: "", content: json({ type: "integer" }) } }),
    "none",
    "break",
  ),
  between(
    "an error that a range now covers, with another body",
    answers({ "200": ok, "400": ok }),
    answers({ "200": ok, "4XX": { description: "", content: json({ type: "integer" }) } }),
    "none",
    "break",
  ),
];

const scheme = {
  components: {
    securitySchemes: { k: { type: "oauth2", flows: {} }, b: { type: "http", scheme: "bearer" } },
  },
};
const asking = (...security: readonly unknown[]): { operation: Json; components: Json } => ({
  ...more({ security }),
  ...scheme,
});

const security: readonly Case[] = [
  between("security removed", asking({ b: [] }), asking(), "ok", "none"),
  between("security added", asking(), asking({ b: [] }), "break", "none"),
  between("a scope less", asking({ k: ["a", "b"] }), asking({ k: ["a"] }), "ok", "none"),
  between("a scope more", asking({ k: ["a"] }), asking({ k: ["a", "b"] }), "break", "none"),
  between("a scheme less", asking({ k: [], b: [] }), asking({ b: [] }), "ok", "none"),
  between("a scheme more", asking({ b: [] }), asking({ k: [], b: [] }), "break", "none"),
  between("another way", asking({ b: [] }), asking({ b: [] }, { k: [] }), "ok", "none"),
  between("a way less", asking({ b: [] }, { k: [] }), asking({ b: [] }), "break", "none"),
];

export const documents: readonly Case[] = [...places, ...aside, ...security];
