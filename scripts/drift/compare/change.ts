import { directions } from "./level.js";
import type { Direction, Level } from "./level.js";
import { inDirection, ruleOf } from "./rules.js";
import type { RuleId } from "./rules.js";

/** One difference between two versions, at one place, before it is known who uses that place. */
export interface Change {
  readonly id: RuleId;
  /** JSON pointer into the newer document, or into the older one for what is gone. */
  readonly pointer: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly old?: unknown;
  readonly new?: unknown;
  /** Levels that the place overrides, request first. */
  readonly wire?: readonly [Level, Level];
  readonly ts?: readonly [Level, Level];
}

/** What a change does to values that flow in one direction. */
export function wireOf(change: Change, direction: Direction): Level {
  return inDirection(change.wire ?? ruleOf(change.id).wire, direction);
}

/** What a change does to code that was written against the older types, in one direction. */
export function tsOf(change: Change, direction: Direction): Level {
  return inDirection(change.ts ?? ruleOf(change.id).ts, direction);
}

/** Whether a change is one of prose alone. */
export function isProse(change: Change): boolean {
  return directions.every((direction) =>
    [wireOf(change, direction), tsOf(change, direction)].every(
      (level) => level === "none" || level === "docs",
    ),
  );
}
