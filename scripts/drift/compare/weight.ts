import type { Change } from "./change.js";
import { isDocs, tsOf, wireOf } from "./change.js";
import { directions, levels, worst } from "./level.js";
import type { Level } from "./level.js";
import type { Both } from "./rules.js";

/** The combined gravity of all changes between two schemas. */
export interface Weight {
  readonly wire: Both;
  readonly ts: Both;
  /** The same in terms of strict validity: a key that an open object no longer declares is still valid. */
  readonly valid: { readonly wire: Level; readonly ts: Level };
  /** The number of changes in more than prose. */
  readonly changes: number;
}

/** The weight of no change. */
export const weightless: Weight = {
  wire: ["none", "none"],
  ts: ["none", "none"],
  valid: { wire: "none", ts: "none" },
  changes: 0,
};

/** Returns the weight of one change. */
export function weightOf(change: Change): Weight {
  if (isDocs(change)) return weightless;
  const both = (levelOf: typeof wireOf): Both => [levelOf(change, "request"), levelOf(change, "response")];
  const [wire, ts] = [both(wireOf), both(tsOf)];
  const isLost = change.id === "property.removed";
  const valid = change.id === "default.changed" || isLost ? ("none" as const) : wire[0];
  return {
    wire,
    ts,
    valid: { wire: change.refused ? "break" : valid, ts: isLost ? "none" : ts[0] },
    changes: 1,
  };
}

/** Returns the weight of several changes together. */
export function together(a: Weight, b: Weight): Weight {
  const both = (first: Both, second: Both): Both => [
    worst([first[0], second[0]]),
    worst([first[1], second[1]]),
  ];
  return {
    wire: both(a.wire, b.wire),
    ts: both(a.ts, b.ts),
    valid: { wire: worst([a.valid.wire, b.valid.wire]), ts: worst([a.valid.ts, b.valid.ts]) },
    changes: a.changes + b.changes,
  };
}

/** Reports whether nothing but prose changed. */
export function isSame({ wire, ts, changes }: Weight): boolean {
  return changes === 0 || worst([...wire, ...ts]) === "none";
}

/** Returns a number that orders weights: by their gravest change, then by the number of changes. */
export function gravity({ wire, ts, changes }: Weight): number {
  const sum = directions.reduce((total, _one, index) => total + rank(wire[index]) + rank(ts[index]), 0);
  return sum * 1000 + Math.min(changes, 999);
}

function rank(level: Level | undefined): number {
  return level === undefined ? 0 : levels.indexOf(level);
}
