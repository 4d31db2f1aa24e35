import { describe, expect, it } from "vitest";
import { OPERATION_TABLE, OPERATIONS } from "../../../generated/constants.js";
import { S2ArgumentError } from "../../../src/errors.js";
import { scope } from "../../../src/scope/build.js";
import { withGroups } from "../../../src/scope/groups.js";
import { lint, type Finding, type LintOptions, type LintRule } from "../../../src/scope/lint/lint.js";
import { unknownParts } from "../../../src/check/scopes.js";
import type { ScopedToken, ScopeOrToken } from "../../../src/scope/subject.js";

const DAY = 86_400_000;
const now = Date.UTC(2030, 0, 1);
const soon = new Date(now + 30 * DAY);
/** The operations whose group S2's sources do not settle. */
const unsettled = OPERATIONS.filter((operation) => OPERATION_TABLE[operation].certainty !== "sourced");
const narrow = { basins: { exact: "production" }, streams: { prefix: "logs/" } } as const;

/** A tight token of this scope; some of the scopes are wrong on purpose. */
function token(scope: unknown, more: Partial<ScopedToken> = {}): ScopedToken {
  return { id: "t", expiresAt: soon, ...more, scope: scope as ScopedToken["scope"] };
}

interface Case {
  /** Where the rule fires. */
  readonly fires: readonly ScopeOrToken[];
  /** The nearest where it must not. */
  readonly silent: readonly ScopeOrToken[];
  /** Whether its findings come with a fix. */
  readonly fix: boolean;
}

