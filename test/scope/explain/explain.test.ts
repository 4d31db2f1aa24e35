import { describe, expect, it } from "vitest";
import { S2ArgumentError } from "../../../src/errors.js";
import { explain, summary } from "../../../src/scope/explain/explain.js";
import { withGroups } from "../../../src/scope/groups.js";
import type { ScopeOrToken } from "../../../src/scope/subject.js";
import { oddScope } from "../odd.js";
import { seeded } from "../../seeded.js";

describe("explain", () => {
  it("is independent of the order of operations and keys", () => {
    const one: ScopeOrToken = {
      ops: ["read", "append"],
      basins: { exact: "production" },
      streams: { prefix: "a/" },
    };
    const other: ScopeOrToken = {
      streams: { prefix: "a/" },
      basins: { exact: "production" },
      ops: ["append", "read", "read"],
    };
    expect(explain(one)).toBe(explain(other));
  });

  it.each<[string, unknown, string]>([
    ["a scope alone", {}, "This scope\nCan do nothing for certain."],
    ["a token without an id", { scope: {} }, "This token\n"],
    ["no end", { scope: {}, expiresAt: null }, "expires        never"],
    ["the issuer's end", { scope: {} }, "expires        when the token that issues it does"],
    ["no time", { scope: {}, expiresAt: "soon" }, "expires        at a time that this version cannot read"],
    ["an operation of tomorrow", { ops: ["compact"] }, "compact    unclear  not known to this version  ops"],
    [
      "a shape of tomorrow",
      { basins: { suffix: "a" } },
      "basins         of a shape that this version cannot read",
    ],
    [
      "a scope by hand",
      { ops: 7 },
      "unclear  list basins                the scope grants what this version cannot read",
    ],
    [
      "a key of tomorrow",
      { ops: ["read"], limits: {} },
      'not known      "limits", which may change all of this',
    ],
    ["a name with a line break", { streams: { exact: "a\nb" } }, 'only "a\\nb"'],
  ])("reads %s", (_, given, want) => {
    // Some are wrong on purpose.
    expect(explain(given as ScopeOrToken)).toContain(want);
  });

  it("keeps names from breaking Markdown", () => {
    const text = explain(
      { id: "a`*b*|", scope: { streams: { prefix: "``\n|" }, ops: ["read"] } },
      { format: "markdown" },
    );
    expect(text).toContain("**`` a`*b*| ``** ");
    expect(text).toContain("- streams: those that begin with ``` ``\\n| ```");
  });

  it("follows a table that settles what S2's pages leave open", () => {
    const groups = withGroups({ "get-stream-config": { group: "basin", access: "read" } });
    const scope = { basins: { prefix: "" }, streams: { prefix: "" }, opGroups: { stream: { read: true } } };
    expect(explain(scope)).toMatch(/get-stream-config +unclear/);
    expect(explain(scope, { groups })).not.toMatch(/get-stream-config +unclear/);
  });

  it.each([null, "x", { scope: 7 }])("refuses %j", (given) => {
    // Wrong on purpose.
    expect(() => explain(given as unknown as ScopeOrToken)).toThrow(S2ArgumentError);
  });

  it("refuses a format that does not exist", () => {
    // Wrong on purpose.
    expect(() => explain({}, { format: "html" as "text" })).toThrow(S2ArgumentError);
  });
});

describe("summary", () => {
  it("equals the line below explain's title", () => {
    const random = seeded(20_261_126);
    const tokens = Array.from({ length: 50 }, () => ({ scope: oddScope(random).scope }));
    for (const token of tokens) expect(explain(token).split("\n")[1]).toBe(summary(token));
    expect(summary({ ops: ["read", "append"] })).toBe("Can do nothing for certain.");
    expect(summary({ ops: ["account-metrics"] })).toBe("Reads metrics.");
  });

  it("follows a table that settles what S2's pages leave open", () => {
    const groups = withGroups({ "get-stream-config": { group: "basin", access: "read" } });
    const scope = { basins: { prefix: "" }, streams: { prefix: "" }, opGroups: { basin: { read: true } } };
    expect(summary(scope)).not.toContain("inspects");
    expect(summary(scope, { groups })).toContain("inspects streams");
  });
});
