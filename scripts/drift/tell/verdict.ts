import { worst } from "../compare/rules.js";
import type { Direction, Level } from "../compare/rules.js";
import type { Bump, Finding, Report } from "./report.js";
import { ruleOf } from "../compare/rules.js";

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
  const { bump, reason } = bumpOf(findings);
  if (!version.startsWith("0.")) return { suggested: bump, reason };
  const lower = { major: "minor", minor: "patch", patch: "patch", none: "none" } as const satisfies Record<
    Bump,
    Bump
  >;
  if (lower[bump] === bump) return { suggested: bump, reason };
  return { suggested: lower[bump], reason: `${reason}; one step lower than ${bump} before 1.0.0` };
}

function bumpOf(findings: readonly Finding[]): { bump: Bump; reason: string } {
  const some = (test: (finding: Finding) => boolean): boolean => findings.some(test);
  if (some(({ wire }) => wire === "break")) return { bump: "major", reason: "a break on the wire" };
  if (some(({ id, ts }) => ts === "break" && !ruleOf(id).nameOnly)) {
    return { bump: "major", reason: "a break of the types that users write" };
  }
  if (some(({ ts }) => ts === "break")) return { bump: "minor", reason: "a break in names alone" };
  if (some(({ wire, ts }) => wire === "warn" || ts === "warn"))
    return { bump: "minor", reason: "a risky change" };
  if (some(({ wire, ts }) => wire === "ok" || ts === "ok")) return { bump: "minor", reason: "an addition" };
  if (some(({ wire, ts }) => wire === "docs" || ts === "docs"))
    return { bump: "patch", reason: "documentation only" };
  return { bump: "none", reason: "nothing that users can see" };
}

/** Values of `--fail-on`. */
export const thresholds = ["breaking", "risky", "any", "never"] as const;
export type Threshold = (typeof thresholds)[number];

/** Reports whether a verdict reaches the threshold. */
export function reaches(verdict: Report["verdict"], threshold: Threshold): boolean {
  if (threshold === "never") return false;
  const level = ({ breaking: "break", risky: "warn", any: "docs" } as const)[threshold];
  return Object.values(verdict).some((found) => worst([found, level]) === found);
}
