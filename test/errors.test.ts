import { describe, expect, it } from "vitest";
import * as api from "../src/index.js";

const issue = { path: "scope.ops", code: "c", message: "m." };

/** One error of each class, as the client creates them. */
const ERRORS = [
  new api.S2ArgumentError([issue, { ...issue, path: "" }], "issue"),
  new api.S2ApiError(500, "other", "m", { requestId: "r", effect: "unknown", cause: 1 }),
  new api.S2AuthenticationError(401, "authn", "m"),
  new api.S2PermissionError(403, "permission_denied", "m"),
  new api.S2NotFoundError(404, "access_token_not_found", "m"),
  new api.S2ConflictError(409, "resource_already_exists", "m"),
  new api.S2RateLimitError(429, "rate_limited", "m", { retryAfterMillis: 5, retryable: true }),
  new api.S2NotSupportedError(501, "not_implemented", "m"),
  new api.S2ConnectionError("m"),
  new api.S2TimeoutError("m"),
  new api.S2ResponseError("m", 200),
  new api.S2IssueOutcomeUnknownError("a", "m", {}, () => Promise.reject(new Error("no"))),
];

/** The parents of every class besides S2Error and itself. */
const PARENTS: Readonly<Record<string, readonly string[]>> = {
  S2AuthenticationError: ["S2ApiError"],
  S2PermissionError: ["S2ApiError"],
  S2NotFoundError: ["S2ApiError"],
  S2ConflictError: ["S2ApiError"],
  S2RateLimitError: ["S2ApiError"],
  S2NotSupportedError: ["S2ApiError"],
};

const classes = Object.entries(api).filter(([name]) => /^S2.*Error$/.test(name));

describe.each(ERRORS)("$name", (error) => {
  it("is an instance of its class and its parents only", () => {
    const known = classes
      .filter(([, type]) => error instanceof (type as typeof api.S2ApiError))
      .map(([name]) => name);
    expect(known.sort()).toEqual(["S2Error", error.name, ...(PARENTS[error.name] ?? [])].sort());
  });

  it("has a stack that begins with its name, and no made-up details", () => {
    expect(error.stack).toMatch(new RegExp(`^${error.name}: `));
    expect(Object.keys(error)).not.toContain("name");
    expect(error.attempts).toBe(0);
    expect("cause" in error).toBe(error.code === "other");
  });
});

describe("errors", () => {
  it("about arguments list every issue with its path", () => {
    expect(ERRORS[0]).toMatchObject({ code: "argument", operation: "issue", message: "scope.ops: m.\nm." });
  });

  it("of another copy of this package are recognised by their brand", () => {
    const other = Object.assign(new Error("m"), { [Symbol.for("s2-access-tokens.S2ConflictError")]: true });
    expect(other instanceof api.S2ConflictError).toBe(true);
    expect(other instanceof api.S2NotFoundError).toBe(false);
  });

  it("are not recognised by name alone", () => {
    const named = Object.assign(new Error("m"), { name: "S2Error" });
    expect(
      [named, null, undefined, "S2Error", {}].map((value: unknown) => value instanceof api.S2Error),
    ).toEqual(Array(5).fill(false));
  });

  it("can be subclassed, and a subclass matches only its own instances", () => {
    class Mine extends api.S2ApiError {}
    const mine = new Mine(418, "teapot", "m");
    expect([mine instanceof Mine, mine instanceof api.S2ApiError, ERRORS[1] instanceof Mine]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
