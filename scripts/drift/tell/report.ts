import type { Direction, Level } from "../compare/level.js";
import type { RuleId } from "../compare/rules.js";

/** What happened, at one place, to whom. Part of the public JSON. */
export interface Finding {
  readonly id: RuleId;
  /** The same for the same change at the same place in every run; what an accept entry names. */
  readonly fingerprint: string;
  /** null for what several operations share. */
  readonly operation: string | null;
  readonly direction: Direction | "both";
  readonly pointer: string;
  /** `file:line` in the older and in the newer document; null where it is not. */
  readonly where: { readonly old: string | null; readonly new: string | null };
  readonly usedBy: readonly UsedBy[];
  readonly wire: Level;
  readonly ts: Level;
  readonly message: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly oasdiff: string | null;
}

/** What a finding means on the wire of one operation. */
export interface UsedBy {
  readonly operation: string;
  readonly direction: Direction;
  readonly verdict: Level;
  readonly inferred?: true;
}

/** An operation that could not be compared. */
export interface NotJudged {
  readonly id: "coverage.not-in-fragment";
  readonly operation: string;
  readonly reason: string;
}

/** A known finding that was silenced, with what its entry says. */
export interface AcceptedFinding extends Finding {
  readonly reason: string;
  readonly until: string;
}

/** What one side of the comparison was, and which operations of the scope it shows. */
export interface Coverage {
  readonly complete: boolean;
  readonly operations: readonly string[];
}

/** The whole report, as `--format json` prints it. Deterministic: no time, no machine. */
export interface Report {
  readonly reportVersion: 2;
  readonly base: string;
  readonly head: string;
  readonly scope: { readonly tags: readonly string[]; readonly operations: readonly string[] };
  readonly coverage: { readonly base: Coverage; readonly head: Coverage; readonly notes: readonly string[] };
  readonly verdict: { readonly wireRequest: Level; readonly wireResponse: Level; readonly ts: Level };
  readonly semver: { readonly suggested: Bump; readonly reason: string };
  readonly findings: readonly Finding[];
  readonly notJudged: readonly NotJudged[];
  readonly accepted: readonly AcceptedFinding[];
}

/** Which part of the version to raise. */
export type Bump = "major" | "minor" | "patch" | "none";
