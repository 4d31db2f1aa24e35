import type { Reader } from "../read/reader.js";
import type { Part, Shape } from "../read/shape.js";
import type { Change, Where } from "./change.js";
import type { Effort } from "./effort.js";
import type { Direction } from "./level.js";
import type { Weight } from "./weight.js";

/** What the generator makes of a default; see `schemaOptions` of the generator. */
export interface TypeOptions {
  /** Whether a property with a default is required in the generated type. */
  readonly defaultNonNullable: boolean;
}

/**
 * What stands for a schema where it is compared: a value; a parameter, whose default is compared by whoever knows it; or
 * a variant of a union, whose null is compared for the union as a whole.
 */
export type Role = "value" | "parameter" | "variant";

/** A comparison of schemas under way. */
export interface Walk {
  readonly base: Reader;
  readonly head: Reader;
  readonly types: TypeOptions;
  /** Whether a key lost here changes what the rest of the object means, without a word. */
  readonly guarded: boolean;
  /** Reports whether a reference leads to a guarded place. */
  readonly leadsToGuarded: (pointer: string) => boolean;
  /** Which way the values here flow; the other way they are in the types alone. */
  readonly flows: readonly Direction[];
  readonly report: (change: Change) => void;
  /** Compares what two references point at: once for all places that use it. */
  readonly enter: (base: string, head: string, role: Role, flows: readonly Direction[]) => void;
  /** Compares two schemas here and now. */
  readonly compare: (base: Part, head: Part, role?: Role) => void;
  /** Weighs what replacing one schema by the other would do, references followed, and reports nothing. */
  readonly weigh: (base: Part, head: Part) => Weight;
  /** The same walk from the newer document to the older one. */
  readonly reversed: () => Walk;
  /** The same walk with some of it otherwise. */
  readonly with: (other: Partial<Pick<Walk, "guarded" | "report" | "flows">>) => Walk;
  readonly effort: Effort;
}

/** Two schemas with their canonical forms. */
export interface Pair {
  readonly old: Shape;
  readonly now: Shape;
  readonly base: Part;
  readonly head: Part;
  readonly at: Where;
}
