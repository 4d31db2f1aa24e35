import { brandError } from "./brand.js";

/** Values of `S2Error.code` that are this package's own (`http`: an error status without S2's body), and S2's. */
export type S2ErrorCode =
  "argument" | "connection" | "timeout" | "response" | "outcome_unknown" | "http" | S2ServerErrorCode;

/** The codes S2 is known to answer with. */
export type S2ServerErrorCode =
  | "bad_json"
  | "bad_query"
  | "bad_path"
  | "bad_header"
  | "authn"
  | "permission_denied"
  | "quota_exhausted"
  | "access_token_not_found"
  | "request_timeout"
  | "resource_already_exists"
  | "transaction_conflict"
  | "invalid"
  | "rate_limited"
  | "client_hangup"
  | "other"
  | "storage"
  | "not_implemented"
  | "hot_server"
  | "server_draining"
  | "unavailable"
  | "upstream_timeout";

/** The calls of this package, as errors and events name them. */
export type S2Call = "list" | "get" | "issue" | "revoke" | "recover";

/** The effect of a failed call: `none` if it certainly changed nothing, `unknown` if it may have. */
export type S2Effect = "none" | "unknown";

/** One problem with an input. */
export interface ArgumentIssue {
  /** The place, as keys from the outside in: `scope.streams.prefix`. Empty for the input itself. */
  readonly path: string;
  /** A stable word for the kind of problem. */
  readonly code: string;
  /** The problem and the remedy, in a sentence. */
  readonly message: string;
}

/** Facts that an error holds about the call it ends. */
export interface S2ErrorDetails {
  readonly operation?: S2Call | undefined;
  readonly attempts?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMillis?: number | undefined;
  readonly effect?: S2Effect | undefined;
  readonly cause?: unknown;
}

/**
 * The base class of every error of this package. It never holds a bearer, an issued secret, a request or a body.
 *
 * `instanceof` checks a brand, so it also recognises errors created by another copy of this package.
 */
export abstract class S2Error extends Error {
  static {
    brandError(this, "S2Error");
  }
  /** A stable word for the failure. A server's code passes through, known to this version or not. */
  readonly code: S2ErrorCode | (string & {});
  /** The call that failed; undefined if there was none. */
  readonly operation: S2Call | undefined;
  /** Requests sent for the call, 0 if it was refused before any. Listings that only check do not count. */
  readonly attempts: number;
  /** True if the same call may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds the server asked to wait, if it did. */
  readonly retryAfterMillis: number | undefined;
  /** The effect of the call: `unknown` if that of any of its attempts is. */
  readonly effect: S2Effect;

  constructor(code: S2ErrorCode | (string & {}), message: string, details: S2ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.operation = details.operation;
    this.attempts = details.attempts ?? 0;
    this.retryable = details.retryable ?? false;
    this.retryAfterMillis = details.retryAfterMillis;
    this.effect = details.effect ?? "none";
  }
}

/**
 * Thrown when an input or option is refused, before anything is sent. `issues` has every problem, not only the first; the
 * message shows the first fifty.
 */
export class S2ArgumentError extends S2Error {
  static {
    brandError(this, "S2ArgumentError");
  }
  readonly issues: readonly ArgumentIssue[];

  constructor(issues: readonly ArgumentIssue[], operation?: S2Call, details: S2ErrorDetails = {}) {
    super("argument", messageOf(issues), { ...details, operation });
    this.issues = issues;
  }
}

/** Words the first issues, one a line; `issues` has the rest. */
function messageOf(issues: readonly ArgumentIssue[]): string {
  const most = 50;
  const lines = issues.slice(0, most).map(({ path, message }) => {
    return path === "" || message.startsWith(path) ? message : `${path}: ${message}`;
  });
  if (issues.length > most) lines.push(`… and ${issues.length - most} more.`);
  return lines.join("\n");
}

/** Facts that an error holds about the answer it was made from. */
export interface S2ApiErrorDetails extends S2ErrorDetails {
  readonly requestId?: string | undefined;
}

/**
 * Thrown when S2, or something in between, answers with an error status. `message` is the server's own, at most 1 kB,
 * with the bearer blanked out; `code` is the server's, or `http` where the body was not S2's.
 */
export class S2ApiError extends S2Error {
  static {
    brandError(this, "S2ApiError");
  }
  /** The HTTP status. */
  readonly status: number;
  /** The server's `x-request-id`, if it gave one. */
  readonly requestId: string | undefined;

  constructor(
    status: number,
    code: S2ErrorCode | (string & {}),
    message: string,
    details: S2ApiErrorDetails = {},
  ) {
    super(code, message, details);
    this.status = status;
    this.requestId = details.requestId;
  }
}

/**
 * Thrown for 401 and other answers that mean the same: the bearer is unknown, expired or revoked. Issue or fetch
 * another.
 */
export class S2AuthenticationError extends S2ApiError {
  static {
    brandError(this, "S2AuthenticationError");
  }
}

/** Thrown for 403: the bearer's scope does not permit this, or a quota is used up (`quota_exhausted`). */
export class S2PermissionError extends S2ApiError {
  static {
    brandError(this, "S2PermissionError");
  }
}

/** Thrown for 404 with S2's `access_token_not_found`: there is no such token, or none that the bearer may see. */
export class S2NotFoundError extends S2ApiError {
  static {
    brandError(this, "S2NotFoundError");
  }
}

/** Thrown for 409: a token with this id exists (`resource_already_exists`), or the request collided with another. */
export class S2ConflictError extends S2ApiError {
  static {
    brandError(this, "S2ConflictError");
  }
}

/** Thrown for 429, once attempts or time are used up; `retryAfterMillis` says how long to wait, if the server does. */
export class S2RateLimitError extends S2ApiError {
  static {
    brandError(this, "S2RateLimitError");
  }
}

/** Thrown for 501: this server has no access tokens. s2-lite has none; use S2 Cloud, or the local account for tests. */
export class S2NotSupportedError extends S2ApiError {
  static {
    brandError(this, "S2NotSupportedError");
  }
}

/** Thrown when no answer came: refused, reset, host not found. `cause` is a copy of the runtime's error. */
export class S2ConnectionError extends S2Error {
  static {
    brandError(this, "S2ConnectionError");
  }

  constructor(message: string, details: S2ErrorDetails = {}) {
    super("connection", message, details);
  }
}

/** Thrown when the attempt (`requestTimeoutMillis`) or the whole call (`totalTimeoutMillis`) took too long. */
export class S2TimeoutError extends S2Error {
  static {
    brandError(this, "S2TimeoutError");
  }

  constructor(message: string, details: S2ErrorDetails = {}) {
    super("timeout", message, details);
  }
}

/**
 * Thrown for an answer that S2's document does not allow: a redirect, a wrong status or content type, a broken or
 * misshapen body.
 */
export class S2ResponseError extends S2Error {
  static {
    brandError(this, "S2ResponseError");
  }
  /** The HTTP status; undefined where a browser hides it, or if a listing as a whole is inconsistent. */
  readonly status: number | undefined;

  constructor(message: string, status: number | undefined, details: S2ErrorDetails = {}) {
    super("response", message, details);
    this.status = status;
  }
}
