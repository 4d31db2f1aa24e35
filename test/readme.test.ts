import { expect, test } from "vitest";
import { brokenLinks, copyExamples } from "../scripts/readme.js";

const examples = new Map([
  ["whole.ts", "one();\ntwo();\n"],
  ["part.ts", "before();\n{\n  // #region inner\n  one();\n\n    two();\n  // #endregion\n}\n"],
]);

const blocks: readonly { what: string; given: string; want: string; problems?: readonly string[] }[] = [
  {
    what: "a whole file",
    given: "<!-- example: whole.ts -->\n\n```ts\nold();\n```\n",
    want: "<!-- example: whole.ts -->\n\n```ts\none();\ntwo();\n```\n",
  },
  {
    what: "a region, without its indent",
    given: "<!-- example: part.ts#inner -->\n\n```ts\nold();\n```\n",
    want: "<!-- example: part.ts#inner -->\n\n```ts\none();\n\n  two();\n```\n",
  },
  {
    what: "a file without its region marks",
    given: "<!-- example: part.ts -->\n\n```ts\n```\n",
    want: "<!-- example: part.ts -->\n\n```ts\nbefore();\n{\n  one();\n\n    two();\n}\n```\n",
  },
  {
    what: "a block of another language",
    given: "```sh\nnpm ci\n```\n",
    want: "```sh\nnpm ci\n```\n",
  },
  {
    what: "a TypeScript block without an example",
    given: "```ts\nloose();\n```\n",
    want: "```ts\nloose();\n```\n",
    problems: ['A.md: the block that begins "loose();" has no `<!-- example: … -->` before it'],
  },
  {
    what: "an example that does not exist",
    given: "<!-- example: part.ts#outer -->\n\n```ts\nold();\n```\n",
    want: "<!-- example: part.ts#outer -->\n\n```ts\nold();\n```\n",
    problems: [
      'A.md: the block that begins "old();" names test/examples/part.ts#outer, which does not exist',
    ],
  },
];

test.each(blocks)("$what", ({ given, want, problems = [] }) => {
  const copied = copyExamples("A.md", `# A\n\n${given}\ntext\n`, examples);
  expect(copied.text).toBe(`# A\n\n${want}\ntext\n`);
  expect(copied.problems).toEqual(problems);
  expect(copyExamples("A.md", copied.text, examples).text).toBe(copied.text);
});

test("resolves relative links from the document", () => {
  const text = "[a](../there.md#part) [b](gone.md) [c](https://example.com/x) [d](#below) [e](mailto:a@b)";
  expect(brokenLinks("spec/A.md", text, (path) => path === "there.md")).toEqual([
    "spec/A.md: the link to gone.md is broken",
  ]);
});
