/** Severities of a change for users on one axis, from nothing to a break. */
export const levels = ["none", "docs", "ok", "warn", "break"] as const;

/** One of {@link levels}. */
export type Level = (typeof levels)[number];

/** Directions of data: from the client to S2, or back. */
export const directions = ["request", "response"] as const;

/** One of {@link directions}. */
export type Direction = (typeof directions)[number];

/** Returns the gravest of some levels; `none` for an empty list. */
export function worst(found: Iterable<Level>): Level {
  let gravest = 0;
  for (const level of found) gravest = Math.max(gravest, levels.indexOf(level));
  return levels[gravest] ?? "none";
}

/** Reports whether a level is at least as grave as a threshold. */
export function atLeast(level: Level, threshold: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(threshold);
}
