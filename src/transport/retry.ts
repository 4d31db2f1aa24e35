import { S2AuthenticationError, S2Error } from "../errors.js";
import type { Outgoing } from "./attempt.js";
import { codeOf, type Call } from "./call.js";
import { attemptOnce } from "./exchange.js";
import type { Read } from "./chunks.js";

/**
 * Sends a request, again where that is safe, until it succeeds, fails for good, or attempts or time run out.
 *
 * A read or repeatable request may always be sent again; any other only if nothing can have been done. What to do
 * otherwise is not for the transport to decide. A function that gave a rejected bearer is asked once more, beyond the
 * attempts: a rejection does nothing.
 */
export async function sendWithRetries<T>(call: Call, outgoing: Outgoing, read: Read<T>): Promise<T> {
  for (;;) {
    try {
      return await attemptOnce(call, outgoing, read);
    } catch (error) {
      if (outgoing.route.effect === "once" && call.lastEffect === "unknown") throw error;
      if (!askAgain(call, error) && !(await waitForNext(call, error))) throw error;
    }
  }
}

function askAgain(call: Call, error: unknown): boolean {
  const isRejection = error instanceof S2AuthenticationError && typeof call.settings.bearer === "function";
  if (!isRejection || !call.reject(error)) return false;
  tellOfRetry(call, error, 0);
  return true;
}

/**
 * Waits until the next attempt is due. Resolves to false, at once, if there will be none: the failure is final,
 * attempts are used up, or the delay, or the one the server asks for, exceeds the time left. Rejects if the call is
 * ended.
 */
export async function waitForNext(call: Call, error: unknown): Promise<boolean> {
  const { maxAttempts, minBaseDelayMillis, maxBaseDelayMillis } = call.retry;
  if (!(error instanceof S2Error) || !error.retryable || call.begun >= maxAttempts) return false;
  if (call.ended !== undefined) return false;
  const ceiling = Math.min(maxBaseDelayMillis, minBaseDelayMillis * 2 ** (call.begun - 1));
  const delayMillis = Math.max(call.settings.random() * ceiling, error.retryAfterMillis ?? 0);
  if (delayMillis >= call.timeLeft) return false;
  tellOfRetry(call, error, delayMillis);
  // An observer may end the call, too; the next attempt then says so.
  if (call.ended === undefined) await call.pause(delayMillis);
  return true;
}

function tellOfRetry(call: Call, error: unknown, delayMillis: number): void {
  call.tell({ type: "retry", attempt: call.sent, code: codeOf(error), delayMillis });
}
