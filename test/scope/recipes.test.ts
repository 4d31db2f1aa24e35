import { describe, expect, it } from "vitest";
import { S2ArgumentError } from "../../src/errors.js";
import { exact, prefix } from "../../src/scope/build.js";
import { lint } from "../../src/scope/lint/lint.js";
import { permittedOperations } from "../../src/scope/permitted.js";
import { appendOnly, readOnly, readWrite, tenant } from "../../src/scope/recipes.js";
import type { AccessTokenScope } from "../../src/types.js";

const permitted = (scope: AccessTokenScope): readonly string[] =>
  permittedOperations(scope)
    .filter(({ answer }) => answer === "yes")
    .map(({ operation }) => operation);

const where = { basins: exact("production"), streams: prefix("logs/") };

describe.each([
  { name: "readOnly", recipe: readOnly, operations: ["check-tail", "read"] },
  { name: "appendOnly", recipe: appendOnly, operations: ["check-tail", "append"] },
  { name: "readWrite", recipe: readWrite, operations: ["check-tail", "append", "read"] },
])("$name", ({ recipe, operations }) => {
  it("permits its documented operations only and has no findings", () => {
    const scope = recipe(where);
    expect(permitted(scope)).toEqual(operations);
    expect(scope.opGroups).toBeUndefined();
    expect(scope).toMatchObject(where);
    expect(lint(scope)).toEqual([]);
  });

  it("adds listing on request", () => {
    expect(permitted(recipe({ ...where, listStreams: true }))).toEqual(["list-streams", ...operations]);
    expect(permitted(recipe({ ...where, listStreams: false }))).toEqual(operations);
  });

  it.each([
    { given: undefined, path: "where" },
    { given: {}, path: "basins" },
    { given: { ...where, streams: null }, path: "streams" },
    { given: { ...where, basins: exact("Production") }, path: "basins.exact" },
    { given: { ...where, listStreams: "yes" }, path: "listStreams" },
    { given: { ...where, stream: "a" }, path: "where.stream" },
  ])("refuses $given by the path $path", ({ given, path }) => {
    // Wrong on purpose.
    const wrong = given as unknown as typeof where;
    try {
      recipe(wrong);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof S2ArgumentError)) throw error;
      expect(error.issues.map((issue) => issue.path)).toContain(path);
    }
  });
});

describe("a writing recipe", () => {
  it.each([appendOnly, readWrite])("may create streams on request", (recipe) => {
    expect(permitted(recipe({ ...where, createStreams: true }))).toContain("create-stream");
    expect(permitted(recipe({ ...where, createStreams: false }))).not.toContain("create-stream");
  });
});

describe("tenant", () => {
  it("creates streams without listing them on request", () => {
    const place = { prefix: "tenants/42/", basins: exact("production") };
    const { scope } = tenant({ ...place, listStreams: false, createStreams: true });
    expect(permitted(scope)).toEqual(["create-stream", "check-tail", "append", "read", "trim", "fence"]);
  });

  it("returns a scope and its prefixing, ready to spread, that can list", () => {
    const input = {
      id: "tenant-42",
      ...tenant({ prefix: "tenants/42/", basins: prefix("prod-") }),
      expiresAt: 1,
    };
    expect(input).toMatchObject({ autoPrefixStreams: true, scope: { streams: { prefix: "tenants/42/" } } });
    expect(permitted(input.scope)).toEqual(["list-streams", "check-tail", "append", "read", "trim", "fence"]);
    expect(input.scope.opGroups).toBeUndefined();
    expect(lint(input, { now: 0 })).toEqual([]);
  });

  it.each(["tenants/4", "é", "हिन्दी", "jose\u0301", "a/\u200d", "a/\ufe0f", "a+", "a/ ", "a/\ud83d"])(
    "refuses the prefix %j, which other names may share",
    (prefix) => {
      expect(() => tenant({ prefix, basins: exact("production") })).toThrow(
        /^prefix must end with a separator/,
      );
    },
  );

  it.each(["/", "-", "_", ".", ":", "#", "@", "|", "~", "\u2014", "\u{10100}"])(
    "accepts %j as a separator",
    (end) => {
      const { scope } = tenant({ prefix: `tenants${end}`, basins: exact("production") });
      expect(scope.streams).toEqual({ prefix: `tenants${end}` });
    },
  );

  it("joins segments, so that user a never covers user a/b", () => {
    const place = (user: string) => tenant({ segments: ["users", user], basins: exact("production") });
    expect(place("a").scope.streams).toEqual({ prefix: "users/a/" });
    expect(place("a/b").scope.streams).toEqual({ prefix: "users/a%2Fb/" });
    expect(permitted(place("a/b").scope)).toEqual(permitted(place("a").scope));
  });

  it.each([
    [{ segments: [] }, /^segments must not be empty/],
    [{ segments: ["users", ".."] }, /^segments\[1\] must not be/],
    [{ segments: "users" }, /^segments must be an array of strings, got a string\.$/],
    [{ segments: ["users"], prefix: "users/" }, /^prefix must not be given beside segments\.$/],
    [{}, /^prefix must be a string, got undefined\.$/],
  ])("refuses %j", (place, why) => {
    // Wrong on purpose.
    expect(() => tenant({ ...place, basins: exact("production") } as never)).toThrow(why);
  });

  it("refuses the empty prefix, which covers every tenant", () => {
    expect(() => tenant({ prefix: "", basins: exact("production") })).toThrow(/^prefix must not be empty/);
  });

  it("refuses a prefix that is not a string", () => {
    // Wrong on purpose.
    expect(() => tenant({ prefix: 7 as unknown as string, basins: exact("production") })).toThrow(
      S2ArgumentError,
    );
  });
});
