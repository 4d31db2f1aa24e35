import { directions, worst } from "./level.js";
import type { Direction, Level } from "./level.js";
import { inDirection, ruleOf } from "./rules.js";
import type { Both, RuleId } from "./rules.js";

/** Where a change stands: JSON pointers into the older and into the newer document. */
export type Where = readonly [old: string | undefined, now: string | undefined];

/** One difference between two versions, at one place, before it is known who uses that place. */
export interface Change {
  readonly id: RuleId;
  readonly at: Where;
  /** One sentence for a person. */
  readonly message: string;
  readonly old?: unknown;
  readonly new?: unknown;
  /** Levels that the place overrides. */
  readonly wire?: Both;
  readonly ts?: Both;
  /** A key that went is refused where it still comes, and not ignored. */
  readonly refused?: boolean;
}

/** Returns the one pointer that names a place: where it is now, or where it was. */
export function pointerTo([old, now]: Where): string {
  return now ?? old ?? "#";
}

/** Returns the places below two others, by the same steps. */
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

/** Returns what a change does to code that was written against the older types, in one direction. */
export function tsOf(change: Change, direction: Direction): Level {
  return inDirection(change.ts ?? ruleOf(change.id).ts, direction);
}

/** Reports whether a change is one of prose alone. */
export function isDocs(change: Change): boolean {
  const found = worst(directions.flatMap((one) => [wireOf(change, one), tsOf(change, one)]));
  return found === "none" || found === "docs";
}
