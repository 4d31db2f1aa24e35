import type { Level } from "../../../scripts/drift/compare/rules.js";

type Json = Readonly<Record<string, unknown>>;

/** Two small documents, and the gravest level of requests and of responses between them. */
export interface Case {
  readonly name: string;
  readonly base: Json;
  readonly head: Json;
  readonly want: readonly [request: Level, response: Level];
  /** The places of the changes that break, if that is what the case is about. */
  readonly blame?: readonly string[];
}

/** The parts of a small document beside its one operation, `POST /x`. */
export interface Said {
  /** Schema of the request body; there is none without it. */
  readonly request?: unknown;
  /** Schema of the one answer; a text without it. */
  readonly response?: unknown;
  /** More of the operation. */
  readonly operation?: Json;
  readonly components?: Json;
  /** More of the document. */
  readonly document?: Json;
}

/** Makes a document with one operation. */
export function small({ request, response, operation, components, document }: Said): Json {
  const post = {
    operationId: "x",
    tags: ["access-tokens"],
    ...(request === undefined ? {} : { requestBody: { required: true, content: json(request) } }),
    responses: { "200": { description: "ok", content: json(response ?? { type: "string" }) } },
    ...operation,
  };
  return {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/x": { post } },
    ...(components === undefined ? {} : { components }),
    ...document,
  };
}

/** The content of a body in JSON. */
export function json(schema: unknown): Json {
  return { "application/json": { schema } };
}

/** A case of two small documents. */
export function between(name: string, base: Said, head: Said, ...want: readonly [Level, Level]): Case {
  return { name, base: small(base), head: small(head), want };
}

/** A case of what is sent alone. */
export function sent(name: string, base: unknown, head: unknown, want: Level, components: Json = {}): Case {
  return between(name, { request: base, components }, { request: head, components }, want, "none");
}

/** A case of what comes back alone. */
export function read(name: string, base: unknown, head: unknown, want: Level, components: Json = {}): Case {
  return between(name, { response: base, components }, { response: head, components }, "none", want);
}

/** A case of what is sent and comes back. */
export function both(
  name: string,
  schemas: readonly [unknown, unknown],
  ...want: readonly [Level, Level]
): Case {
  const [base, head] = schemas.map((schema) => ({ request: schema, response: schema }));
  return between(name, base ?? {}, head ?? {}, ...want);
}

export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
