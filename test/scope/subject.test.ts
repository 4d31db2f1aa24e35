import { describe, expect, it } from "vitest";
import { S2ArgumentError } from "../../src/errors.js";
import { exact, prefix, scope } from "../../src/scope/build.js";
import { canonical, diffScopes, sameScope } from "../../src/scope/canonical.js";
import { excess } from "../../src/scope/excess/excess.js";
import { can, evaluate } from "../../src/scope/evaluate.js";
import { explain } from "../../src/scope/explain/explain.js";
import { refuseExcess } from "../../src/access-tokens/guards.js";
import { lint } from "../../src/scope/lint/lint.js";
import { permittedOperations } from "../../src/scope/permitted.js";
import type { ScopeOrToken } from "../../src/scope/subject.js";
import { widen } from "../../src/scope/widen.js";

const read = { operation: "read", basin: "production", stream: "logs/a" } as const;
const plain = { basins: { exact: "production" }, streams: { prefix: "logs/" }, ops: ["read"] } as const;
const other = { ops: ["list-basins"] } as const;

/** Every function that takes a scope, with its result for one. */
const FUNCTIONS: Readonly<Record<string, (subject: ScopeOrToken) => unknown>> = {
  evaluate: (subject) => evaluate(subject, read),
  can: (subject) => can(subject, read),
  permittedOperations,
  explain: (subject) => explain(subject).split("\n").slice(1, 5),
  canonical,
  "sameScope, first": (subject) => sameScope(subject, plain),
  "sameScope, second": (subject) => sameScope(plain, subject),
  "diffScopes, before": (subject) => diffScopes(subject, other),
  "diffScopes, after": (subject) => diffScopes(other, subject),
  "excess, child": (subject) => excess(subject, plain).filter(({ part }) => part !== "id"),
  "excess, parent": (subject) => excess(other, subject),
  widen: (subject) => widen(subject, { ...read, stream: "other" }),
};

const builder = scope().basins(exact("production")).streams(prefix("logs/")).ops("read");
const forms: Readonly<Record<string, ScopeOrToken>> = {
  "a token": { id: "a", scope: plain, expiresAt: null },
  "a token with a builder": { id: "a", scope: builder },
  "a builder": builder,
  "an instance": new (class {
    basins = plain.basins;
    streams = plain.streams;
    ops = plain.ops;
  })(),
  "an object without a prototype": Object.assign(Object.create(null), plain),
};

describe.each(Object.entries(FUNCTIONS))("%s", (_name, ask) => {
  it.each(Object.entries(forms))("treats %s like its scope", (_, form) => {
    expect(ask(form)).toEqual(ask(plain));
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["nothing", undefined],
    ["text", "read"],
    ["a list", [plain]],
    ["a Map", new Map(Object.entries(plain))],
    ["a promise of a token", Promise.resolve({ id: "a", scope: plain })],
    ["a function", () => plain],
    ["a token without a scope", { id: "a", expiresAt: null }],
    ["a token whose scope is text", { scope: "read" }],
    ["S2's own JSON of a scope", { basins: { prefix: "" }, op_groups: { stream: { read: true } } }],
    ["S2's own JSON of a scope without groups", { op_groups: null, ops: ["read"] }],
    ["S2's own JSON of a token", { id: "a", scope: plain, expires_at: null }],
    ["S2's own JSON of a token's scope", { id: "a", scope: { ...plain, access_tokens: null } }],
    ["S2's own JSON of a tenant", { scope: plain, auto_prefix_streams: true }],
    ["a page of S2's own JSON", { access_tokens: [], has_more: false }],
  ])("refuses %s", (_, given) => {
    // Wrong on purpose.
    expect(() => ask(given as ScopeOrToken)).toThrow(S2ArgumentError);
  });

  it("names the parser for S2's own JSON", () => {
    // Wrong on purpose.
    expect(() => ask({ op_groups: {} } as ScopeOrToken)).toThrow(
      /op_groups is how S2's JSON spells opGroups; read such JSON with parseScope first\.$/,
    );
    expect(() => ask({ scope: plain, expires_at: null } as ScopeOrToken)).toThrow(
      /expires_at is how S2's JSON spells expiresAt; read such JSON with parseToken first\.$/,
    );
  });

  it("handles tens of thousands of unknown operations", () => {
    // So many that quadratic time would take for ever.
    const ops = Array.from({ length: 40_000 }, (_, index) => `operation-${index}`);
    // Of a later version.
    const many = { ...plain, ops: [...plain.ops, ...ops] } as unknown as ScopeOrToken;
    expect(() => ask(many)).not.toThrow();
  });

  it("answers for a deeply nested part or throws an S2ArgumentError", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 100_000; level++) deep = [deep];
    for (const part of ["further", "basins", "opGroups", "ops"]) {
      try {
        ask({ ...plain, [part]: deep });
      } catch (error) {
        expect(error).toBeInstanceOf(S2ArgumentError);
      }
    }
  });
});

