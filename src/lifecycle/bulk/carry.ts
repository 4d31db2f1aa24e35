import { S2Error } from "../../errors.js";
import { isCongestion, retryAfter } from "./failures.js";
import type { Lane, Outcome } from "./limiter.js";

/** The longest wait. If the service asks for more, the run ends and tells how to resume it later. */
export const MOST_WAIT_MILLIS = 120_000;

/** The most attempts of a call while the service has no room, and while it fails otherwise. */
const MOST_CONGESTED = 20;
const MOST_FAILED = 3;

/** The outcome of a call after all its attempts. */
export type Carried<T> =
  | { readonly ok: true; readonly value: T }
  /** `unsure`: true if one of its attempts may have had an effect. */
  | { readonly ok: false; readonly error: unknown; readonly unsure: boolean };

/** The condition for a retry: reads and revocations always, an `issue` only if it certainly had no effect. */
export type Repeatable = "always" | "without-effect";

/**
 * Sends a call through a lane of the limiter, with retries where safe and useful. The signal ends a wait, never a
 * request: one in progress is awaited, so that nothing is lost.
 */
export async function carry<T>(
  lane: Lane,
  repeatable: Repeatable,
  send: () => Promise<T>,
  signal?: AbortSignal,
): Promise<Carried<T>> {
  let unsure = false;
  let failed = 0;
  for (let tries = 1; ; tries++) {
    try {
      const permit = await lane.acquire(signal);
      let outcome: Outcome = "other";
      try {
        const value = await send();
        outcome = "ok";
        return { ok: true, value };
      } catch (error) {
        if (isCongestion(error)) {
          outcome = "congested";
          lane.hold(Math.min(retryAfter(error), MOST_WAIT_MILLIS));
        } else if (error instanceof S2Error && !error.retryable) outcome = "ok";
        throw error;
      } finally {
        permit.release(outcome);
      }
    } catch (error) {
      if (error instanceof S2Error && error.effect === "unknown") unsure = true;
      if (!isCongestion(error)) failed++;
      const again =
        error instanceof S2Error &&
        error.retryable &&
        (repeatable === "always" || error.effect === "none") &&
        retryAfter(error) <= MOST_WAIT_MILLIS &&
        tries < MOST_CONGESTED &&
        failed < MOST_FAILED;
      if (!again) return { ok: false, error, unsure };
      if (isCongestion(error)) continue;
      try {
        await lane.clock.sleep(Math.max(retryAfter(error), lane.clock.random() * 100 * 2 ** failed), signal);
      } catch (reason) {
        return { ok: false, error: reason, unsure };
      }
    }
  }
}
