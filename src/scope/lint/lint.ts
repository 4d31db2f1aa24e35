import { nearest, suggestion } from "../../check/keys.js";
import { DAY_MILLIS } from "../../check/limits.js";
import { kindOf, mustBe, problem, refuse } from "../../check/problems.js";
import { quoted } from "../../check/text.js";
import { S2ArgumentError, type ArgumentIssue } from "../../errors.js";
import { readOptions, tableIn, type GroupOptions } from "../groups.js";
import { tableSets } from "../holdings.js";
import { readClock, readSubject, type Clock, type ScopeOrToken, type Subject } from "../subject.js";
import {
  canMintTokens,
  emptyPermissions,
  groupCoversFuture,
  inertGrant,
  inertToken,
  readImpliedMissing,
  redundantOperation,
  uncertainGroup,
} from "./grants.js";
import {
  allBasinsAndStreams,
  malformed,
  separatorLessPrefix,
  unknownPart,
  unusedResourceSet,
} from "./sets.js";
import {
  autoPrefixWithoutPrefix,
  dotSegmentId,
  expired,
  inheritsExpiry,
  longLived,
  neverExpires,
} from "./token.js";
import { viewOf, type Observation, type Rule, type Severity } from "./view.js";

/** Every rule with its severity, in the order in which findings come. */
const RULES = {
  malformed: ["error", malformed],
  "empty-permissions": ["error", emptyPermissions],
  "auto-prefix-without-prefix": ["error", autoPrefixWithoutPrefix],
  "inert-token": ["error", inertToken],
  expired: ["error", expired],
  "never-expires": ["warning", neverExpires],
  "long-lived": ["warning", longLived],
  "all-basins-and-streams": ["warning", allBasinsAndStreams],
  "can-mint-tokens": ["warning", canMintTokens],
  "separator-less-prefix": ["warning", separatorLessPrefix],
  "inert-grant": ["warning", inertGrant],
  "dot-segment-id": ["warning", dotSegmentId],
  "unknown-part": ["warning", unknownPart],
  "group-covers-future": ["info", groupCoversFuture],
  "inherits-expiry": ["info", inheritsExpiry],
  "redundant-op": ["info", redundantOperation],
  "read-implied-missing": ["info", readImpliedMissing],
  "uncertain-group": ["info", uncertainGroup],
  "unused-resource-set": ["info", unusedResourceSet],
} as const satisfies Readonly<Record<string, readonly [Severity, Rule]>>;

/** The name of a rule; stable, unlike the words of its messages. */
export type LintRule = keyof typeof RULES;

/** The name of every rule, in the order in which findings come. */
// The keys of the table are the rules, which keys() forgets.
export const LINT_RULES = /* @__PURE__ */ Object.keys(RULES) as readonly LintRule[];

/** A finding about a token. */
export interface Finding extends Observation {
  readonly rule: LintRule;
  readonly severity: Severity;
}

/** Options of `lint`. */
export interface LintOptions extends GroupOptions {
  /** The time to judge expiry by (default: the system clock). */
  readonly now?: Clock | undefined;
  /** Rules to leave out. */
  readonly ignore?: readonly LintRule[] | undefined;
  /** The days ahead that an expiry may lie, 0.001 to 3650 (default 90). */
  readonly maxLifetimeDays?: number | undefined;
}

/**
 * Lists mistakes in a token and permissions wider than needed, most severe first; empty for a minimal token. Each
 * finding names its rule and the part it is about, and where there is an obvious change, `{ ...token,
 * ...finding.fix.change }` makes it. A bare scope is checked by the rules about scopes.
 *
 * Never fails on a scope, however malformed: rule `malformed` says what S2 could not read.
 *
 * @throws S2ArgumentError for invalid options.
 * @see https://s2.dev/docs/api/access-tokens/issue
 * @example
 * ```ts
 * for (const { severity, rule, message } of lint(token)) console.log(severity, rule, message);
 * ```
 */
export function lint(token: ScopeOrToken, options: LintOptions = {}): readonly Finding[] {
  return linter(options)(token);
}

/** Makes a `lint` for many tokens: reads the options once, and the clock for each token. */
export function linter(options: LintOptions): (token: ScopeOrToken) => readonly Finding[] {
  const { clock, checks, maxLifetimeMillis, table } = readRules(options);
  return (token) => {
    const now = readClock(clock);
    const subject = readable(token);
    if (Array.isArray(subject)) return checks.some(({ rule }) => rule === "malformed") ? subject : [];
    const view = viewOf(subject, now, maxLifetimeMillis, table);
    const findings: Finding[] = [];
    for (const { rule, severity, check } of checks) {
      for (const { path, message, fix } of check(view)) {
        // Spelt out, as an observation is.
        if (fix === undefined) findings.push({ rule, severity, path, message });
        else findings.push({ rule, severity, path, message, fix });
      }
    }
    return findings;
  };
}

function readRules(options: LintOptions) {
  const given = readOptions(options, ["now", "ignore", "maxLifetimeDays", "groups"]);
  const { now: clock, ignore = [], maxLifetimeDays: days = 90 } = given;
  // Read once before there is a token, so that an invalid clock fails here and not in the middle of an audit.
  readClock(clock);
  refuse([...ignoreIssues(ignore), ...lifetimeIssues(days)]);
  return {
    clock,
    checks: ignore.length === 0 ? CHECKS : CHECKS.filter(({ rule }) => !ignore.includes(rule)),
    maxLifetimeMillis: days * DAY_MILLIS,
    table: tableSets(tableIn(given)),
  };
}

function ignoreIssues(ignore: unknown): readonly ArgumentIssue[] {
  if (!Array.isArray(ignore)) return [mustBe("ignore", "wrong_type", "an array of rules", kindOf(ignore))];
  const known: readonly string[] = LINT_RULES;
  return ignore.flatMap((rule: unknown, index) => {
    const path = `ignore[${index}]`;
    if (typeof rule !== "string") return [mustBe(path, "wrong_type", "the name of a rule", kindOf(rule))];
    if (known.includes(rule)) return [];
    return [
      problem(
        path,
        "unknown_rule",
        `names no rule: ${quoted(rule)}${suggestion(nearest(rule, known), known)}.`,
      ),
    ];
  });
}

function lifetimeIssues(days: unknown): readonly ArgumentIssue[] {
  if (typeof days === "number" && days >= 0.001 && days <= 3650) return [];
  const got = typeof days === "number" ? String(days) : kindOf(days);
  return [mustBe("maxLifetimeDays", "out_of_range", "a number from 0.001 to 3650", got)];
}

/** The severities, most severe first. */
export const SEVERITIES = ["error", "warning", "info"] as const satisfies readonly Severity[];

const CHECKS = /* @__PURE__ */ Object.entries(RULES).map(([rule, [severity, check]]) => ({
  // The keys of the table are the rules, which entries() forgets.
  rule: rule as LintRule,
  severity,
  check,
}));

/** Reads the subject, or finds what keeps it from being read at all. */
function readable(token: ScopeOrToken): Subject | Finding[] {
  try {
    return readSubject(token, "");
  } catch (error) {
    if (!(error instanceof S2ArgumentError)) throw error;
    const severity = RULES.malformed[0];
    return error.issues.map(({ path, message }) => ({ rule: "malformed", severity, path, message }));
  }
}
