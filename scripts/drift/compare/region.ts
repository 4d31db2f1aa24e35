import type { Change } from "./change.js";
import type { Direction } from "./level.js";

/** A change together with who is touched by it. */
export interface Collected {
  readonly change: Change;
  /** The operation it belongs to; null for what several share. */
  readonly operation: string | null;
  readonly uses: readonly Use[];
}

/** An operation that a change touches, and which way the changed value flows there. */
export interface Use {
  readonly operation: string;
  readonly direction: Direction;
  /** The operation itself could not be compared: its page was not given. */
  readonly inferred?: true;
}

/** A component compared with its counterpart, once for all that refer to it. */
export interface Region {
  readonly base: string;
  readonly head: string;
  readonly changes: Change[];
  readonly edges: Set<string>;
}
