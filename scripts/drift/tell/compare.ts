import { readFile } from "node:fs/promises";
import { schemaOptions } from "../../spec/emit/schema-options.js";
import { isRecord } from "../../spec/yaml.js";
import type { EngineOptions } from "../compare/collect.js";
import { judge } from "../compare/judge.js";
import { applyAccepted } from "../read/accept.js";
import type { Acceptance } from "../read/accept.js";
import type { Source } from "../../spec/read/sources.js";
import type { Report } from "./report.js";
import { suggestBump, verdictOf } from "./verdict.js";

/** Options of a comparison. */
export interface CompareOptions extends EngineOptions {
  /** The version of the package, which decides what a break raises; the document's never changes. */
  readonly version: string;
  readonly accept: readonly Acceptance[];
  /** The day, as `2027-01-31`: entries whose last day has passed no longer count. */
  readonly today: string;
}

/** Options for our contract and our generator. */
export const ours = {
  types: schemaOptions,
  // S2 ignores unknown keys of a scope, and so issues a token that may do something other than what was asked for.
  guarded: ["AccessTokenScope"],
} satisfies Partial<EngineOptions>;

/**
 * Compares two sides and reports what changed for users.
 *
 * @throws {SpecError} when they cannot be judged.
 */
export function compare(base: Source, head: Source, options: CompareOptions): Report {
  const { operations, coverage, findings, notJudged } = judge(base.side, head.side, options);
  const { open, accepted } = applyAccepted(findings, options.accept, options.today);
  return {
    reportVersion: 2,
    base: base.name,
    head: head.name,
    scope: { tags: options.tags, operations },
    coverage,
    verdict: verdictOf(open),
    // Accepted findings still affect users, so the version counts them.
    semver: suggestBump(findings, options.version),
    findings: open,
    notJudged,
    accepted,
  };
}

/** Reads the version of the package. */
export async function readPackageVersion(): Promise<string> {
  const content: unknown = JSON.parse(
    await readFile(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  return isRecord(content) ? String(content["version"]) : "0.0.0";
}