it("excess handles tens of thousands of unknown operations on both sides, disputed by a group", () => {
  const named = (letter: string) => Array.from({ length: 40_000 }, (_, index) => `${letter}-${index}`);
  // Of a later version.
  const child = { ops: named("a") } as unknown as ScopeOrToken;
  const parent = { ops: named("b"), opGroups: { stream: { read: true } } } as unknown as ScopeOrToken;
  expect(excess(child, parent)).toHaveLength(40_000);
});

describe("parts that this version does not know", () => {
  const later = { ...plain, limits: { rate: 1 } } as ScopeOrToken;

  it("leave no answer definite", () => {
    for (const request of [read, { operation: "append", basin: "b", stream: "s" } as const]) {
      const { answer, reasons } = evaluate(later, request);
      expect(answer).toBe("unknown");
      expect(reasons).toEqual([
        {
          about: "scope",
          answer: "unknown",
          parts: ["limits"],
          sentence:
            "This version does not know limits of the scope, and so cannot tell what the scope permits.",
        },
      ]);
      expect(can(later, request)).toBe(false);
    }
    expect(new Set(permittedOperations(later).map(({ answer }) => answer))).toEqual(new Set(["unknown"]));
    expect(widen(later, read).scope).toBeUndefined();
  });

  it("make every excess uncertain, and are an excess where they differ", () => {
    const kinds = (child: ScopeOrToken, parent: ScopeOrToken): string[] =>
      excess(child, parent).map(({ kind, part }) => `${kind} ${part}`);
    expect(kinds(later, later)).toEqual([]);
    expect(kinds(later, plain)).toEqual(["uncertain scope"]);
    expect(kinds(plain, later)).toEqual(["uncertain scope"]);
    expect(kinds(later, { ...later, ops: [] })).toEqual(["uncertain ops"]);
  });

  it("count as absent if null", () => {
    expect(evaluate({ ...plain, limits: null } as ScopeOrToken, read).answer).toBe("yes");
    expect(evaluate({ ...plain, limits: undefined } as ScopeOrToken, read).answer).toBe("yes");
  });

  it("make their set unreadable", () => {
    // Wrong on purpose.
    const narrowed = { ...plain, streams: { prefix: "logs/", suffix: ".json" } } as ScopeOrToken;
    expect(evaluate(narrowed, read).answer).toBe("unknown");
  });

  it("are reported as malformed, not as S2's own JSON", () => {
    expect(lint({ id: "a", scope: { ...plain, limits: 1 } as object }).map(({ rule }) => rule)).toContain(
      "malformed",
    );
  });
});