const cases: Record<LintRule, Case> = {
  malformed: {
    fires: [
      token({ ...narrow, basins: { exact: "production", prefix: "" }, ops: ["read"] }),
      token({ ...narrow, streams: { suffix: "a" }, ops: ["read"] }),
      token({ ...narrow, ops: "read" }),
      token({ ...narrow, opGroups: { stream: { read: "true" } } }),
      token({ ...narrow, basins: { exact: "Production" }, ops: ["read"] }),
      token({ ...narrow, ops: ["read"] }, { expiresAt: "soon" }),
      token(null),
      token(["read"]),
      // Wrong on purpose.
      null as unknown as ScopeOrToken,
    ],
    silent: [token({ ...narrow, ops: ["read"], opGroups: null, accessTokens: undefined })],
    fix: false,
  },
  "empty-permissions": {
    fires: [token(narrow), token({ ops: [], opGroups: { stream: { read: false } } }), {}],
    silent: [token({ ops: ["list-basins"] }), token({ opGroups: { account: { read: true } } })],
    fix: false,
  },
  "auto-prefix-without-prefix": {
    fires: [
      token({ ...narrow, streams: { exact: "logs/a" }, ops: ["read"] }, { autoPrefixStreams: true }),
      token({ basins: narrow.basins, ops: ["list-streams"] }, { autoPrefixStreams: true }),
    ],
    silent: [
      token({ ...narrow, ops: ["read"] }, { autoPrefixStreams: true }),
      token({ ...narrow, streams: { exact: "logs/a" }, ops: ["read"] }, { autoPrefixStreams: false }),
    ],
    fix: true,
  },
  expired: {
    fires: [token({ ops: ["list-basins"] }, { expiresAt: now })],
    silent: [token({ ops: ["list-basins"] }, { expiresAt: now + 1 }), { ops: ["list-basins"] }],
    fix: false,
  },
  "never-expires": {
    fires: [token({ ...narrow, opGroups: { stream: { read: true, write: true } } }, { expiresAt: null })],
    silent: [token({ ops: ["list-basins"] }, { expiresAt: undefined }), { ops: ["list-basins"] }],
    fix: true,
  },
  "long-lived": {
    fires: [token({ ops: ["list-basins"] }, { expiresAt: now + 90 * DAY + 1 })],
    silent: [token({ ops: ["list-basins"] }, { expiresAt: now + 90 * DAY })],
    fix: true,
  },
  "all-basins-and-streams": {
    fires: [token({ basins: { prefix: "" }, streams: { prefix: "" }, ops: ["append", "check-tail"] })],
    silent: [
      token({ basins: { prefix: "" }, streams: { prefix: "" }, ops: ["read", "revoke-access-token"] }),
      token({ basins: { prefix: "" }, streams: { prefix: "logs/" }, ops: ["append"] }),
      token({ basins: { prefix: "prod-" }, streams: { prefix: "" }, ops: ["append"] }),
    ],
    fix: false,
  },
  "can-mint-tokens": {
    fires: [
      token({ accessTokens: { prefix: "" }, ops: ["issue-access-token", "list-access-tokens"] }),
      token({ accessTokens: { prefix: "user-" }, opGroups: { account: { read: true, write: true } } }),
    ],
    silent: [
      token({ accessTokens: { exact: "user-1" }, ops: ["issue-access-token"] }),
      token({ ops: ["issue-access-token"] }),
      token({ accessTokens: { exact: "" }, ops: ["issue-access-token"] }),
      token({ accessTokens: { prefix: "user-" }, ops: ["revoke-access-token"] }),
    ],
    fix: true,
  },
  "separator-less-prefix": {
    fires: [
      token({ ...narrow, streams: { prefix: "users/1" }, ops: ["read"] }),
      token({ ...narrow, basins: { prefix: "prod" }, ops: ["read"] }),
      token({ accessTokens: { prefix: "é" }, ops: ["revoke-access-token"] }),
    ],
    silent: [
      token({ ...narrow, streams: { prefix: "users/1/" }, ops: ["read"] }),
      token({ ...narrow, streams: { prefix: "" }, ops: ["read"] }),
      token({ ...narrow, streams: { exact: "users/1" }, ops: ["read"] }),
      token({ ...narrow, basins: { prefix: "b".repeat(48) }, ops: ["read"] }),
    ],
    fix: true,
  },
  "inert-grant": {
    fires: [
      token({ streams: { prefix: "logs/" }, ops: ["read", "list-basins"] }),
      token({ streams: { prefix: "logs/" }, opGroups: { stream: { read: true }, account: { read: true } } }),
      token({ basins: { prefix: "" }, ops: ["account-metrics", "basin-metrics", "stream-metrics"] }),
    ],
    silent: [
      token({ ...narrow, ops: ["read"] }),
      token({ opGroups: { account: { read: true } } }),
      token({ basins: { prefix: "" }, ops: ["account-metrics", "basin-metrics"] }),
    ],
    fix: true,
  },
  "unknown-part": {
    fires: [token({ ...narrow, ops: ["read", "compact-stream"] })],
    silent: [token({ ...narrow, ops: ["read"] })],
    fix: false,
  },
  "group-covers-future": {
    fires: [token({ ...narrow, opGroups: { stream: { read: true } } })],
    silent: [token({ ...narrow, ops: ["read", "check-tail"], opGroups: { stream: { read: false } } })],
    fix: true,
  },
  "inherits-expiry": {
    fires: [token({ ops: ["list-basins"] }, { expiresAt: undefined })],
    silent: [token({ ops: ["list-basins"] }, { expiresAt: null }), { ops: ["list-basins"] }],
    fix: true,
  },
  "redundant-op": {
    fires: [token({ ...narrow, ops: ["read", "list-streams"], opGroups: { stream: { read: true } } })],
    silent: [
      token({ ...narrow, ops: ["append"], opGroups: { stream: { read: true } } }),
      token({ ...narrow, ops: ["get-basin-config"], opGroups: { account: { read: true } } }),
    ],
    fix: true,
  },
  "read-implied-missing": {
    fires: [
      token({ ...narrow, ops: ["append", "read"] }),
      token({ ...narrow, opGroups: { stream: { write: true } } }),
      token({ ...narrow, ops: ["create-stream"] }),
    ],
    silent: [
      token({ ...narrow, ops: ["append", "check-tail"] }),
      token({ ...narrow, opGroups: { stream: { read: true, write: true } } }),
      token({ ...narrow, ops: ["create-stream", "list-streams"] }),
    ],
    fix: true,
  },
  "uncertain-group": {
    fires: [
      token({ ...narrow, opGroups: { stream: { read: true } } }),
      token({ opGroups: { account: { read: true } } }),
    ],
    silent: [
      token({ ...narrow, opGroups: { stream: { write: true } } }),
      token({ ...narrow, ops: unsettled, opGroups: { stream: { read: true } } }),
      token({ ...narrow, ops: ["get-stream-config", "get-basin-config"] }),
    ],
    fix: true,
  },
  "unused-resource-set": {
    fires: [
      token({ ...narrow, ops: ["list-basins"] }),
      token({ ...narrow, accessTokens: { prefix: "" }, opGroups: { stream: { read: true } } }),
    ],
    silent: [
      token({ ...narrow, ops: ["read"] }),
      token({ accessTokens: { prefix: "user-" }, ops: ["list-access-tokens"] }),
      token({ ...narrow, ops: ["list-streams"] }),
      token({ ...narrow, ops: ["compact-stream"] }),
    ],
    fix: true,
  },
};

const of = (subject: ScopeOrToken, rule: string, options: Partial<LintOptions> = {}): readonly Finding[] =>
  lint(subject, { now, ...options }).filter((finding) => finding.rule === rule);

