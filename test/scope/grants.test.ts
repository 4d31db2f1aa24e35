import { describe, expect, it } from "vitest";
import { hasUnreadableGrant, namedOperations } from "../../src/scope/grants.js";
import type { AccessTokenScope } from "../../src/types.js";

describe("a part that this version cannot read", () => {
  it.each<[unknown, boolean]>([
    [{}, false],
    [{ ops: null, opGroups: null }, false],
    [{ ops: [], opGroups: {} }, false],
    [{ ops: ["read", "teleport"] }, false],
    [{ ops: ["read", 5] }, true],
    [{ ops: "read" }, true],
    [{ opGroups: "all" }, true],
    [{ opGroups: ["stream"] }, true],
    [{ opGroups: { stream: null, basin: undefined } }, false],
    [{ opGroups: { stream: "rw" } }, true],
    [{ opGroups: { stream: { read: true, write: false } } }, false],
    [{ opGroups: { stream: { read: undefined, write: true } } }, false],
    [{ opGroups: { stream: { read: "yes", write: false } } }, true],
    [{ opGroups: { stream: { read: false, admin: true } } }, true],
    [{ opGroups: { stream: { read: true, admin: false } } }, false],
    [{ opGroups: { tokens: { read: false } } }, false],
    [{ opGroups: { tokens: { read: true, write: false } } }, true],
    [{ opGroups: { tokens: null } }, false],
  ])("of %j may grant anything: %s", (scope, want) => {
    expect(hasUnreadableGrant(scope as AccessTokenScope)).toBe(want);
  });

  it("names no operation", () => {
    expect(namedOperations({ ops: ["read", 5, null] } as unknown as AccessTokenScope)).toEqual(["read"]);
    expect(namedOperations({ ops: "read" } as unknown as AccessTokenScope)).toEqual([]);
  });
});
