import type { Reader } from "../read/reader.js";
import type { Part, Shape } from "../read/shape.js";
import type { Report, Where } from "./change.js";
import type { Both, Direction, Level } from "./level.js";

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

/** The gravest levels of all changes between two schemas. Nothing but prose changed if there are none. */
export interface Weight {
  readonly wire: Both;
  readonly ts: Both;
  /** The same for values of the older schema, in terms of validity alone: an open object admits a key it forgot. */
  readonly valid: { readonly wire: Level; readonly ts: Level };
  readonly changes: number;
}

/** What may differ from place to place of one comparison. */
export interface Place {
  /** True if a key lost here silently changes what the rest of the object means. */
  readonly guarded: boolean;
  /** Directions in which values flow here; in the others they appear only in types. */
  readonly flows: readonly Direction[];
  /** The start of every message, such as the name of a parameter. */
  readonly about: string;
}

/** A comparison of schemas under way. */
export interface Walk extends Place {
  readonly base: Reader;
  readonly head: Reader;
  readonly types: TypeOptions;
  /** Reports whether a reference leads to a guarded place. */
  readonly leadsToGuarded: (pointer: string) => boolean;
  readonly report: Report;
  /** Compares the targets of two references, once for all places that use them. */
  readonly enter: (base: string, head: string, role: Role, flows: readonly Direction[]) => void;
  /** Compares two schemas immediately. */
  readonly compare: (base: Part, head: Part, role?: Role) => void;
  /** Weighs the replacement of one schema by another, following references and reporting nothing. */
  readonly weigh: (base: Part, head: Part) => Weight;
  /** Returns the same walk from the newer document to the older one. */
  readonly reversed: () => Walk;
  /** Returns the same walk at another place. */
  readonly with: (place: Partial<Place>) => Walk;
  /** Counts one step of work. Throws when documents are built to make a comparison endless. */
  readonly spend: () => void;
}

/** Two schemas with their canonical forms. */
export interface Pair {
  readonly old: Shape;
  readonly now: Shape;
  readonly base: Part;
  readonly head: Part;
  readonly at: Where;
}
