import { LINT_RULES, type Finding, type LintOptions, type LintRule } from "../../index.js";
import { nearest } from "../../check/keys.js";
import { DAY_MILLIS } from "../../check/limits.js";
import { quoted } from "../../check/text.js";
import { usageError, type Exit } from "../exit.js";

/** The flags for lint rules. */
export interface RuleFlags {
  readonly ignore?: readonly string[];
  readonly maxLifetime?: number;
  readonly failOn?: Finding["severity"];
}

/** Returns the rules that the flags select. */
export function rulesFrom({
  ignore,
  maxLifetime,
}: RuleFlags): Pick<LintOptions, "ignore" | "maxLifetimeDays"> {
  return {
    ...(ignore === undefined ? {} : { ignore: ignore.map(readRule) }),
    ...(maxLifetime === undefined ? {} : { maxLifetimeDays: maxLifetime / DAY_MILLIS }),
  };
}

function readRule(given: string): LintRule {
  const rule = LINT_RULES.find((name) => name === given.trim());
  if (rule !== undefined) return rule;
  const meant = nearest(given, LINT_RULES);
  throw usageError(
    `--ignore must be a rule, got ${quoted(given)}${meant === undefined ? "." : `; did you mean ${meant}?`}`,
  );
}

const SEVERITIES = ["info", "warning", "error"] as const satisfies readonly Finding["severity"][];

/** Returns the exit code: `found` if a finding is at least as severe as `failOn`. */
export function reached(findings: readonly Finding[], failOn: RuleFlags["failOn"]): Exit {
  if (failOn === undefined) return "done";
  const least = SEVERITIES.indexOf(failOn);
  return findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= least) ? "found" : "done";
}
