import {
  S2ApiError,
  S2AuthenticationError,
  S2ConflictError,
  S2ConnectionError,
  S2NotFoundError,
  S2NotSupportedError,
  S2PermissionError,
  S2RateLimitError,
  S2TimeoutError,
  type S2Call,
  type S2Effect,
} from "../errors.js";
import type { ErrorStatus } from "../../generated/constants.js";
import type { Attempt } from "./attempt.js";
import { neverSent } from "./runtime/servers.js";
import { blankOut, safeCause } from "./redact.js";

/** Codes by which S2 says that nothing was done and that a retry may succeed. */
const SAFE_CODES: ReadonlySet<string> = new Set([
  "rate_limited",
  "transaction_conflict",
  "hot_server",
  "server_draining",
]);

const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** The error class for each error status. A status that the contract adds does not compile until it has a row here. */
const ERRORS_BY_STATUS = {
  400: S2ApiError,
  401: S2AuthenticationError,
  403: S2PermissionError,
  404: S2NotFoundError,
  408: S2ApiError,
  409: S2ConflictError,
  429: S2RateLimitError,
  501: S2NotSupportedError,
} as const satisfies Record<ErrorStatus | 401 | 404 | 429 | 501, typeof S2ApiError>;

const errorsByStatus: Readonly<Record<number, typeof S2ApiError>> = ERRORS_BY_STATUS;

/** The parts of an error answer that go into an error. */
export interface ErrorAnswer {
  readonly status: number;
  /** As S2's error body has it; `http` if the answer had none. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
  readonly retryAfterMillis: number | undefined;
}

/** Returns the error for an error status. */
export function apiFailure(attempt: Attempt, answer: ErrorAnswer): S2ApiError {
  const { bearerVariable } = attempt.call.settings;
  const bearers = secretsOf(attempt);
  const { status, requestId, retryAfterMillis } = answer;
  const code = safeWord(answer.code, bearers);
  const retryable = RETRIED_STATUSES.has(status) || SAFE_CODES.has(code);
  const details = attempt.details(effectOf(status, code), retryable, {
    retryAfterMillis,
    requestId: requestId === null ? undefined : blankOut(requestId, bearers, 128),
  });
  const message = messageFor(status, code, blankOut(answer.message, bearers));
  const ErrorOfStatus = classFor(attempt, status, code);
  const from = ErrorOfStatus === S2AuthenticationError && bearerVariable !== undefined;
  const text = from ? `${message} (The bearer came from ${bearerVariable}.)` : message;
  return new ErrorOfStatus(status, code, text, details);
}

function classFor({ outgoing }: Attempt, status: number, code: string): typeof S2ApiError {
  if (status === 404) {
    // Not S2's own: a wrong address or a proxy, which says nothing about a token.
    if (code === "http") return S2ApiError;
    // A request that names no id in its path can only mean the bearer's own.
    const namesNone = !outgoing.route.path.includes("{");
    if (code === "access_token_not_found" && namesNone) return S2AuthenticationError;
  }
  return errorsByStatus[status] ?? S2ApiError;
}

function messageFor(status: number, code: string, message: string): string {
  if (status === 501) {
    return "This server has no access tokens; s2-lite has none. Use S2 Cloud, or the local account for tests.";
  }
  if (status === 404 && code === "http")
    return "The server answered 404 without an S2 error: this address has no S2 API.";
  return message === "" ? `The server answered ${status} and did not say why.` : message;
}

/** Returns all bearers of a call, one per line. */
function secretsOf({ call }: Attempt): string {
  return call.bearers.join("\n");
}

/**
 * Returns the effect: a refusal did nothing; a server that gave up, a proxy or an unexpected status may hide a success.
 */
function effectOf(status: number, code: string): S2Effect {
  if (SAFE_CODES.has(code) || status === 501) return "none";
  return status >= 400 && status < 500 && status !== 408 && status !== 499 ? "none" : "unknown";
}

/** Returns a server's code if it is a plain word, else `http`: anything else could echo a secret. */
function safeWord(code: string, bearers: string): string {
  return /^[\w.-]{1,64}$/.test(code) && blankOut(code, bearers) === code ? code : "http";
}

/** Returns the error for a request that got no complete answer. */
export function connectionFailure(attempt: Attempt, thrown: unknown): S2ConnectionError {
  const bearers = secretsOf(attempt);
  const cause = safeCause(thrown, bearers);
  const { host } = new URL(attempt.outgoing.url);
  // Once headers have arrived the request must have left, whatever the error is called.
  const proof = attempt.body === undefined && cause !== undefined ? neverSent(thrown, host) : undefined;
  const message = proof?.message ?? `The connection to ${host} failed before the whole answer came.`;
  const details = attempt.details(proof === undefined ? "unknown" : "none", proof?.passes ?? true, { cause });
  return new S2ConnectionError(blankOut(message, bearers), details);
}

/** Returns the error for a runtime without `fetch`. */
export function noFetch(attempt: Attempt): S2ConnectionError {
  const message = "This runtime has no fetch, so nothing was sent: pass one in the client's options.";
  return new S2ConnectionError(message, attempt.details("none", false));
}

/** Returns what throws the error for a part of this package that could not be loaded when a call needed it. */
export function notLoaded(operation: S2Call): (cause: unknown) => never {
  return (cause) => {
    const message = "A part of this package could not be loaded, so nothing was sent.";
    throw new S2ConnectionError(message, { operation, cause, retryable: true });
  };
}

/** Returns the error for an attempt that ran out of its own time, or of the call's. */
export function timeoutFailure(attempt: Attempt, total: boolean): S2TimeoutError {
  const option = total ? "totalTimeoutMillis" : "requestTimeoutMillis";
  const message = `The ${total ? "call" : "attempt"} took longer than ${option} (${attempt.call[option]} ms).`;
  return new S2TimeoutError(message, attempt.details(attempt.effect, true));
}
