import { describe, expect, it } from "vitest";
import { S2ArgumentError } from "../../src/errors.js";
import { exact, prefix } from "../../src/scope/build.js";
import { lint } from "../../src/scope/lint/lint.js";
import { permittedOperations } from "../../src/scope/permitted.js";
import { readOnly, tenant } from "../../src/scope/recipes.js";
import type { AccessTokenScope } from "../../src/types.js";

const permitted = (scope: AccessTokenScope): readonly string[] =>
  permittedOperations(scope)
    .filter(({ answer }) => answer === "yes")
    .map(({ operation }) => operation);

describe("readOnly", () => {
  it("reads, and nothing else", () => {
    const scope = readOnly({ basins: exact("production"), streams: prefix("logs/") });
    expect(permitted(scope)).toEqual(["check-tail", "read"]);
    expect(scope).toMatchObject({ basins: { exact: "production" }, streams: { prefix: "logs/" } });
    expect(lint(scope, { now: 0 })).toEqual([]);
  });

  it("refuses names that S2 could not take", () => {
    expect(() => readOnly({ basins: exact("Prod"), streams: prefix("") })).toThrow(S2ArgumentError);
  });
});

describe("tenant", () => {
  it("gives a scope and its prefixing, ready to spread, and can list", () => {
    const input = {
      id: "tenant-42",
      ...tenant({ prefix: "tenants/42/", basins: prefix("prod-") }),
      expiresAt: 1,
    };
    expect(input).toMatchObject({ autoPrefixStreams: true, scope: { streams: { prefix: "tenants/42/" } } });
    expect(permitted(input.scope)).toEqual(["list-streams", "check-tail", "append", "read", "trim", "fence"]);
    expect(lint(input, { now: 0 })).toEqual([]);
  });

  it.each(["tenants/4", "", "é"])("refuses the prefix %j, which others share", (prefix) => {
    expect(() => tenant({ prefix, basins: exact("production") })).toThrow(/^prefix: End the prefix/);
  });

  it("refuses what is no prefix", () => {
    // Wrong on purpose.
    expect(() => tenant({ prefix: 7 as unknown as string, basins: exact("production") })).toThrow(
      S2ArgumentError,
    );
  });
});
