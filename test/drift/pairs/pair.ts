import type { Level } from "../../../scripts/drift/compare/rules.js";
import { schemas } from "../edits.js";
import type { Edit } from "../edits.js";

/** Two versions of our contract and what a person says about them. */
export interface Pair {
  readonly name: string;
  readonly base: readonly Edit[];
  readonly head: readonly Edit[];
  /** The gravest level of requests, of responses, and of TypeScript. */
  readonly want: readonly [request: Level, response: Level, ts: Level];
  /** Every rule that has something to say. */
  readonly rules: readonly string[];
}

/** The schemas that the edits are made in. */
export const token = `${schemas}/AccessTokenInfo`;
export const scope = `${schemas}/AccessTokenScope`;
export const answer = `${schemas}/ListAccessTokensResponse`;
export const secret = `${schemas}/IssueAccessTokenResponse`;
export const exact = `${schemas}/ResourceSet/oneOf/0`;

/** The contract, and the contract with some edits. */
export function pair(
  name: string,
  head: Edit | readonly Edit[],
  want: Pair["want"],
  ...rules: readonly string[]
): Pair {
  return { name, base: [], head: [head].flat(), want, rules };
}

/** The same edit read from the end: what it put in is taken out. */
export function back(
  name: string,
  base: Edit | readonly Edit[],
  want: Pair["want"],
  ...rules: readonly string[]
): Pair {
  return { name, base: [base].flat(), head: [], want, rules };
}

/** The contract with some edits, and with others. */
export function between(
  name: string,
  base: Edit | readonly Edit[],
  head: Edit | readonly Edit[],
  want: Pair["want"],
  ...rules: readonly string[]
): Pair {
  return { name, base: [base].flat(), head: [head].flat(), want, rules };
}

/** Nothing that users can see. */
export const nothing = ["none", "none", "none"] as const;
