import type { Direction, Level, RuleId } from "../compare/rules.js";
import type { Use } from "../compare/uses.js";

/** One change, at one place, with the operations it affects. Part of the public JSON. */
export interface Finding {
  readonly id: RuleId;
  /** Stable across runs for the same change at the same place; accept entries refer to it. */
  readonly fingerprint: string;
  /** The operation; null if several share it. */
  readonly operation: string | null;
  readonly direction: Direction | "both";
  readonly pointer: string;
  /** `file:line` in the older and in the newer document; null where it is absent. */
  readonly where: { readonly old: string | null; readonly new: string | null };
  readonly usedBy: readonly UsedBy[];
  readonly wire: Level;
  readonly ts: Level;
  readonly message: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly oasdiff: string | null;
}

/** The effect of a finding on the wire for one operation. */
export interface UsedBy extends Use {
  readonly verdict: Level;
}

/** A known finding that was silenced, with the contents of its entry. */
export interface AcceptedFinding extends Finding {
  readonly reason: string;
  readonly until: string;
}

/** The completeness of one side, and the operations of the scope that it shows. */
export interface Coverage {
  readonly complete: boolean;
  readonly operations: readonly string[];
}

/** The whole report, as `--format json` prints it. Deterministic: independent of time and machine. */
export interface Report {
  readonly reportVersion: 2;
  readonly base: string;
  readonly head: string;
  readonly scope: { readonly tags: readonly string[]; readonly operations: readonly string[] };
  readonly coverage: { readonly base: Coverage; readonly head: Coverage; readonly notes: readonly string[] };
  readonly verdict: { readonly wireRequest: Level; readonly wireResponse: Level; readonly ts: Level };
  readonly semver: { readonly suggested: "major" | "minor" | "patch" | "none"; readonly reason: string };
  readonly findings: readonly Finding[];
  /** Operations that could not be compared. */
  readonly notJudged: readonly {
    readonly id: "coverage.not-in-fragment";
    readonly operation: string;
    readonly reason: string;
  }[];
  readonly accepted: readonly AcceptedFinding[];
}
