import type { Reader } from "../read/reader.js";
import type { Part, Shape } from "../read/shape.js";
import type { Change, Where } from "./change.js";
import type { Effort } from "./effort.js";
import type { Direction } from "./level.js";
import type { Weight } from "./weight.js";

/** The generator's treatment of defaults; see `schemaOptions` of the generator. */
export interface TypeOptions {
  /** True if a property with a default is required in the generated type. */
  readonly defaultNonNullable: boolean;
}

/**
 * The role of a schema where it is compared: a value; a parameter, whose default is compared elsewhere; or a variant of
 * a union, whose null is compared for the union as a whole.
 */
export type Role = "value" | "parameter" | "variant";

/** A comparison of schemas under way. */
export interface Walk {
  readonly base: Reader;
  readonly head: Reader;
  readonly types: TypeOptions;
  /** True if a key lost here silently changes what the rest of the object means. */
  readonly guarded: boolean;
  /** Reports whether a reference leads to a guarded place. */
  readonly leadsToGuarded: (pointer: string) => boolean;
  /** Directions in which values flow here; in the others they appear only in types. */
  readonly flows: readonly Direction[];
  readonly report: (change: Change) => void;
  /** Compares the targets of two references, once for all places that use them. */
  readonly enter: (base: string, head: string, role: Role, flows: readonly Direction[]) => void;
  /** Compares two schemas immediately. */
  readonly compare: (base: Part, head: Part, role?: Role) => void;
  /** Weighs the replacement of one schema by another, following references and reporting nothing. */
  readonly weigh: (base: Part, head: Part) => Weight;
  /** Returns the same walk from the newer document to the older one. */
  readonly reversed: () => Walk;
  /** Returns the same walk with some parts replaced. */
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
