import type { Change } from "./change.js";
import type { Effort } from "./effort.js";
import type { Reader } from "../read/reader.js";
import type { Part, Shape } from "../read/shape.js";

/** What the generator makes of a default; see `schemaOptions` of the generator. */
export interface TypeOptions {
  /** Whether a property with a default is required in the generated type. */
  readonly defaultNonNullable: boolean;
}

/** A comparison of schemas under way. */
export interface Walk {
  readonly base: Reader;
  readonly head: Reader;
  readonly types: TypeOptions;
  /** Whether what is compared decides what a token may do: a key lost here changes permissions without a word. */
  readonly underScope: boolean;
  /** Whether a reference leads to such a place. */
  readonly leadsToScope: (ref: string) => boolean;
  readonly report: (change: Change) => void;
  /** Compares what two references point at: once for all places that use it. */
  readonly enter: (base: string, head: string) => void;
  /** Compares two schemas here and now. `isParameter` leaves the default to whoever knows the parameter. */
  readonly compare: (base: Part, head: Part, isParameter?: boolean) => void;
  /** Whether two schemas admit the same values and generate the same type. */
  readonly sameShape: (base: Part, head: Part) => boolean;
  /** Compares two schemas as a trial: what changed goes to `report`, and references are not followed. */
  readonly trial: (base: Part, head: Part, report: (change: Change) => void) => void;
  /** The same walk with some of it otherwise. */
  readonly with: (other: Partial<Pick<Walk, "underScope" | "report">>) => Walk;
  readonly effort: Effort;
}

/** Two schemas with their canonical forms. */
export interface Pair {
  readonly old: Shape;
  readonly now: Shape;
  readonly base: Part;
  readonly head: Part;
}
