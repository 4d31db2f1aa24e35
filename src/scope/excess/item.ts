import type { ScopeRequest } from "../requests.js";

/** Something a child has beyond its parent. */
export type Excess = RequestExcess | GrantExcess | UncertainExcess;

/** The part of the child that goes beyond the parent; `scope` for parts that this version does not know. */
export type ExcessPart =
  "ops" | "opGroups" | "basins" | "streams" | "accessTokens" | "scope" | "id" | "expiresAt";

/** A request that the child permits and the parent refuses. */
export interface RequestExcess {
  readonly kind: "request";
  readonly part: ExcessPart;
  readonly witness: ScopeRequest;
  readonly sentence: string;
}

/** A grant that the parent lacks, though no request tells them apart. S2 compares grants, and would refuse the child. */
export interface GrantExcess {
  readonly kind: "grant";
  readonly part: ExcessPart;
  readonly sentence: string;
}

/** An excess by some reading: S2's sources disagree, or this version cannot read it. */
export interface UncertainExcess {
  readonly kind: "uncertain";
  readonly part: ExcessPart;
  readonly sentence: string;
}
