import {
  S2ApiError,
  S2AuthenticationError,
  S2ConflictError,
  S2ConnectionError,
  S2NotFoundError,
  S2NotSupportedError,
  S2PermissionError,
  S2RateLimitError,
  S2ResponseError,
  S2TimeoutError,
  type S2Effect,
} from "../errors.js";
import { detailsOf, type Attempt } from "./call.js";
import { blankOut, safeCause } from "./redact.js";

/** Codes by which S2 says that nothing was done and that it may work later. */
const SAFE_CODES: ReadonlySet<string> = new Set([
  "rate_limited",
  "transaction_conflict",
  "hot_server",
  "server_draining",
]);

const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** What a runtime says when no connection came about: the request never left. Elsewhere than Node and Bun it says less. */
const NEVER_SENT: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
]);

const ERRORS_BY_STATUS: Readonly<Record<number, typeof S2ApiError>> = {
  401: S2AuthenticationError,
  403: S2PermissionError,
  404: S2NotFoundError,
  409: S2ConflictError,
  429: S2RateLimitError,
  501: S2NotSupportedError,
};

/** What of an error answer goes into an error. */
export interface ErrorAnswer {
  readonly status: number;
  /** S2's error body, where that is what came. */
  readonly body: { readonly code: string; readonly message: string } | undefined;
  readonly requestId: string | null;
  readonly retryAfterMillis: number | undefined;
}

/** The error for an error status. */
export function apiFailure(attempt: Attempt, answer: ErrorAnswer): S2ApiError {
  const { bearers } = attempt.call;
  const { status, retryAfterMillis } = answer;
  const code = answer.body === undefined ? "http" : safeWord(answer.body.code, bearers);
  const retryable = RETRIED_STATUSES.has(status) || SAFE_CODES.has(code);
  const details = {
    ...detailsOf(attempt, effectOf(status, code), retryable, { retryAfterMillis }),
    requestId: answer.requestId === null ? undefined : blankOut(answer.requestId, bearers, 128),
  };
  const message = blankOut(answer.body?.message ?? "", bearers);
  const ErrorOfStatus = ERRORS_BY_STATUS[status] ?? S2ApiError;
  return new ErrorOfStatus(status, code, messageFor(status, message), details);
}

function messageFor(status: number, message: string): string {
  if (status === 501) {
    return "This server has no access tokens; s2-lite has none. Use S2 Cloud, or the local account for tests.";
  }
  return message === "" ? `The server answered ${status} and did not say why.` : message;
}

/** A refusal did nothing; a server that gave up, a proxy in between, or what no error status says may have done it. */
function effectOf(status: number, code: string): S2Effect {
  if (SAFE_CODES.has(code) || status === 501) return "none";
  return status >= 400 && status < 500 && status !== 408 && status !== 499 ? "none" : "unknown";
}

/** A server's code, if it is a word; anything else could be an echo. */
function safeWord(code: string, bearers: string): string {
  return /^[\w.-]{1,64}$/.test(code) && blankOut(code, bearers) === code ? code : "http";
}

/** The error for an answer that S2 does not give. */
export function responseFailure(
  attempt: Attempt,
  status: number,
  message: string,
  retryable: boolean,
  effect: S2Effect,
): S2ResponseError {
  return new S2ResponseError(
    message,
    status === 0 ? undefined : status,
    detailsOf(attempt, effect, retryable),
  );
}

/** The error for a request that got no whole answer; `answered`: its head had come. */
export function connectionFailure(attempt: Attempt, thrown: unknown, answered: boolean): S2ConnectionError {
  const cause = safeCause(thrown, attempt.call.bearers);
  const neverSent = !answered && codesOf(cause).some((code) => NEVER_SENT.has(code));
  const message = neverSent
    ? "No connection to the server came about; nothing was sent."
    : "The connection failed before the whole answer had come.";
  return new S2ConnectionError(message, detailsOf(attempt, neverSent ? "none" : "unknown", true, { cause }));
}

/** The error for an attempt that ran out of its own time, or of the call's. */
export function timeoutFailure(attempt: Attempt, total: boolean): S2TimeoutError {
  const { call, sent } = attempt;
  const [what, option, millis] = total
    ? ["The call", "totalTimeoutMillis", call.totalTimeoutMillis]
    : ["The attempt", "requestTimeoutMillis", call.requestTimeoutMillis];
  const message = `${what} took longer than ${option} (${millis} ms).`;
  return new S2TimeoutError(message, detailsOf(attempt, sent ? "unknown" : "none", true));
}

/** The codes of an error, its cause and so on inwards. */
function codesOf(thrown: unknown, depth = 0): unknown[] {
  if (typeof thrown !== "object" || thrown === null || depth > 4) return [];
  const { code, cause } = thrown as { readonly code?: unknown; readonly cause?: unknown }; // any object may be thrown
  return [code, ...codesOf(cause, depth + 1)];
}
