import type { Change } from "./change.js";
import type { Direction } from "./level.js";
import type { Use } from "./users.js";
import type { Role } from "./walk.js";

/** A change with the operations it touches. */
export interface Collected {
  readonly change: Change;
  /** The operation it belongs to; null if several share it. */
  readonly operation: string | null;
  readonly uses: readonly Use[];
  /** The uses in which the changed value appears only in types: nobody sends it there, or nobody receives it. */
  readonly typesOnly?: readonly Use[];
}

/** A component compared with its counterpart, once for all references to it. */
export interface Region {
  readonly base: string;
  readonly head: string;
  readonly role: Role;
  readonly changes: Change[];
  readonly edges: Edges;
}

/** The references of a region or an operation, with the directions in which values flow there. */
export type Edges = Map<string, Set<Direction>>;
