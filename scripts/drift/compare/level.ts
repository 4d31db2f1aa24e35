/** Severities of a change for users on one axis, from nothing to a break. */
export const levels = ["none", "docs", "ok", "warn", "break"] as const;
export type Level = (typeof levels)[number];

/** Directions of data: from the client to S2, or back. */
export const directions = ["request", "response"] as const;
export type Direction = (typeof directions)[number];

/** Levels in a request and in a response. */
export type Both = readonly [request: Level, response: Level];

/** Returns the gravest of some levels; `none` for an empty list. */
export function worst(found: Iterable<Level>): Level {
  let gravest = 0;
  for (const level of found) gravest = Math.max(gravest, levels.indexOf(level));
  return levels[gravest] ?? "none";
}

/** Returns the mildest of some levels; a break for an empty list. */
export function mildest(found: readonly Level[]): Level {
  return levels.find((level) => found.includes(level)) ?? "break";
}

/** Returns the level of a pair in one direction. */
export function inDirection(both: Both, direction: Direction): Level {
  return direction === "request" ? both[0] : both[1];
}
