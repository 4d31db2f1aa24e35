import { S2ArgumentError } from "../../errors.js";
import type { GroupOptions } from "../groups.js";
import { tableSets } from "../holdings.js";
import { expired, inheritsExpiry, longLived, neverExpires } from "./expiry.js";
import {
  canMintTokens,
  emptyPermissions,
  groupCoversFuture,
  inertGrant,
  readImpliedMissing,
  redundantOperation,
  uncertainGroup,
} from "./grants.js";
import {
  allBasinsAndStreams,
  autoPrefixWithoutPrefix,
  malformed,
  separatorLessPrefix,
  unknownPart,
  unusedResourceSet,
} from "./sets.js";
import { viewOf, type Observation, type Rule, type Severity } from "./view.js";
import { readClock, readSubject, type Clock, type ScopeOrToken, type Subject } from "../subject.js";

/** Every rule with its severity, in the order in which findings come. */
const RULES = {
  malformed: ["error", malformed],
  "empty-permissions": ["error", emptyPermissions],
  "auto-prefix-without-prefix": ["error", autoPrefixWithoutPrefix],
  expired: ["error", expired],
  "never-expires": ["warning", neverExpires],
  "long-lived": ["warning", longLived],
  "all-basins-and-streams": ["warning", allBasinsAndStreams],
  "can-mint-tokens": ["warning", canMintTokens],
  "separator-less-prefix": ["warning", separatorLessPrefix],
  "inert-grant": ["warning", inertGrant],
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

/** Something to look at in a token. */
export interface Finding extends Observation {
  readonly rule: LintRule;
  readonly severity: Severity;
}

/** What to hold a token to. */
export interface LintOptions extends GroupOptions {
  /** The time to judge expiry by. */
  readonly now: Clock;
  /** Rules to leave out. */
  readonly ignore?: readonly LintRule[] | undefined;
  /** How many days ahead an expiry may lie (default 90). */
  readonly maxLifetimeDays?: number | undefined;
}

/**
 * What is wrong with a token, or wider than it need be; the worst first, nothing for a tight token. Each finding names
 * its rule and the part it is about, and where there is an obvious change, `{ ...token, ...finding.fix.change }` makes
 * it. A scope without a token is held to the rules about scopes.
 *
 * Never fails on a scope, however malformed: rule `malformed` says what S2 could not read.
 *
 * @throws S2ArgumentError for options that make no sense.
 * @see https://s2.dev/docs/api/access-tokens/issue
 * @example
 * ```ts
 * for (const { severity, rule, message } of lint(token, { now: Date.now })) console.log(severity, rule, message);
 * ```
 */
export function lint(token: ScopeOrToken, options: LintOptions): readonly Finding[] {
  return linter(options)(token);
}

/** `lint` for many tokens: looks at the options once, and at the clock for each token. */
export function linter(options: LintOptions): (token: ScopeOrToken) => readonly Finding[] {
  const { now: clock, ignore = [], maxLifetimeDays: days = 90 } = options;
  if (!(days > 0)) {
    const message = "Give the days ahead that an expiry may lie, as a number above 0.";
    throw new S2ArgumentError([{ path: "maxLifetimeDays", code: "out_of_range", message }]);
  }
  const table = tableSets(options.groups);
  const checks = ignore.length === 0 ? CHECKS : CHECKS.filter(({ rule }) => !ignore.includes(rule));
  return (token) => {
    const now = readClock(clock);
    const subject = readable(token);
    if (Array.isArray(subject)) return ignore.includes("malformed") ? [] : subject;
    const view = viewOf(subject, now, days * 86_400_000, table);
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

/** The severities, the worst first. */
export const SEVERITIES = ["error", "warning", "info"] as const satisfies readonly Severity[];

const CHECKS = /* @__PURE__ */ Object.entries(RULES).map(([rule, [severity, check]]) => ({
  // The keys of the table are the rules, which entries() forgets.
  rule: rule as LintRule,
  severity,
  check,
}));

/** The subject, or what keeps it from being read at all. */
function readable(token: ScopeOrToken): Subject | Finding[] {
  try {
    return readSubject(token, "");
  } catch (error) {
    if (!(error instanceof S2ArgumentError)) throw error;
    const severity = RULES.malformed[0];
    return error.issues.map(({ path, message }) => ({ rule: "malformed", severity, path, message }));
  }
}
