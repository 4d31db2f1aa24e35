import { expect, test } from "vitest";
import type { Effect } from "../../../scripts/spec/effects.js";
import { routesOf } from "../../../scripts/spec/emit/routes.js";

const ok = { responses: { "204": { description: "Done." } } };

/** The route of one operation, `op`, whose path item is given. */
function routeOf(item: object, components: object = {}, effect: Effect = "reads") {
  const document = { paths: { "/things/{name}": item }, components };
  return routesOf(document, new Map([["op", effect]]))["op"];
}

test("takes a route's effect from its hand-written row, whatever its method", () => {
  expect(routeOf({ get: { operationId: "op", ...ok } }, {}, "once")).toMatchObject({
    method: "GET",
    path: "/things/{name}",
    effect: "once",
  });
});

test("inherits a path's parameters and servers unless an operation has its own", () => {
  const servers = (url: string) => ({ servers: [{ url }] });
  const item = {
    ...servers("https://{basin}.example"),
    parameters: [
      { name: "name", in: "path", schema: { type: "string", maxLength: 48 } },
      { name: "limit", in: "query", schema: { type: "integer", maximum: 10 } },
    ],
  };
  expect(routeOf({ ...item, get: { operationId: "op", ...ok } })).toMatchObject({
    server: "https://{basin}.example",
    pathParameters: { name: { maxLength: 48 } },
    queryParameters: { limit: { maximum: 10 } },
  });
  const own = { name: "limit", in: "query", schema: { type: "integer", maximum: 99, default: 5 } };
  const get = { operationId: "op", ...ok, ...servers("https://own.example"), parameters: [own] };
  expect(routeOf({ ...item, get })).toMatchObject({
    server: "https://own.example",
    queryParameters: { limit: { maximum: 99, default: 5 } },
  });
  expect(routeOf({ get: { operationId: "op", ...ok } })).not.toHaveProperty("server");
});

test("counts every success status, with or without a body", () => {
  const json = { content: { "application/json": { schema: { type: "object" } } } };
  const responses = {
    "200": json,
    "201": json,
    "202": { description: "Later." },
    "404": json,
    default: json,
  };
  expect(routeOf({ get: { operationId: "op", responses } })).toMatchObject({
    success: { "200": "json", "201": "json", "202": "empty" },
    statuses: [200, 201, 202, 404],
  });
});

test("recognises a listing by its parameters and page fields, through references", () => {
  const components = {
    schemas: {
      Page: {
        type: "object",
        properties: { things: { $ref: "#/components/schemas/Things" }, has_more: { type: "boolean" } },
      },
      Things: { type: "array", items: {} },
    },
    parameters: {
      after: { name: "start_after", in: "query", schema: {} },
      limit: { name: "limit", in: "query", schema: {} },
    },
    responses: {
      Page: { content: { "application/json": { schema: { $ref: "#/components/schemas/Page" } } } },
    },
  };
  const parameters = Object.keys(components.parameters).map((name) => ({
    $ref: `#/components/parameters/${name}`,
  }));
  const responses = { "200": { $ref: "#/components/responses/Page" } };
  const get = { operationId: "op", parameters, responses };
  expect(routeOf({ get }, components)).toMatchObject({
    pages: { after: "start_after", size: "limit", items: "things", more: "has_more" },
  });
  expect(routeOf({ get: { ...get, parameters: parameters.slice(1) } }, components)).not.toHaveProperty(
    "pages",
  );
});
