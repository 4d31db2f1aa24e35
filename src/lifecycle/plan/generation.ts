import type { AccessTokenInfo } from "../../types.js";
import type { Generation } from "../ids.js";
import type { Entry } from "./desired.js";

/** A listed generation. */
export interface Listed extends Generation {
  readonly token: AccessTokenInfo;
}

const MINUTE = 60_000;

/** The most that the clocks of different machines may differ. */
const CLOCK_DIFFERENCE = 5 * MINUTE;

/** Returns how long a token and its predecessor both work: 15 minutes or a tenth of its lifetime, if longer. */
export function overlapOf(issuedAt: number, expiresAt: number | null): number {
  return Math.max(15 * MINUTE, expiresAt === null ? 0 : (expiresAt - issuedAt) / 10);
}

/** Returns the time after its issue within which a token may still reach a sink. */
export function deliveryMillis(overlap: number): number {
  return overlap / 3;
}

/**
 * Returns the time from which a newer token counts as undelivered: one overlap after its issue, or earlier if the held
 * one would expire first.
 */
export function untilUndelivered(newest: Listed, current: Listed): number {
  const overlap = overlapOf(newest.issuedAt, expiryOf(newest));
  const whole = newest.issuedAt + overlap;
  const expiry = expiryOf(current);
  if (expiry === null) return whole;
  const delivered = newest.issuedAt + deliveryMillis(overlap) + CLOCK_DIFFERENCE;
  return Math.min(whole, Math.max(delivered, expiry - overlap), expiry);
}

/** Returns the time at which a token is due for replacement; undefined if it has, and needs, no expiry. */
export function dueAt(entry: Entry, { issuedAt, token }: Listed): number | undefined {
  if (entry.rotateAfter !== undefined) return issuedAt + entry.rotateAfter;
  const granted = token.expiresAt === null ? Infinity : token.expiresAt.getTime() - issuedAt;
  const life = Math.min(granted, entry.expiresIn ?? Infinity);
  return life === Infinity ? undefined : issuedAt + (life * 2) / 3;
}

/** Reports whether a generation has not expired. */
export function isAlive(one: Listed, now: number): boolean {
  const expiry = expiryOf(one);
  return expiry === null || expiry > now;
}

/** Returns the expiry of a generation; null if it has none. */
export function expiryOf({ token }: Listed): number | null {
  return token.expiresAt?.getTime() ?? null;
}
