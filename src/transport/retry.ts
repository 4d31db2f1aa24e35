import { S2Error } from "../errors.js";
import { attemptOnce, type Outgoing } from "./attempt.js";
import { codeOf, startTimer, stopTimer, tell, timeLeft, type Call } from "./call.js";
import type { RetryOptions } from "../options.js";
import type { Expected } from "./response.js";

/**
 * Sends a request, again where that is safe, until it succeeds, fails for good, or attempts or time run out.
 *
 * Reading and revoking may always be repeated. Issuing only where nothing can have been done: a blind repetition would
 * answer 409 for our own token. What to do otherwise is not for the transport to say.
 */
export async function sendWithRetries<T>(call: Call, outgoing: Outgoing, expected: Expected<T>): Promise<T> {
  for (;;) {
    try {
      return await attemptOnce(call, outgoing, expected);
    } catch (error) {
      const issuing = call.operation === "issue" || call.operation === "recover";
      if (issuing && call.lastEffect === "unknown") throw error;
      if (!(await waitForNext(call, error))) throw error;
    }
  }
}

/**
 * Waits until the next attempt is due; false, at once, if there is none to be: the failure is final, attempts are used
 * up, or the time asked for by the server, or the delay, is more than what is left. Rejects when the call is ended.
 */
export async function waitForNext(call: Call, error: unknown): Promise<boolean> {
  const { settings } = call;
  const { maxAttempts, minBaseDelayMillis, maxBaseDelayMillis } = { ...settings, ...given(call.retry) };
  if (!(error instanceof S2Error) || !error.retryable || call.tries >= maxAttempts) return false;
  if (call.ended !== undefined) return false;
  const ceiling = Math.min(maxBaseDelayMillis, minBaseDelayMillis * 2 ** (call.tries - 1));
  const delayMillis = Math.max(settings.random() * ceiling, error.retryAfterMillis ?? 0);
  if (delayMillis >= timeLeft(call)) return false;
  if (settings.observe !== undefined) {
    tell(call, {
      type: "retry",
      operation: call.operation,
      attempt: call.attempts,
      code: codeOf(error),
      delayMillis,
    });
  }
  // An observer may end the call, too; the next attempt then says so.
  if (call.ended === undefined) await pause(call, delayMillis);
  return true;
}

/** A call's own retry options, without those it leaves to the client. */
function given(options: RetryOptions = {}): Partial<Record<keyof RetryOptions, number>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function pause(call: Call, millis: number): Promise<void> {
  return new Promise((resolve, reject) => {
    call.interrupt = (reason) => {
      stopTimer(call);
      reject(reason);
    };
    startTimer(call, millis, () => {
      stopTimer(call);
      resolve();
    });
  });
}