describe("depth", () => {
  const nested = (levels: number): unknown => {
    let value: unknown = 1;
    for (let level = 1; level < levels; level++) value = { value };
    return value;
  };
  const withPart = (part: unknown): ScopeOrToken => ({ ...plain, part }) as ScopeOrToken;

  it("is compared to 64 levels and refused beyond", () => {
    expect(sameScope(withPart(nested(60)), withPart(nested(60)))).toBe(true);
    for (const ask of [
      () => sameScope(withPart(nested(100)), withPart(nested(100))),
      () => diffScopes(withPart(nested(100)), withPart(nested(100))),
      () => excess(withPart(nested(100)), withPart(nested(100))),
    ]) {
      expect(ask).toThrow(/^scope must be nested at most 64 levels deep, got more\.$/);
    }
  });

  it("is refused for a cycle", () => {
    const circle: Record<string, unknown> = {};
    circle["a"] = circle["b"] = circle;
    const copy: Record<string, unknown> = {};
    copy["a"] = copy["b"] = copy;
    expect(() => sameScope(withPart(circle), withPart(copy))).toThrow(S2ArgumentError);
  });

  it("compares own keys only", () => {
    // JSON can contain this, a literal cannot.
    const own: unknown = JSON.parse('{ "__proto__": {} }');
    expect(sameScope(withPart(own), withPart({}))).toBe(false);
    expect(sameScope(withPart({ toString: null }), withPart({}))).toBe(true);
  });
});

describe("times", () => {
  const limit = { scope: { ops: ["list-basins"] }, expiresAt: "2030-01-01T00:00:00Z" } as const;
  const beyond = (child: object, parent: object = limit): readonly string[] =>
    excess({ ...limit, ...child }, { ...limit, ...parent }).map(({ sentence }) => sentence);

  it.each([
    { child: { expiresAt: "2030-01-01T00:00:00.0000Z" }, parent: {}, within: true },
    { child: { expiresAt: "2030-01-01T00:00:00.0000001Z" }, parent: {}, within: false },
    { child: { expiresAt: "2030-01-01T01:00:00.0001+01:00" }, parent: {}, within: false },
    {
      child: { expiresAt: "2030-01-01T00:00:00.00010Z" },
      parent: { expiresAt: "2030-01-01T00:00:00.0001Z" },
      within: true,
    },
    {
      child: { expiresAt: "2030-01-01T00:00:00.0000002Z" },
      parent: { expiresAt: "2030-01-01T00:00:00.00000019Z" },
      within: false,
    },
    {
      child: { expiresAt: new Date("2030-01-01"), expiresAtText: "2030-01-01T00:00:00.0000001Z" },
      parent: {},
      within: false,
    },
    {
      child: { expiresAt: new Date("2030-01-01"), expiresAtText: "2029-01-01T00:00:00.0000001Z" },
      parent: {},
      within: true,
    },
    { child: { expiresAt: Date.UTC(2030, 0, 1) + 0.5 }, parent: {}, within: true },
  ])("compare exactly: $child within $parent is $within", ({ child, parent, within }) => {
    expect(beyond(child, parent).length === 0).toBe(within);
  });

  it("are stated as precisely as they differ", () => {
    expect(beyond({ expiresAt: "2030-01-01T00:00:00.0000001Z" })).toEqual([
      "The child expires 2030-01-01 00:00:00.0000001 UTC, the parent 2030-01-01 00:00:00 UTC.",
    ]);
  });

  it("that are invalid leave the answer open", () => {
    expect(beyond({ expiresAt: "soon" })).toEqual(["The child's expiresAt is not a time."]);
    expect(beyond({}, { expiresAt: new Date(Number.NaN) })).toEqual([
      "The parent's expiresAt is not a time.",
    ]);
  });

  it("relative to the issue are counted from now", () => {
    const now = Date.UTC(2029, 11, 31, 23);
    const lasting = (expiresIn: unknown) => ({ scope: limit.scope, expiresIn }) as ScopeOrToken;
    const kinds = (child: ScopeOrToken, parent: ScopeOrToken): string[] =>
      excess(child, parent, { now }).map(({ kind, part }) => `${kind} ${part}`);
    expect(kinds(lasting("1h"), limit)).toEqual([]);
    expect(kinds(lasting("2h"), limit)).toEqual(["grant expiresAt"]);
    expect(kinds(limit, lasting("30m"))).toEqual(["grant expiresAt"]);
    expect(kinds(lasting("1h"), lasting(3_600_000))).toEqual([]);
    expect(explain(lasting("90m"))).toContain("expires        90 minutes after issue");
    expect(explain(lasting("2w"))).toContain("expires        14 days after issue");
    expect(explain(lasting(60_001))).toContain("expires        60001 milliseconds after issue");

    const rules = (token: ScopeOrToken): string[] => lint(token, { now }).map(({ rule }) => rule);
    expect(rules(lasting("90d"))).toEqual([]);
    expect(rules(lasting("soon"))).toEqual(["malformed"]);
    expect(rules({ ...limit, expiresIn: "1h" })).toEqual(["malformed"]);
    const [finding] = lint(lasting("91d"), { now });
    expect(finding).toMatchObject({ rule: "long-lived", path: "expiresIn" });
    expect(finding?.fix?.change).toEqual({
      expiresAt: new Date(now + 90 * 86_400_000),
      expiresIn: undefined,
    });
  });

  it("are checked by guards as sent", () => {
    const guard = refuseExcess({ ...limit, scope: { ...limit.scope, accessTokens: prefix("a") } });
    const token = {
      id: "a",
      scope: limit.scope,
      autoPrefixStreams: false,
      expiresAt: new Date("2030-01-01"),
    };
    expect(guard({ ...token, expiresAtText: "2030-01-01T00:00:00.000Z" }, 0)).toEqual([]);
    expect(guard({ ...token, expiresAtText: "2030-01-01T00:00:00.0001Z" }, 0)).toHaveLength(1);
  });
});

