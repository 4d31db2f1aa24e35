/** Words of `S2Error.code` that are this package's own. A server's code passes through beside them. */
export type S2ErrorCode =
  "argument" | "connection" | "timeout" | "response" | "outcome_unknown" | S2ServerErrorCode;

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

/** The calls of this package. */
export type S2Call = "list" | "get" | "issue" | "revoke" | "recover";

/** Whether a failed call changed anything: `none` is certain, `unknown` is not. */
export type S2Effect = "none" | "unknown";

/** One thing that is wrong with an input. */
export interface ArgumentIssue {
  /** Where, as keys from the outside in: `scope.streams.prefix`. Empty for the input itself. */
  readonly path: string;
  /** A stable word for the kind of problem. */
  readonly code: string;
  /** What is wrong and what to do, in a sentence. */
  readonly message: string;
}

/** What an error knows of the call it ends. */
export interface S2ErrorDetails {
  readonly operation?: S2Call | undefined;
  readonly attempts?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMillis?: number | undefined;
  readonly effect?: S2Effect | undefined;
  readonly cause?: unknown;
}

const brand = Symbol.for("s2-access-tokens.error");

/** What every error of this package has in common. Test with `isS2Error`, which also knows errors of another copy. */
export abstract class S2Error extends Error {
  /** What went wrong, as a stable word. */
  readonly code: S2ErrorCode | (string & {});
  /** The call that failed; undefined where none was under way. */
  readonly operation: S2Call | undefined;
  /** Requests sent, 0 when the input was refused before any. */
  readonly attempts: number;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How long the server asked to wait, where it did. */
  readonly retryAfterMillis: number | undefined;
  /** Over the whole call: unknown if any attempt's was. */
  readonly effect: S2Effect;

  constructor(code: S2ErrorCode | (string & {}), message: string, details: S2ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.operation = details.operation;
    this.attempts = details.attempts ?? 0;
    this.retryable = details.retryable ?? false;
    this.retryAfterMillis = details.retryAfterMillis;
    this.effect = details.effect ?? "none";
    Object.defineProperty(this, brand, { value: new.target.name });
    this.name = new.target.name;
  }
}

/** Whether a value is an error of this package, of this copy or another. */
export function isS2Error(value: unknown): value is S2Error {
  return typeof value === "object" && value !== null && brand in value;
}

/** An input was refused before anything was sent. `issues` has every problem, not only the first. */
export class S2ArgumentError extends S2Error {
  readonly issues: readonly ArgumentIssue[];

  constructor(issues: readonly ArgumentIssue[], operation?: S2Call) {
    super(
      "argument",
      issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("\n"),
      {
        operation,
      },
    );
    this.issues = issues;
  }
}
