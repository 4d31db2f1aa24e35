import { describe, expect, it } from "vitest";
import { OPERATION_TABLE, OPERATIONS } from "../../../generated/constants.js";
import { S2ArgumentError } from "../../../src/errors.js";
import { exact, scope } from "../../../src/scope/build.js";
import { withGroups } from "../../../src/scope/groups.js";
import { lint, type Finding, type LintOptions, type LintRule } from "../../../src/scope/lint/lint.js";
import { unknownParts } from "../../../src/check/scopes.js";
import type { ScopedToken, ScopeOrToken } from "../../../src/scope/subject.js";

const DAY = 86_400_000;
const now = Date.UTC(2030, 0, 1);
const soon = new Date(now + 30 * DAY);
/** The operations whose group S2's sources leave open. */
const unsettled = OPERATIONS.filter((operation) => OPERATION_TABLE[operation].certainty !== "sourced");
const narrow = { basins: { exact: "production" }, streams: { prefix: "logs/" } } as const;

/** A minimal token with this scope; some scopes are wrong on purpose. */
function token(scope: unknown, more: Partial<ScopedToken> = {}): ScopedToken {
  return { id: "t", expiresAt: soon, ...more, scope: scope as ScopedToken["scope"] };
}

interface Case {
  /** Cases in which the rule fires. */
  readonly fires: readonly ScopeOrToken[];
  /** The closest cases in which it must not. */
  readonly silent: readonly ScopeOrToken[];
  /** True if its findings have a fix. */
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
  "inert-token": {
    fires: [
      token({ ops: ["read"] }),
      token({ streams: { prefix: "logs/" }, ops: ["read", "append"] }),
      token({ opGroups: { stream: { read: true, write: true } } }),
      { ops: ["issue-access-token"] },
    ],
    silent: [
      token({ ops: ["read", "list-basins"] }),
      token({ ops: ["list-streams", "read"], basins: { prefix: "" } }),
      token({ opGroups: { account: { read: true } } }),
      token({ ops: ["compact-stream"] }),
      token({ ops: ["read"], basins: { suffix: "a" }, streams: { prefix: "" } }),
      token(narrow),
    ],
    fix: false,
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
  "dot-segment-id": {
    fires: ["x/../victim", "../victim", "x/.", "a/./b", "x\\..\\victim", "x/%2e%2E/victim"].map((id) =>
      token({ ops: ["list-basins"] }, { id }),
    ),
    silent: ["x/...", "x/.a/b", "a..b", "x/..victim", "..."].map((id) =>
      token({ ops: ["list-basins"] }, { id }),
    ),
    fix: false,
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
  it("finds nothing in a minimal token", () => {
    expect(lint(token({ ...narrow, ops: ["read", "check-tail"] }), { now })).toEqual([]);
    expect(lint(token({ ...narrow, ops: ["append", "check-tail"] }), { now: () => new Date(now) })).toEqual(
      [],
    );
  });

  it("lists the most severe findings first", () => {
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

  it("reports unknown parts of a listed token as unknown, not malformed", () => {
    const listed = { ...narrow, basins: { suffix: "a" }, ops: ["read"], [unknownParts]: ["basins"] };
    const rules = lint(token(listed), { now }).map(({ rule }) => rule);
    expect(rules).toEqual(["unknown-part"]);
  });

  it("accepts a builder and a bare scope", () => {
    const inert = scope().basins(exact("")).streams(exact("")).ops("read");
    expect(of({ scope: inert, expiresAt: soon }, "inert-token")).toHaveLength(1);
    expect(of(inert, "inert-token")).toHaveLength(1);
    expect(of({ ops: ["read"] }, "inert-token")).toHaveLength(1);
  });

  it("reports a builder that cannot build as malformed", () => {
    // No grant, which only JavaScript can express.
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

  it("names inert operations and the reason", () => {
    const some = token({ streams: { prefix: "a/" }, ops: ["read", "append", "list-basins"] });
    expect(of(some, "inert-grant").map(({ message }) => message)).toEqual([
      "append and read can never succeed: basins covers nothing.",
    ]);
    // Reported once; nothing would be left of this token.
    const whole = lint(token({ streams: { prefix: "a/" }, ops: ["read", "append"] }), { now });
    expect(whole.map(({ rule, message, fix }) => ({ rule, message, fix }))).toEqual([
      {
        rule: "inert-token",
        message: "Nothing that this scope grants can ever succeed: basins covers nothing.",
        fix: undefined,
      },
    ]);
  });

  it("applies the maximum lifetime", () => {
    const short = token({ ops: ["list-basins"] }, { expiresAt: now + 8 * DAY });
    const [finding] = of(short, "long-lived", { maxLifetimeDays: 7 });
    expect(finding?.message).toBe("This token works for 8 days from now; the limit is 7 days.");
    expect(finding?.fix?.change).toEqual({ expiresAt: new Date(now + 7 * DAY) });
    expect(of(short, "long-lived", { maxLifetimeDays: 8 })).toEqual([]);
  });

  it("follows a table that settles what S2's pages leave open", () => {
    const groups = withGroups({ "get-stream-config": { group: "basin", access: "read" } });
    const reader = token({ ...narrow, opGroups: { stream: { read: true } } });
    expect(JSON.stringify(of(reader, "uncertain-group"))).toContain("get-stream-config");
    expect(JSON.stringify(of(reader, "uncertain-group", { groups }))).not.toContain("get-stream-config");
  });

  it("states lifetimes in days: one, several and fractional", () => {
    const message = (ahead: number, maxLifetimeDays: number): string | undefined =>
      of(token({ ops: ["list-basins"] }, { expiresAt: now + ahead * DAY }), "long-lived", {
        maxLifetimeDays,
      })[0]?.message;
    expect(message(1, 0.5)).toBe("This token works for 1 day from now; the limit is 0.5 days.");
    expect(message(1.01, 1)).toBe("This token works for 2 days from now; the limit is 1 day.");
    expect(message(0.6, 0.5)).toBe("This token works for 0.6 days from now; the limit is 0.5 days.");
  });

  it("uses the system clock by default", () => {
    const rules = (expiresAt: number): string[] =>
      lint(token({ ops: ["list-basins"] }, { expiresAt })).map(({ rule }) => rule);
    expect(rules(Date.now() - DAY)).toEqual(["expired"]);
    expect(rules(Date.now() + DAY)).toEqual([]);
  });

  it("distinguishes expiries below a millisecond", () => {
    const at = (expiresAt: string): ScopedToken => token({ ops: ["list-basins"] }, { expiresAt });
    expect(of(at("2030-01-01T00:00:00.000Z"), "expired")).toHaveLength(1);
    expect(of(at("2030-01-01T00:00:00.0000001Z"), "expired")).toEqual([]);
    expect(of(at("2030-01-02T00:00:00Z"), "long-lived", { maxLifetimeDays: 1 })).toEqual([]);
    expect(of(at("2030-01-02T00:00:00.0000001Z"), "long-lived", { maxLifetimeDays: 1 })).toHaveLength(1);
  });

  it.each<[unknown, string]>([
    [null, "options"],
    ["read", "options"],
    [{ now: new Date("never") }, "now"],
    [{ now: Number.NaN }, "now"],
    [{ now: () => "soon" }, "now"],
    [{ now: null }, "now"],
    [{ maxLifetimeDays: 0 }, "maxLifetimeDays"],
    [{ maxLifetimeDays: Infinity }, "maxLifetimeDays"],
    [{ maxLifetimeDays: 1e9 }, "maxLifetimeDays"],
    [{ maxLifetimeDays: "90" }, "maxLifetimeDays"],
    [{ ignore: "expired" }, "ignore"],
    [{ ignore: ["expird"] }, "ignore[0]"],
    [{ ignore: [7] }, "ignore[0]"],
    [{ groups: {} }, "groups"],
    [{ maxLifetime: 3 }, "options.maxLifetime"],
  ])("refuses the options %j by path", (options, path) => {
    try {
      // Wrong on purpose.
      lint({}, options as LintOptions);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof S2ArgumentError)) throw error;
      expect(error.issues.map((issue) => issue.path)).toEqual([path]);
      expect(error.message).toMatch(/ must be .+, got .+\.$|names no rule|There is no/);
    }
  });
});
