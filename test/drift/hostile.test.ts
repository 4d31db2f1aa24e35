import { describe, expect, test } from "vitest";
import { judge } from "../../scripts/drift/compare/judge.js";
import { readFragments } from "../../scripts/spec/read/fragments.js";
import { mergeFragments } from "../../scripts/spec/merge.js";
import { contractWith, schemas, set } from "./edits.js";
import { asTheCommandDoes, sideOf } from "./sides.js";

/** Judges our contract against a text that somebody made to hurt. */
function judgeText(text: string): void {
  const side = mergeFragments(readFragments({ file: "hostile.yaml", text }));
  judge(sideOf(contractWith()), side, asTheCommandDoes);
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

describe("a hostile document is refused with one clear line", () => {
  test.each<[string, string, RegExp]>([
    ["a file of 10 MB", "#".repeat(10_000_000), /^hostile\.yaml: larger than the limit of 5 MB$/],
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
    [
      "a chain of 5000 references",
      JSON.stringify(
        contractWith(
          ...Array.from({ length: 5000 }, (_none, index) =>
            set(`${schemas}/C${index}`, { $ref: `${schemas}/C${index + 1}` }),
          ),
          set(`${schemas}/C5000`, { type: "string" }),
          set(`${schemas}/ErrorInfo`, { allOf: [{ $ref: `${schemas}/C0` }] }),
        ),
      ),
      /^hostile\.yaml:\d+: more than 400 schemas stand for each other here$/,
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

describe("a hostile document is processed", () => {
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

  test("properties merged by allOf at every level", () => {
    const level = (index: number): ReturnType<typeof set> =>
      set(`${schemas}/L${index}`, {
        allOf: [1, 2].map((step) => ({ properties: { x: { $ref: `${schemas}/L${(index + step) % 40}` } } })),
      });
    const levels = Array.from({ length: 40 }, (_none, index) => level(index));
    const use = set(`${schemas}/ErrorInfo/properties/x`, { $ref: `${schemas}/L0` });
    const sides = [contractWith(...levels, use), contractWith(...levels, use)] as const;
    const { findings } = judge(sideOf(sides[0]), sideOf(sides[1]), asTheCommandDoes);
    expect(findings).toEqual([]);
  });

  test("thousands of renamed properties", () => {
    const many = (letter: string): ReturnType<typeof set> => {
      const entries = Array.from({ length: 3000 }, (_none, index) => {
        const inner = { type: "object", properties: { [`p${index}`]: { type: "string" } } };
        return [`${letter}${index}`, inner] as const;
      });
      return set(`${schemas}/ErrorInfo`, { type: "object", properties: Object.fromEntries(entries) });
    };
    const [base, head] = [sideOf(contractWith(many("a"))), sideOf(contractWith(many("b")))];
    const { findings } = judge(base, head, asTheCommandDoes);
    expect(findings.filter(({ id }) => id === "property.renamed")).toHaveLength(3000);
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
    expect(() => judge(base, head, asTheCommandDoes)).not.toThrow();
  });
});
