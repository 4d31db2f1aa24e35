import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPERATION_TABLE, OPERATIONS, type OperationRow } from "../../generated/constants.js";
import { all, prefix } from "../../src/scope/build.js";
import { WORDS } from "../../src/scope/explain/words.js";
import { lint, LINT_RULES } from "../../src/scope/lint/lint.js";
import { appendOnly, readOnly, readWrite, tenant } from "../../src/scope/recipes.js";
import type { ScopeOrToken } from "../../src/scope/subject.js";

const guide = readFileSync(new URL("../../docs/scopes.md", import.meta.url), "utf8");

/** The rows of the table that begins with this column, cell by cell, without the backticks of code. */
function table(column: string): readonly (readonly string[])[] {
  const lines = guide.split("\n");
  const from = lines.findIndex((line) => new RegExp(`^\\| ${column} +\\|`).test(line));
  const rows = lines.slice(from + 2);
  return rows.slice(0, rows.indexOf("")).map((row) =>
    row
      .split(" |")
      .slice(0, -1)
      .map((cell) => cell.replace(/^\|/, "").trim()),
  );
}
const bare = (cell = ""): string => cell.replaceAll("`", "");

describe("the guide to scopes", () => {
  it("lists every operation with its resources and its groups", () => {
    expect(table("operation").map((cells) => cells.map(bare))).toEqual(
      OPERATIONS.map((operation) => {
        const row: OperationRow = OPERATION_TABLE[operation];
        const places = [row, ...row.rivals].map(({ group, access }) => `${group} ${access}`);
        const names = row.resources.map((resource) => resource.replace("-", " "));
        return [
          operation,
          WORDS[operation].meaning,
          names.join(", ") || "nothing",
          places.join(" or "),
          row.certainty,
        ];
      }),
    );
  });

  it("lists every lint rule with an example that it finds", () => {
    const rows = table("rule");
    expect(rows.map(([rule]) => bare(rule))).toEqual(LINT_RULES);
    for (const [rule, severity, , example] of rows) {
      const subject: unknown = JSON.parse(bare(example));
      // As readers may write it, including invalid ones.
      const found = lint(subject as ScopeOrToken).map((finding) => `${finding.severity} ${finding.rule}`);
      expect(found, bare(rule)).toContain(`${severity} ${bare(rule)}`);
    }
  });

  it("lists the operations of every recipe", () => {
    const where = { basins: all(), streams: prefix("a/") };
    const named = [
      ["readOnly", readOnly(where)],
      ["appendOnly", appendOnly(where)],
      ["readWrite", readWrite(where)],
      ["tenant", tenant({ basins: all(), prefix: "a/" }).scope],
    ] as const;
    expect(table("recipe").map(([recipe, operations]) => [bare(recipe), bare(operations)])).toEqual(
      named.map(([recipe, { ops }]) => [recipe, (ops ?? []).join(", ")]),
    );
  });
});
