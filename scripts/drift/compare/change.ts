import { worst } from "./level.js";
import type { Both, Level } from "./level.js";
import { ruleOf } from "./rules.js";
import type { RuleId } from "./rules.js";

/** The place of a change: JSON pointers into the older and the newer document. */
export type Where = readonly [old: string | undefined, now: string | undefined];

/** What a change says besides its kind, place and message. */
export interface Details {
  readonly old?: unknown;
  readonly new?: unknown;
  /** Levels that override the rule's at this place. */
  readonly wire?: Both;
  readonly ts?: Both;
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

/** Returns the places reached from two others by the same steps. */
export function below([old, now]: Where, steps: string): Where {
  return [
    old === undefined ? undefined : `${old}/${steps}`,
    now === undefined ? undefined : `${now}/${steps}`,
  ];
}

/** Returns what a change does to values on the wire, and to code written against the older types. */
export function levelsOf(change: Change): { readonly wire: Both; readonly ts: Both } {
  const { wire, ts } = ruleOf(change.id);
  return { wire: change.wire ?? wire, ts: change.ts ?? ts };
}

/** Reports whether a change affects only prose. */
export function isDocs(change: Change): boolean {
  const { wire, ts } = levelsOf(change);
  return worst(["docs", ...wire, ...ts]) === "docs";
}
