import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import type { FetchFunction } from "../options.js";
import { bearer } from "../check/bearer.js";
import {
  detailsOf,
  newAttempt,
  noteFailure,
  startTimer,
  stopTimer,
  tell,
  timeLeft,
  type Attempt,
  type Call,
} from "./call.js";
import { connectionFailure, timeoutFailure } from "./failure.js";
import { letGo, readAnswer, type Expected } from "./response.js";

/** What openapi-fetch made of a call: all that goes over the wire but the bearer. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly body: string | undefined;
}

/**
 * Sends a request once. Settles when the whole answer is read, the attempt or the call is out of time, or the call is
 * ended from outside, even where the given `fetch` ignores its signal; the request is then aborted.
 */
export function attemptOnce<T>(call: Call, outgoing: Outgoing, expected: Expected<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (call.ended !== undefined) {
      // Ended between two attempts: nothing more is sent, and the reason is the caller's own.
      call.lastEffect = "none";
      reject(call.ended.reason);
      return;
    }
    call.tries++;
    const attempt = newAttempt(call);
    const controller = new AbortController();
    const fail = (error: unknown): void => {
      stopTimer(call);
      noteFailure(attempt);
      reject(error);
    };
    const giveUp = (error: unknown): void => {
      fail(error);
      controller.abort();
      attempt.stopReading?.();
    };
    const left = timeLeft(call);
    if (left <= 0) {
      // The wait before it took all that was left: what is sent now could not be awaited.
      fail(timeoutFailure(attempt, true));
      return;
    }
    call.interrupt = giveUp;
    startTimer(call, Math.min(call.requestTimeoutMillis, left), () => {
      giveUp(timeoutFailure(attempt, left <= call.requestTimeoutMillis));
    });
    const settle = (value: T): void => {
      if (controller.signal.aborted) return;
      stopTimer(call);
      resolve(value);
    };
    exchange(attempt, outgoing, expected, controller.signal).then(settle, (error: unknown) => {
      if (!controller.signal.aborted) fail(error);
    });
  });
}

async function exchange<T>(
  attempt: Attempt,
  outgoing: Outgoing,
  expected: Expected<T>,
  signal: AbortSignal,
): Promise<T> {
  const { call } = attempt;
  const { settings, operation } = call;
  attempt.bearer =
    typeof settings.bearer === "string" ? settings.bearer : await askForBearer(attempt, settings.bearer);
  // A call ended while it asked for its bearer has sent nothing, and must not.
  signal.throwIfAborted();
  const number = call.attempts + 1;
  if (settings.observe !== undefined) {
    tell(call, { type: "attempt", operation, attempt: number });
    // An observer may end the call, too.
    signal.throwIfAborted();
  }
  call.attempts = number;
  attempt.sent = true;
  if (!call.bearers.split("\n").includes(attempt.bearer)) {
    call.bearers += call.bearers === "" ? attempt.bearer : `\n${attempt.bearer}`;
  }
  const startedAt = performance.now();
  let answered = false;
  try {
    const response = await send(settings.fetch ?? globalThis.fetch, attempt, outgoing, signal);
    if (signal.aborted) letGo(response);
    signal.throwIfAborted();
    answered = true;
    call.status = response.status;
    // For an observer that ends the call before the body has a reader.
    attempt.stopReading = () => letGo(response);
    if (settings.observe !== undefined) {
      const millis = performance.now() - startedAt;
      tell(call, { type: "response", operation, attempt: number, status: response.status, millis });
    }
    return await readAnswer(attempt, response, expected);
  } catch (error) {
    // What has judged the answer passes; all else, whatever a given `fetch` throws, is a failed connection.
    throw attempt.effect === undefined ? connectionFailure(attempt, error, answered) : error;
  }
}

function send(
  fetch: FetchFunction,
  { call, bearer }: Attempt,
  { url, method, body }: Outgoing,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { ...call.settings.headers, authorization: `Bearer ${bearer}` };
  if (body === undefined) return fetch(url, { method, headers, signal, redirect: "manual" });
  headers["content-type"] = "application/json";
  return fetch(url, { method, headers, body, signal, redirect: "manual" });
}

/** What the caller's function throws is the caller's own, and passes as it is. */
async function askForBearer(attempt: Attempt, source: () => string | Promise<string>): Promise<string> {
  const given: unknown = await source();
  const issues: ArgumentIssue[] = [];
  bearer(given, "accessToken", issues);
  if (typeof given === "string" && issues.length === 0) return given;
  throw new S2ArgumentError(issues, attempt.call.operation, detailsOf(attempt, "none", false));
}
