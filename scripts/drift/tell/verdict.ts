import { ruleOf, worst } from "../compare/rules.js";
import type { Direction, Level } from "../compare/rules.js";
import type { Finding, Report } from "./report.js";

/** Returns the gravest level on each axis. */
export function verdictOf(findings: readonly Finding[]): Report["verdict"] {
  return {
    wireRequest: worst(findings.map((finding) => levelIn(finding, "request"))),
    wireResponse: worst(findings.map((finding) => levelIn(finding, "response"))),
    ts: worst(findings.map(({ ts }) => ts)),
  };
}

/** Returns the gravest level of a finding in one direction. */
export function levelIn({ usedBy }: Finding, direction: Direction): Level {
  return worst(usedBy.filter((use) => use.direction === direction).map(({ verdict }) => verdict));
}

/**
 * Returns the part of the package's version that the findings ask to raise; one step lower before 1.0.0, as semver
 * allows.
 *
 * @param version the version of the package; the document's never changes.
 */
export function suggestBump(findings: readonly Finding[], version: string): Report["semver"] {
  const { suggested, reason } = bumpOf(findings);
  if (!version.startsWith("0.") || suggested === "none" || suggested === "patch")
    return { suggested, reason };
  return {
    suggested: suggested === "major" ? "minor" : "patch",
    reason: `${reason}; one step lower than ${suggested} before 1.0.0`,
  };
}

function bumpOf(findings: readonly Finding[]): Report["semver"] {
  const { wireRequest, wireResponse, ts } = verdictOf(findings);
  const wire = worst([wireRequest, wireResponse]);
  if (wire === "break") return { suggested: "major", reason: "a break on the wire" };
  if (findings.some((finding) => finding.ts === "break" && !ruleOf(finding.id).nameOnly)) {
    return { suggested: "major", reason: "a break of the types that users write" };
  }
  if (ts === "break") return { suggested: "minor", reason: "a break in names alone" };
  const level = worst([wire, ts]);
  if (level === "warn") return { suggested: "minor", reason: "a risky change" };
  if (level === "ok") return { suggested: "minor", reason: "an addition" };
  if (level === "docs") return { suggested: "patch", reason: "documentation only" };
  return { suggested: "none", reason: "nothing that users can see" };
}

/** Values of `--fail-on`, and the mildest level that reaches each. */
const reached = { breaking: "break", risky: "warn", any: "docs", never: undefined } as const;
export type Threshold = keyof typeof reached;
// The table has only these keys.
export const thresholds = Object.keys(reached) as Threshold[];

/** Reports whether a verdict reaches the threshold. */
export function reaches(verdict: Report["verdict"], threshold: Threshold): boolean {
  const level = reached[threshold];
  return level !== undefined && Object.values(verdict).some((found) => worst([found, level]) === found);
}
