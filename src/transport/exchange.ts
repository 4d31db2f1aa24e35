import { bearer as readBearer, isBearer } from "../check/connection.js";
import { place } from "../check/problems.js";
import { S2ArgumentError } from "../errors.js";
import type { BearerRequest, FetchFunction } from "../options.js";
import { Attempt, type Outgoing } from "./attempt.js";
import { bodyOf } from "./body.js";
import type { Read } from "./chunks.js";
import type { Call } from "./call.js";
import { connectionFailure, noFetch, timeoutFailure } from "./failure.js";
import { readAnswer } from "./response.js";

/**
 * Sends a request once. Settles when the whole answer has been read, the attempt or the call times out, or the call is
 * ended from outside, even if the given `fetch` ignores its signal. Leaves no request, body or timer behind.
 */
export async function attemptOnce<T>(call: Call, outgoing: Outgoing, read: Read<T>): Promise<T> {
  // Ended between two attempts: nothing more is sent, and the reason is the caller's own.
  if (call.ended !== undefined) throw call.ended.reason;
  call.begin();
  const attempt = new Attempt(call, outgoing);
  const left = call.timeLeft;
  // The wait before it used up the remaining time: an answer could not be awaited.
  if (left <= 0) throw timeoutFailure(attempt, true);
  const isLast = left <= call.requestTimeoutMillis;
  const millis = isLast ? left : call.requestTimeoutMillis;
  const controller = new AbortController();
  const letGo = (): void => {
    controller.abort();
    attempt.body?.letGo();
  };
  const interruption = new Promise<never>((_, reject) => {
    const giveUp = (error: unknown): void => {
      reject(error);
      letGo();
    };
    call.wait(millis, () => giveUp(timeoutFailure(attempt, isLast)), giveUp);
  });
  try {
    return await Promise.race([exchange(attempt, read, controller.signal), interruption]);
  } catch (error) {
    call.failed(attempt.effect);
    if (attempt.body?.isUnread === true) letGo();
    throw error;
  } finally {
    call.stopWaiting();
  }
}

async function exchange<T>(attempt: Attempt, read: Read<T>, signal: AbortSignal): Promise<T> {
  const { call } = attempt;
  const { settings } = call;
  const source = settings.bearer;
  const bearer = typeof source === "string" ? source : await askForBearer(attempt, source);
  // A call ended while it asked for its bearer has sent nothing, and must not.
  signal.throwIfAborted();
  call.tell({ type: "attempt", attempt: call.sent + 1 });
  // An observer may end the call, too.
  signal.throwIfAborted();
  const fetch = settings.fetch ?? globalThis.fetch;
  if (typeof fetch !== "function") throw noFetch(attempt);
  call.sends(bearer);
  attempt.sent = true;
  const startedAt = performance.now();
  try {
    const response = await send(fetch, attempt, bearer, signal);
    attempt.body = bodyOf(response);
    if (signal.aborted) attempt.body.letGo();
    signal.throwIfAborted();
    const { status } = response;
    call.answered(status);
    call.tell({ type: "response", attempt: call.sent, status, millis: performance.now() - startedAt });
    return await readAnswer(attempt, attempt.body, response, read);
  } catch (error) {
    // An error about the answer passes through; anything else, such as what `fetch` throws, is a failed connection.
    throw attempt.isJudged ? error : connectionFailure(attempt, error);
  }
}

function send(
  fetch: FetchFunction,
  { call, outgoing }: Attempt,
  bearer: string,
  signal: AbortSignal,
): Promise<Response> {
  const { route, url, body } = outgoing;
  const headers: Record<string, string> = { ...call.settings.headers, authorization: `Bearer ${bearer}` };
  const init: RequestInit = { method: route.method, headers, signal, redirect: "manual" };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = body;
  }
  // A framework's fetch may cache GETs, and a stale listing would be wrong.
  if (takesCache()) init.cache = "no-store";
  return fetch(url, init);
}

let cacheIsTaken: boolean | undefined;

/** Reports whether the runtime accepts `cache`; some throw on it. Tested once. */
function takesCache(): boolean {
  try {
    cacheIsTaken ??= new Request("http://localhost/", { cache: "no-store" }).cache !== "default";
  } catch {
    cacheIsTaken = false;
  }
  return cacheIsTaken;
}

/**
 * Asks the caller's function for a bearer. Anything it throws is the caller's own and passes as it is. Asked to replace
 * a rejected bearer, it may have no other: the call then fails with S2's rejection.
 */
async function askForBearer(
  attempt: Attempt,
  source: (request: BearerRequest) => string | Promise<string>,
): Promise<string> {
  const { rejection, operation } = attempt.call;
  const given: unknown = await source({ rejected: rejection?.bearer });
  if (rejection !== undefined && (given === rejection.bearer || !isBearer(given))) throw rejection.error;
  const at = place("accessToken");
  const bearer = readBearer(given, at);
  if (bearer !== undefined) return bearer;
  throw new S2ArgumentError(at.issues, operation, attempt.details("none", false));
}