describe("text from outside", () => {
  const hidden = "a\u007f\u0085\u009b\u2028\u202e\n\\n";
  const shownAs = "a\\u007f\\u0085\\u009b\\u2028\\u202e\\n\\\\n";
  // Wrong on purpose: implausible names for an operation and a key.
  const odd = {
    id: hidden,
    scope: { streams: { prefix: hidden }, ops: ["read", hidden], [hidden]: 1 },
  } as unknown as ScopeOrToken;
  const bare = { ...(odd as { scope: object }).scope, [hidden]: undefined } as ScopeOrToken;

  it.each<[string, () => string]>([
    ["explain, text", () => explain(odd)],
    ["explain, Markdown", () => explain(odd, { format: "markdown" })],
    ["lint", () => JSON.stringify(lint(odd).map(({ message }) => message))],
    [
      "excess",
      () =>
        excess(odd, { ops: [] })
          .map(({ sentence }) => sentence)
          .join(" "),
    ],
    [
      "excess, of ids",
      () =>
        excess({ id: hidden, scope: {} }, {})
          .map(({ sentence }) => sentence)
          .join(" "),
    ],
    [
      "excess, of scopes",
      () =>
        excess(bare, {})
          .map(({ sentence }) => sentence)
          .join(" "),
    ],
    [
      "evaluate",
      () => evaluate(odd, { operation: hidden as "read", basin: "", stream: "" }).reasons[0]?.sentence ?? "",
    ],
    [
      "evaluate, names",
      () =>
        evaluate(bare, { operation: "read", basin: hidden, stream: hidden })
          .reasons.map(({ sentence }) => sentence)
          .join(" "),
    ],
    [
      "permittedOperations",
      () =>
        permittedOperations(bare)
          .map(({ sentence }) => sentence)
          .join(" "),
    ],
    ["widen", () => widen(bare, { operation: "read", basin: "production", stream: hidden }).sentence],
  ])("is shown escaped, on one line: %s", (_, ask) => {
    const text = ask();
    // oxlint-disable-next-line no-control-regex
    expect(text.replace(/\n/g, " ")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
    if (!text.startsWith("[")) expect(text).toContain(shownAs);
  });
});
