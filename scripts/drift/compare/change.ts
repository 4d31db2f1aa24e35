import { directions, worst } from "./level.js";
import type { Direction, Level } from "./level.js";
import { inDirection, ruleOf } from "./rules.js";
import type { Both, RuleId } from "./rules.js";

/** The place of a change: JSON pointers into the older and the newer document. */
export type Where = readonly [old: string | undefined, now: string | undefined];

/** One difference between two versions, at one place, before the users of that place are known. */
export interface Change {
  readonly id: RuleId;
  readonly at: Where;
  /** One sentence for a person. */
  readonly message: string;
  readonly old?: unknown;
  readonly new?: unknown;
  /** Levels that override the rule's at this place. */
  readonly wire?: Both;
  readonly ts?: Both;
  /** True if a removed key is now refused, not ignored. */
  readonly refused?: boolean;
}

/** Returns the one pointer that names a place: where it is now, or where it was. */
export function pointerTo([old, now]: Where): string {
  return now ?? old ?? "#";
}

/** Returns the places reached from two others by the same steps. */
export function below([old, now]: Where, steps: string): Where {
  return [
    old === undefined ? undefined : `${old}/${steps}`,
    now === undefined ? undefined : `${now}/${steps}`,
  ];
}

/** Returns what a change does to values that flow in one direction. */
export function wireOf(change: Change, direction: Direction): Level {
  return inDirection(change.wire ?? ruleOf(change.id).wire, direction);
}

/** Returns what a change does to code written against the older types, in one direction. */
export function tsOf(change: Change, direction: Direction): Level {
  return inDirection(change.ts ?? ruleOf(change.id).ts, direction);
}

/** Reports whether a change affects only prose. */
export function isDocs(change: Change): boolean {
  const found = worst(directions.flatMap((one) => [wireOf(change, one), tsOf(change, one)]));
  return found === "none" || found === "docs";
}
