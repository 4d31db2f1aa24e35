import { readFileSync } from "node:fs";
import { dump } from "js-yaml";
import { isRecord } from "../../scripts/spec/yaml.js";
import { contractWith } from "../drift/edits.js";
import type { Edit } from "../drift/edits.js";

type Json = Record<string, unknown>;

/** S2's published page on the listing, without its prose. */
export function upstreamListing(): Json {
  const fixture: unknown = JSON.parse(
    readFileSync(new URL("../fixtures/upstream-list-access-tokens.json", import.meta.url), "utf8"),
  );
  if (!isRecord(fixture)) throw new Error("the fixture is no mapping");
  return { ...fixture };
}

/** A documentation page around a fragment, as S2 writes them: the fence is longer than those within it. */
export function pageOf(fragment: unknown, operation: string): string {
  return [
    "# Some operation.",
    "",
    "```bash",
    "curl https://example.invalid",
    "```",
    "",
    "## OpenAPI",
    "",
    `\`\`\`\`yaml ${operation}`,
    dump(fragment, { noRefs: true }).trimEnd(),
    "````",
    "",
  ].join("\n");
}

/** The page of one operation of our contract, after some edits. */
export function ownPage(path: string, method: string, ...edits: readonly Edit[]): string {
  const document = contractWith(...edits);
  const paths = isRecord(document["paths"]) ? document["paths"] : {};
  const item = isRecord(paths[path]) ? paths[path] : {};
  return pageOf({ ...document, paths: { [path]: { [method]: item[method] } } }, `${method} ${path}`);
}

/** A made-up document of the size of S2's whole document, with our operations among many others. */
export function wholeDocument(operations: number, ...edits: readonly Edit[]): Json {
  const document = contractWith(...edits);
  const paths: Json = {};
  const schemas: Json = {};
  for (let index = 0; index < operations; index += 1) {
    const name = `Thing${index}`;
    const body = { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } };
    schemas[name] = {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "string", maxLength: 64 },
        kind: { type: "string", enum: ["a", "b", "c"] },
        part: { $ref: `#/components/schemas/${name}Part` },
        next: {
          oneOf: [{ type: "null" }, { $ref: `#/components/schemas/Thing${(index + 1) % operations}` }],
        },
      },
    };
    schemas[`${name}Part`] = { type: "array", items: { type: ["integer", "null"], minimum: 0 } };
    paths[`/things-${index}/{id}`] = {
      post: {
        operationId: `put_thing_${index}`,
        tags: ["things"],
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        requestBody: { required: true, content: body },
        responses: { "200": { description: "Done.", content: body } },
      },
    };
  }
  const own = { paths: document["paths"], components: document["components"] };
  const components = isRecord(own.components) ? own.components : {};
  return {
    ...document,
    tags: [{ name: "things" }, { name: "access-tokens", description: "Theirs." }],
    paths: { ...paths, ...(isRecord(own.paths) ? own.paths : {}) },
    components: {
      ...components,
      schemas: { ...schemas, ...(isRecord(components["schemas"]) ? components["schemas"] : {}) },
    },
  };
}