describe.each(Object.entries(cases))("%s", (rule, { fires, silent, fix }) => {
  it.each(fires)("fires on %j, and its fix removes it", (subject) => {
    const findings = of(subject, rule);
    expect(findings).not.toEqual([]);
    for (const finding of findings) {
      expect(finding.message).toMatch(/^[A-Za-z].*[^.]\.$/);
      expect(finding.fix !== undefined).toBe(fix);
      if (finding.fix === undefined) continue;
      const fixed = { ...subject, ...finding.fix.change };
      expect(of(fixed, rule).map(({ path }) => path)).not.toContain(finding.path);
      expect(of(fixed, "malformed")).toEqual([]);
      expect(of(fixed, "empty-permissions")).toEqual([]);
    }
  });

  it.each(silent)("is silent on %j", (subject) => {
    expect(of(subject, rule)).toEqual([]);
  });

  it("can be ignored", () => {
    // The keys of the table are the rules.
    for (const subject of fires) expect(of(subject, rule, { ignore: [rule as LintRule] })).toEqual([]);
  });
});

describe("lint", () => {
  it("has nothing to say of a tight token", () => {
    expect(lint(token({ ...narrow, ops: ["read", "check-tail"] }), { now })).toEqual([]);
    expect(lint(token({ ...narrow, ops: ["append", "check-tail"] }), { now: () => new Date(now) })).toEqual(
      [],
    );
  });

  it("puts the worst first", () => {
    const findings = lint(
      token(
        { basins: { prefix: "" }, streams: { prefix: "a" }, opGroups: { stream: { write: true } } },
        { expiresAt: now },
      ),
      { now },
    );
    expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      "error expired",
      "warning separator-less-prefix",
      "info group-covers-future",
      "info read-implied-missing",
    ]);
  });

  it("takes what a listing brought for unknown, not for malformed", () => {
    const listed = { ...narrow, basins: { suffix: "a" }, ops: ["read"], [unknownParts]: ["basins"] };
    const rules = lint(token(listed), { now }).map(({ rule }) => rule);
    expect(rules).toEqual(["unknown-part"]);
  });

  it("reads a builder and a scope alone", () => {
    expect(of({ scope: scope().ops("read"), expiresAt: soon }, "inert-grant")).toHaveLength(1);
    expect(of({ ops: ["read"] }, "inert-grant")).toHaveLength(1);
  });

  it("takes a builder that cannot build for malformed", () => {
    // Nothing granted, which only JavaScript can write.
    const empty = scope() as unknown as ScopedToken["scope"];
    expect(lint({ scope: empty }, { now }).map(({ rule }) => rule)).toEqual(["malformed"]);
  });

  it("marks a fix that keeps the meaning", () => {
    const [finding] = of(
      token({ ...narrow, ops: ["read"], opGroups: { stream: { read: true } } }),
      "redundant-op",
    );
    expect(finding?.fix).toEqual({
      changesMeaning: false,
      change: { scope: { ...narrow, ops: [], opGroups: { stream: { read: true } } } },
    });
  });

  it("says what is inert and why", () => {
    const [finding] = of(token({ streams: { prefix: "a/" }, ops: ["read", "append"] }), "inert-grant");
    expect(finding?.message).toBe("append and read can never succeed: basins covers nothing.");
    // Nothing would be left of this token.
    expect(finding?.fix).toBeUndefined();
  });

  it("knows how long is too long", () => {
    const short = token({ ops: ["list-basins"] }, { expiresAt: now + 8 * DAY });
    const [finding] = of(short, "long-lived", { maxLifetimeDays: 7 });
    expect(finding?.fix?.change).toEqual({ expiresAt: new Date(now + 7 * DAY) });
    expect(of(short, "long-lived", { maxLifetimeDays: 8 })).toEqual([]);
  });

  it("goes by a table that settles what sources do not", () => {
    const groups = withGroups({ "get-stream-config": { group: "basin", access: "read" } });
    const reader = token({ ...narrow, opGroups: { stream: { read: true } } });
    expect(JSON.stringify(of(reader, "uncertain-group"))).toContain("get-stream-config");
    expect(JSON.stringify(of(reader, "uncertain-group", { groups }))).not.toContain("get-stream-config");
  });

  it.each<Partial<LintOptions>>([{ now: new Date("never") }, { now: Number.NaN }, { maxLifetimeDays: 0 }])(
    "refuses %j",
    (options) => {
      expect(() => lint({}, { now, ...options })).toThrow(S2ArgumentError);
    },
  );
});
