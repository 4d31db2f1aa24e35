import {
  OPERATIONS_NAMING,
  type AccessTokenOperation,
  type BasinOperation,
  type StreamOperation,
} from "../../generated/constants.js";
import type { OperationGroup } from "../types.js";

/** A set that a scope can need. */
export type SetName = "basins" | "streams" | "accessTokens";

const NOTHING = [] as const;
const A_BASIN = ["basins"] as const;
const A_STREAM = ["basins", "streams"] as const;
const A_TOKEN = ["accessTokens"] as const;

/** Returns the sets that an operation needs; none of an operation that this version does not know. */
export function setsNeededBy(operation: string): readonly SetName[] {
  const names = (list: readonly string[]): boolean => list.includes(operation);
  if (names(OPERATIONS_NAMING.stream)) return A_STREAM;
  if (names(OPERATIONS_NAMING.basin)) return A_BASIN;
  return names(OPERATIONS_NAMING.accessToken) ? A_TOKEN : NOTHING;
}

/** The sets that a whole group needs. What the account group holds names one thing or another, or nothing. */
export const GROUP_NEEDS = {
  account: NOTHING,
  basin: A_BASIN,
  stream: A_STREAM,
} as const satisfies Record<OperationGroup, readonly SetName[]>;

/** The groups that need a set. */
type GroupsNeeding<Set extends SetName> = {
  [G in OperationGroup]: Set extends (typeof GROUP_NEEDS)[G][number] ? G : never;
}[OperationGroup];

/** The sets that a group needs; of one that may be any of several, what all of those need. */
export type NeededByGroup<G> =
  | ([G] extends [GroupsNeeding<"basins">] ? "basins" : never)
  | ([G] extends [GroupsNeeding<"streams">] ? "streams" : never);

/** The sets that operations need. Of one that may be any of several: what all of those need. */
export type NeededBy<O> =
  | ([O] extends [BasinOperation | StreamOperation] ? "basins" : never)
  | ([O] extends [StreamOperation] ? "streams" : never)
  | ([O] extends [AccessTokenOperation] ? "accessTokens" : never);
