import { describe, expect, test } from "vitest";
import { clip, columns, pad, widthOf, wrap } from "../../../src/cli/output/layout.js";
import { tableWriter, type Column } from "../../../src/cli/output/table.js";

interface Row {
  readonly id: string;
  readonly may: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "id", cell: ({ id }) => id, colour: (text) => `<${text}>`, least: 6 },
  { title: "may", cell: ({ may }) => may, least: 10 },
  { title: "n", cell: () => "1" },
];
const ROWS = [
  { id: "svc/a", may: "Reads records; checks streams; reads metrics" },
  { id: "a-rather-long-id-of-a-token", may: "" },
];

describe("a table", () => {
  test("is as wide as its cells without a limit, with one header", () => {
    const write = tableWriter(COLUMNS, undefined);
    expect(write([])).toBe("");
    const [head, first] = write(ROWS).split("\n");
    expect(head).toMatch(/^id {27}may {43}n$/);
    expect(first).toMatch(/^<svc\/a {22}> {2}Reads records; checks streams; reads metrics {2}1$/);
    expect(write(ROWS)).not.toContain("may");
  });

  test("cuts its widest columns to fit the terminal", () => {
    const lines = tableWriter(COLUMNS, 62)(ROWS).trimEnd().split("\n");
    for (const line of lines) expect(line.replace(/[<>]/g, "").length).toBeLessThanOrEqual(62);
    expect(lines[1]).toContain("…");
    expect(lines[2]).toMatch(/^<a-rather-long-id-of-a-tok…> {2,}1$/);
  });

  test("becomes blocks on a narrow terminal, without empty fields", () => {
    expect(tableWriter(COLUMNS, 40)(ROWS)).toBe(
      [
        "<svc/a>",
        "  may: Reads records; checks streams;",
        "  reads metrics",
        "  n: 1",
        "<a-rather-long-id-of-a-token>",
        "  n: 1",
        "",
      ].join("\n"),
    );
  });

  test("becomes blocks if cells that must stay whole do not fit", () => {
    const whole: readonly Column<Row>[] = [{ title: "may", cell: ({ may }) => may.repeat(3) }];
    expect(tableWriter(whole, 70)(ROWS)).not.toContain("…");
  });
});

test.each([
  ["abc", 3],
  ["é", 1],
  ["e\u0301", 1],
  ["漢字", 4],
  ["😀", 2],
])("%s is %i columns wide", (text, want) => expect(widthOf(text)).toBe(want));

test("cut text ends in an ellipsis, and text that fits stays whole", () => {
  expect([clip("abc", 3), clip("abcd", 3), clip("漢字", 3)]).toEqual(["abc", "ab…", "漢…"]);
  expect(pad("漢", 4)).toBe("漢  ");
});

test("lines break at spaces, and a longer word stays whole", () => {
  expect(wrap("one two three fourteen-letters-and-more x", 16, "  ")).toEqual([
    "  one two three",
    "  fourteen-letters-and-more",
    "  x",
  ]);
});

test("names and descriptions are in two columns if there is room", () => {
  const rows = [
    ["-p, --prefix P", "Only ids that begin with this"],
    [`--${"long".repeat(10)}`, "Below its name"],
    [],
  ];
  expect(columns(rows, 80)[0]).toBe("-p, --prefix P  Only ids that begin with this");
  expect(columns(rows, 80)[2]).toBe("                Below its name");
  expect(columns(rows, 40).slice(0, 2)).toEqual(["-p, --prefix P", "    Only ids that begin with this"]);
});
