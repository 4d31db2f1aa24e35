import { describe, expect, test } from "vitest";
import { judge } from "../../scripts/drift/judge.js";
import { schemaOptions } from "../../scripts/spec/emit-schema.js";
import { readFragments } from "../../scripts/spec/fragments.js";
import { mergeFragments } from "../../scripts/spec/merge.js";
import { contractWith, schemas, set } from "./edits.js";
import { sideOf } from "./sides.js";

/** Judges our contract against a text that somebody made to hurt. */
function judgeText(text: string): void {
  const side = mergeFragments(readFragments({ file: "hostile.yaml", text }));
  judge(sideOf(contractWith()), side, "access-tokens", schemaOptions);
}

function withSchema(name: string, schema: unknown): string {
  return JSON.stringify(contractWith(set(`${schemas}/${name}`, schema)));
}

const nested = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + close.repeat(depth);
const laughs = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
  .concat(
    Array.from(
      { length: 20 },
      (_none, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}]`,
    ),
  )
  .join("\n");

describe("is refused in bounded time, with one clear line", () => {
  test.each<[string, string, RegExp]>([
    ["a file of 10 MB", "#".repeat(10_000_000), /^hostile\.yaml: bigger than 5 MB, which no contract is$/],
    [
      "nesting 500 deep in YAML",
      `openapi: 3.1.0\npaths: {}\nx: ${nested(500, "[", "]")}\n`,
      /hostile\.yaml:3: /,
    ],
    [
      "nesting 500 deep in JSON",
      `{"openapi":"3.1.0","paths":{},"x":${nested(500, "[", "]")}}`,
      /hostile\.yaml:1: /,
    ],
    [
      "aliases that multiply",
      `openapi: 3.1.0\npaths: {}\n${laughs}\n`,
      /hostile\.yaml: more than 500000 values/,
    ],
    ["an alias to itself", "openapi: 3.1.0\npaths: {}\nx: &x [*x]\n", /hostile\.yaml(:\d+)?: /],
    ["a key named __proto__", 'openapi: 3.1.0\npaths: {}\nx: {"__proto__": {a: 1}}\n', /"__proto__"/],
    [
      "references in a circle",
      JSON.stringify(
        contractWith(
          set(`${schemas}/AccessTokenScope`, { $ref: `${schemas}/B` }),
          set(`${schemas}/B`, { $ref: `${schemas}/AccessTokenScope` }),
        ),
      ),
      /contains itself with nothing in between/,
    ],
    [
      "a schema that is all of itself",
      withSchema("AccessTokenScope", { allOf: [{ $ref: `${schemas}/AccessTokenScope` }] }),
      /contains itself/,
    ],
    ["no OpenAPI at all", "hello", /expected an OpenAPI document/],
    ["nothing", "", /hostile\.yaml/],
    ["Swagger 2", "swagger: '2.0'\npaths: {}\n", /expected an OpenAPI 3 document/],
  ])("%s", (_name, text, message) => {
    expect(() => judgeText(text)).toThrow(
      expect.objectContaining({ name: "SpecError", message: expect.stringMatching(message) }),
    );
  });
});

describe("is survived", () => {
  test.each<[string, string]>([
    [
      "a schema that contains itself by a property",
      withSchema("ErrorInfo", {
        type: "object",
        properties: {
          cause: { $ref: `${schemas}/ErrorInfo` },
          causes: { type: "array", items: { $ref: `${schemas}/ErrorInfo` } },
        },
      }),
    ],
    [
      "a schema with properties named like those of every object",
      withSchema("ErrorInfo", {
        type: "object",
        properties: {
          constructor: { type: "string" },
          toString: { type: "string" },
          hasOwnProperty: { type: "string" },
        },
      }),
    ],
    [
      "schemas that are everything and nothing",
      withSchema("ErrorInfo", { type: "object", properties: { a: true, b: false, c: {} } }),
    ],
    [
      "values of the wrong kind",
      withSchema("ErrorInfo", {
        type: 7,
        required: "id",
        properties: [],
        enum: {},
        oneOf: "x",
        minLength: "3",
      }),
    ],
  ])("%s", (_name, text) => {
    expect(() => judgeText(text)).not.toThrow();
  });

  test("unions that all contain each other", () => {
    const names = Array.from({ length: 12 }, (_none, index) => `U${index}`);
    const knot = (title: string): ReturnType<typeof set>[] =>
      names.map((name) =>
        set(`${schemas}/${name}`, {
          oneOf: names.map((other) => ({
            type: "object",
            title,
            properties: {
              [`${name}${other}`]: { oneOf: [{ type: "string" }, { $ref: `${schemas}/${other}` }] },
            },
          })),
        }),
      );
    const use = set(`${schemas}/ErrorInfo/properties/knot`, { $ref: `${schemas}/U0` });
    const base = sideOf(contractWith(...knot("a"), use));
    const head = sideOf(
      contractWith(...knot("b"), use, set(`${schemas}/U1/oneOf/0/properties/x`, { type: "string" })),
    );
    const started = performance.now();
    judge(base, head, "access-tokens", schemaOptions);
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 30_000);
});
