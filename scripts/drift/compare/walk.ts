import type { Reader } from "../../spec/schema/reader.js";
import type { Part, Shape } from "../../spec/schema/shape.js";
import { ruleOf, worst } from "./rules.js";
import type { Direction, Level, RuleId } from "./rules.js";

/** The place of a change: JSON pointers into the older and the newer document. */
export type Where = readonly [old: string | undefined, now: string | undefined];

/** The facts of a change besides its kind, place and message. */
export interface Details {
  readonly old?: unknown;
  readonly new?: unknown;
  /** Levels that override the rule's at this place. */
  readonly wire?: Level;
  readonly ts?: Level;
  /** The level for values that were valid before, if it is not that on the wire. */
  readonly valid?: Level;
}

/** One difference between two versions, at one place, before the users of that place are known. */
export interface Change extends Details {
  readonly id: RuleId;
  readonly at: Where;
  /** One sentence for a person. */
  readonly message: string;
}

/** Reports one change. */
export type Report = (id: RuleId, at: Where, message: string, details?: Details) => void;

/** Levels on the wire, and for code written against the older types. */
export interface Levels {
  readonly wire: Level;
  readonly ts: Level;
}

/** Returns the levels of a change in one direction. */
export function levelsOf(change: Change, direction: Direction): Levels {
  const { wire, ts } = ruleOf(change.id);
  const index = direction === "request" ? 0 : 1;
  return { wire: change.wire ?? wire[index], ts: change.ts ?? ts[index] };
}

/** Reports whether levels are those of prose at most. */
export function isDocs({ wire, ts }: Levels): boolean {
  return worst(["docs", wire, ts]) === "docs";
}

/** Returns the graver of two levels, on each axis. */
export function together(a: Levels, b: Levels): Levels {
  return { wire: worst([a.wire, b.wire]), ts: worst([a.ts, b.ts]) };
}

/** Returns the places reached from two others by the same steps. */
export function below([old, now]: Where, steps: string): Where {
  return [old && `${old}/${steps}`, now && `${now}/${steps}`];
}

/** The gravest levels of all changes between two schemas. */
export interface Weight extends Levels {
  /** The same for values of the older schema, in terms of validity alone: an open object admits a key it forgot. */
  readonly valid: Levels;
}

/**
 * The role of a schema where it is compared: a value; a parameter, whose default is compared elsewhere; or a variant of
 * a union, whose null is compared for the union as a whole.
 */
export type Role = "value" | "parameter" | "variant";

/** The options of a comparison that may differ from place to place. */
export interface Place {
  /** True if a key lost here silently changes what the rest of the object means. */
  readonly guarded: boolean;
  /** The start of every message, such as the name of a parameter. */
  readonly about: string;
}

/** A comparison under way, of what flows in one direction. */
export interface Walk extends Place {
  readonly base: Reader;
  readonly head: Reader;
  /** True if they flow in a request, false if in an answer. */
  readonly isSent: boolean;
  /** The generator's options, of which one makes properties with a default required. */
  readonly types: { readonly defaultNonNullable: boolean };
  readonly report: Report;
  readonly compare: (base: Part, head: Part, role?: Role) => void;
  /** Weighs the replacement of one schema by another, reporting nothing. */
  readonly weigh: (base: Part, head: Part) => Weight;
  /** Returns the same walk from the newer document to the older one, and so in the other direction. */
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
