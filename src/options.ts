import type { S2Call } from "./errors.js";
import type { IssueGuard } from "./types.js";

/** The number of attempts and the delays between them. */
export interface RetryOptions {
  /** Requests per call, the first included, 1 to 100 (default 3). */
  readonly maxAttempts?: number | undefined;
  /** Upper bound of the first delay in milliseconds (default 100); it doubles with every attempt. */
  readonly minBaseDelayMillis?: number | undefined;
  /** Upper bound of every delay in milliseconds (default 1000); only the server may ask for more. */
  readonly maxBaseDelayMillis?: number | undefined;
}

/** The endpoints of S2. */
export interface S2Endpoints {
  /**
   * The account endpoint (default: `https://aws.s2.dev/v1`). Without a scheme it is https, without a path `/v1`.
   * `http:` is for loopback hosts only, unless `allowInsecureHttp` is set.
   */
  readonly account?: string | undefined;
  /** Accepted for compatibility with the official SDK; this package sends nothing there. */
  readonly basin?: string | undefined;
}

/**
 * The reaction when a token may have been issued but its secret did not arrive. `check`: look for the id in a listing;
 * issue again if it is absent, and throw `S2IssueOutcomeUnknownError` if it is present or the listing fails. `throw`:
 * throw that error at once.
 */
export type IfOutcomeUnknown = "check" | "throw";

/** The argument of a function that returns bearers. */
export interface BearerRequest {
  /** The bearer that S2 has just answered 401 to; undefined if none was rejected. */
  readonly rejected: string | undefined;
}

/**
 * A bearer, or a function that returns the current one. It is called once per attempt, and once more in a call whose
 * bearer S2 rejected, which had no effect: return another then, or the same to let the call fail.
 */
export type BearerSource = string | ((request: BearerRequest) => string | Promise<string>);

/** The part of `fetch` that a client uses: called once per attempt. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** Options of a client. */
export interface S2Options {
  /** The bearer: visible ASCII. A function is called once per attempt, for credentials that rotate. */
  readonly accessToken: BearerSource;
  readonly endpoints?: S2Endpoints | undefined;
  /** Milliseconds per attempt, up to the last byte of the body, 1 to 2147483647 (default 5000). */
  readonly requestTimeoutMillis?: number | undefined;
  /** Milliseconds per call, all attempts and waiting included, 1 to 2147483647 (default 60000). Per page for `listAll`. */
  readonly totalTimeoutMillis?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** The default for every `issue` of this client (default `check`). */
  readonly ifOutcomeUnknown?: IfOutcomeUnknown | undefined;
  /** Guards that see every token before `issue` sends anything and may refuse it, asked before the call's own. */
  readonly before?: readonly IssueGuard[] | undefined;
  /** Called instead of the global `fetch`, which otherwise is looked up for each attempt. */
  readonly fetch?: FetchFunction | undefined;
  /** Sent with every request. `authorization`, `content-type` and connection headers cannot be set here. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Called with every event, never with a secret. Anything it throws is ignored. */
  readonly observe?: ((event: S2Event) => unknown) | undefined;
  /** The clock that expiries are checked by, in milliseconds since 1970 (default `Date.now`). */
  readonly now?: (() => number) | undefined;
  /** Allows `http:` to any host: the bearer is then sent unencrypted (default false). */
  readonly allowInsecureHttp?: boolean | undefined;
  /**
   * The source of jitter, 0 to 1.
   *
   * @internal
   */
  readonly random?: (() => number) | undefined;
}

/** Options that every call takes as its second argument. */
export interface CallOptions {
  /** Ends the call at once, with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds per attempt, in place of the client's. */
  readonly requestTimeoutMillis?: number | undefined;
  /** Milliseconds for the whole call, in place of the client's. */
  readonly totalTimeoutMillis?: number | undefined;
  /** In place of the client's, part by part. */
  readonly retry?: RetryOptions | undefined;
}

/** Options of `listAll`. The total timeout is per page. */
export interface ListAllOptions extends CallOptions {
  /** Fetches the next page while this one is read (default true). */
  readonly prefetch?: boolean | undefined;
  /**
   * Concurrent requests, 1 to 32 (default 1), which list a long listing many times faster: the same tokens in the same
   * order, each once. Up to 16 pages per request, and about 24 MiB in all, wait in memory for their turn. A failure is
   * reported at its place in the order.
   */
  readonly parallel?: number | undefined;
}

/** Options of `issue`. */
export interface IssueOptions extends CallOptions {
  /** In place of the client's. */
  readonly ifOutcomeUnknown?: IfOutcomeUnknown | undefined;
  /** Guards that see the token before anything is sent and may refuse it, asked after the client's. */
  readonly before?: readonly IssueGuard[] | undefined;
}

/** Options of `revoke`. */
export interface RevokeOptions extends CallOptions {
  /** Resolves to `gone` if there is no such token (default false: that is an `S2NotFoundError`). */
  readonly missingOk?: boolean | undefined;
}

/**
 * An event, as a client reports it to its `observe` function. `attempt`: a request goes out. `response`: its headers
 * arrived. `retry`: the attempt failed with `code` and another follows after `delayMillis`; on an `issue` of unknown
 * outcome only if its check finds no token. `done`: the call ended, with `code` if it failed. The listing by which
 * `issue` checks an unknown outcome is a call of its own, `get`.
 */
export type S2Event =
  | { readonly type: "attempt"; readonly operation: S2Call; readonly attempt: number }
  | {
      readonly type: "response";
      readonly operation: S2Call;
      readonly attempt: number;
      readonly status: number;
      readonly millis: number;
    }
  | {
      readonly type: "retry";
      readonly operation: S2Call;
      readonly attempt: number;
      readonly code: string;
      readonly delayMillis: number;
    }
  | {
      readonly type: "done";
      readonly operation: S2Call;
      readonly attempts: number;
      /** Status of the last answer, if any came. */
      readonly status: number | undefined;
      readonly millis: number;
      readonly ok: boolean;
      readonly code: string | undefined;
    };
