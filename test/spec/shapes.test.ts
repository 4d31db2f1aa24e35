import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { generate } from "../../scripts/generate.js";
import { importSpec } from "../../scripts/import-spec.js";
import { contractWith, issue, list, remove, rename, revoke, schemas, set, valueAt } from "../drift/edits.js";
import type { Edit } from "../drift/edits.js";

const top = fileURLToPath(new URL("../..", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "shapes-"));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, "spec"));
for (const table of ["operation-groups.yaml", "operation-effects.yaml"])
  copyFileSync(join(top, "spec", table), join(root, "spec", table));

/** Imports our contract in another spelling into an empty one, and generates from that. */
async function generated(edit: Edit): Promise<{ constants: string; surface: string }> {
  const into = join(root, "spec/access-tokens.yaml");
  writeFileSync(into, "openapi: 3.1.0\ninfo:\n  title: S2\n  version: 1.0.0\npaths: {}\n");
  writeFileSync(join(root, "s2.json"), JSON.stringify(contractWith(edit)));
  await importSpec({
    files: [join(root, "s2.json")],
    descriptions: "ours",
    tags: ["access-tokens"],
    into,
    record: join(root, "record.json"),
  });
  const files = await generate(root);
  const constants = files.get("generated/constants.ts") ?? "";
  return { constants: constants.replaceAll(/\s+/g, " "), surface: files.get("generated/surface.md") ?? "" };
}

/** Moves what stands at a pointer into a component, and wraps the reference to it. */
function moved(from: string, kind: string, wrap = (ref: unknown): unknown => ref): Edit {
  return (document) => {
    const to = `#/components/${kind}/Moved`;
    set(to, valueAt(document, from))(document);
    set(from, wrap({ $ref: to }))(document);
  };
}

const limits = {
  TOKEN_ID_MIN_BYTES: 1,
  TOKEN_ID_MAX_BYTES: 96,
  PAGE_SIZE_DEFAULT: 1000,
  PAGE_SIZE_MAX: 1000,
};

test.each<[string, Edit]>([
  ["the schema of a parameter in a component", moved(`${list}/parameters/2/schema`, "schemas")],
  [
    "the schema of a parameter in allOf",
    moved(`${list}/parameters/2/schema`, "schemas", (ref) => ({ allOf: [ref] })),
  ],
  ["a parameter in a component", moved(`${list}/parameters/2`, "parameters")],
  ["an answer in a component", moved(`${list}/responses/200`, "responses")],
  ["a request body in a component", moved(`${issue}/requestBody`, "requestBodies")],
  [
    "parameters of the path",
    (document) => {
      set("#/paths/~1access-tokens~1{id}/parameters", valueAt(document, `${revoke}/parameters`))(document);
      remove(`${revoke}/parameters`)(document);
    },
  ],
  ["a default as JSON text", set(`${list}/parameters/2/schema/default`, "1000")],
  [
    "an exclusive maximum",
    (document) => {
      rename(`${list}/parameters/2/schema/maximum`, "exclusiveMaximum")(document);
      set(`${list}/parameters/2/schema/exclusiveMaximum`, 1001)(document);
    },
  ],
  [
    "a media type with a charset",
    rename(`${list}/responses/200/content/application~1json`, "application/json; charset=utf-8"),
  ],
  ["the operations behind a reference", moved(`${schemas}/Operation`, "schemas")],
  [
    "the operation groups in allOf",
    moved(`${schemas}/PermittedOperationGroups`, "schemas", (ref) => ({ allOf: [ref] })),
  ],
  [
    "the operations as constants",
    (document) => {
      const names = valueAt(document, `${schemas}/Operation/enum`);
      const constants = Array.isArray(names) ? names.map((name: unknown) => ({ const: name })) : [];
      set(`${schemas}/Operation`, { oneOf: constants })(document);
    },
  ],
  ["no operation that issues", remove(issue)],
])("generates the same limits from a document with %s", async (_name, edit) => {
  const { constants, surface } = await generated(edit);
  const found = constants.matchAll(/export const ([A-Z_]+) = (\d+);/g);
  expect(Object.fromEntries([...found].map(([, name, limit]) => [name, Number(limit)]))).toEqual(limits);
  expect(constants).toContain('"/access-tokens"');
  expect(surface).not.toContain("undefined");
});
