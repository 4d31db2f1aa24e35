import type { OPERATION_TABLE } from "../../generated/constants.js";
import type { Operation, OperationGroup } from "../types.js";

/** A set that a scope can need. */
export type SetName = "basins" | "streams" | "accessTokens";

const NOTHING = [] as const;
const A_BASIN = ["basins"] as const;
const A_STREAM = ["basins", "streams"] as const;
const A_TOKEN = ["accessTokens"] as const;

/** The sets of the resources that an operation names. */
type SetsOf<Resources> = Resources extends readonly []
  ? typeof NOTHING
  : Resources extends readonly ["basin"]
    ? typeof A_BASIN
    : Resources extends readonly ["basin", "stream"]
      ? typeof A_STREAM
      : Resources extends readonly ["access-token"]
        ? typeof A_TOKEN
        : never;

/** The sets that each operation needs: S2's table without its sources, of which a program that builds scopes has no use. */
export const NEEDS = {
  "list-basins": NOTHING,
  "create-basin": A_BASIN,
  "delete-basin": A_BASIN,
  "reconfigure-basin": A_BASIN,
  "get-basin-config": A_BASIN,
  "issue-access-token": A_TOKEN,
  "revoke-access-token": A_TOKEN,
  "list-access-tokens": NOTHING,
  "list-streams": A_BASIN,
  "create-stream": A_STREAM,
  "delete-stream": A_STREAM,
  "get-stream-config": A_STREAM,
  "reconfigure-stream": A_STREAM,
  "check-tail": A_STREAM,
  append: A_STREAM,
  read: A_STREAM,
  trim: A_STREAM,
  fence: A_STREAM,
  "account-metrics": NOTHING,
  "basin-metrics": A_BASIN,
  "stream-metrics": A_STREAM,
  "list-locations": NOTHING,
  "get-default-location": NOTHING,
  "set-default-location": NOTHING,
} as const satisfies { readonly [O in Operation]: SetsOf<(typeof OPERATION_TABLE)[O]["resources"]> };

/** The sets that a whole group needs. What the account group holds names one thing or another, or nothing. */
export const GROUP_NEEDS = {
  account: NOTHING,
  basin: A_BASIN,
  stream: A_STREAM,
} as const satisfies Record<OperationGroup, readonly SetName[]>;

/** The operations that need a set. */
type Needing<Set extends SetName> = {
  [O in Operation]: Set extends (typeof NEEDS)[O][number] ? O : never;
}[Operation];

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
  | ([O] extends [Needing<"basins">] ? "basins" : never)
  | ([O] extends [Needing<"streams">] ? "streams" : never)
  | ([O] extends [Needing<"accessTokens">] ? "accessTokens" : never);
