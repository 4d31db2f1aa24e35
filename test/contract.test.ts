import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import {
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
  TOKEN_ID_MAX_BYTES,
  TOKEN_ID_MIN_BYTES,
} from "../generated/constants.js";
import { withoutDescriptions } from "../scripts/spec/record.js";
import { isRecord, pointerSegment, resolvePointer } from "../scripts/spec/yaml.js";

// S2's own page for GET /access-tokens without its prose, which the contract must carry over exactly.
const upstream = withoutDescriptions(JSON.parse(read("fixtures/upstream-list-access-tokens.json")));
const contract = withoutDescriptions(load(read("../spec/access-tokens.yaml")));

const carriedOver = [
  "#/openapi",
  "#/servers",
  "#/security",
  "#/components/securitySchemes",
  "#/paths/~1access-tokens/get",
  ...namesAt(upstream, "#/components/schemas").map((name) => `#/components/schemas/${pointerSegment(name)}`),
];

test.each(carriedOver)("carries %s over from S2's page unchanged", (pointer) => {
  const theirs = resolvePointer(upstream, pointer);
  expect(theirs).toBeDefined();
  // As text, because the order of fields, enum values and parameters is carried over too.
  expect(JSON.stringify(resolvePointer(contract, pointer), undefined, 2)).toBe(
    JSON.stringify(theirs, undefined, 2),
  );
});

test("adds one schema, the answer to issue, to the nine of S2's page", () => {
  const theirs = namesAt(upstream, "#/components/schemas");
  expect(theirs).toHaveLength(9);
  expect(namesAt(contract, "#/components/schemas")).toEqual([...theirs, "IssueAccessTokenResponse"]);
});

test("describes issue and revoke as S2's pages do", () => {
  expect(namesAt(contract, "#/paths")).toEqual(["/access-tokens", "/access-tokens/{id}"]);
  expect(resolvePointer(contract, "#/paths/~1access-tokens/post/requestBody")).toEqual({
    required: true,
    content: { "application/json": { schema: { $ref: "#/components/schemas/AccessTokenInfo" } } },
  });
  expect(namesAt(contract, "#/paths/~1access-tokens/post/responses")).toEqual([
    "201",
    "400",
    "403",
    "408",
    "409",
  ]);
  expect(namesAt(contract, "#/paths/~1access-tokens~1{id}/delete/responses")).toEqual([
    "204",
    "400",
    "403",
    "408",
  ]);
  expect(resolvePointer(contract, "#/components/schemas/IssueAccessTokenResponse")).toEqual({
    type: "object",
    required: ["access_token"],
    properties: { access_token: { type: "string" } },
  });
  expect(resolvePointer(contract, "#/paths/~1access-tokens~1{id}/delete/parameters")).toEqual([
    { name: "id", in: "path", required: true, schema: { $ref: "#/components/schemas/AccessTokenIdStr" } },
  ]);
});

test.each([
  ["types.ts", `${TOKEN_ID_MIN_BYTES} to ${TOKEN_ID_MAX_BYTES} bytes of UTF-8`],
  ["types.ts", `1 to ${PAGE_SIZE_MAX} (default ${PAGE_SIZE_DEFAULT})`],
  ["access-tokens/client.ts", `at most ${PAGE_SIZE_MAX},`],
])("the doc comments of src/%s state the contract's limit: %s", (file, limit) => {
  expect(read(`../src/${file}`)).toContain(limit);
});

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8");
}

function namesAt(document: unknown, pointer: string): string[] {
  const value = resolvePointer(document, pointer);
  return isRecord(value) ? Object.keys(value) : [];
}
