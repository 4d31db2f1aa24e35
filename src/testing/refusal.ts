import type { S2ServerErrorCode } from "../errors.js";
import type { Denial } from "./authorise.js";

/** The status of each code, including those of basins, streams and the port. */
export const STATUS = {
  bad_json: 400,
  bad_query: 400,
  bad_path: 400,
  bad_header: 400,
  bad_frame: 400,
  bad_proto: 400,
  authn: 401,
  permission_denied: 403,
  quota_exhausted: 403,
  access_token_not_found: 404,
  basin_not_found: 404,
  stream_not_found: 404,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  resource_already_exists: 409,
  transaction_conflict: 409,
  basin_deletion_pending: 409,
  stream_deletion_pending: 409,
  misdirected_request: 421,
  invalid: 422,
  rate_limited: 429,
  client_hangup: 499,
  other: 500,
  storage: 500,
  not_implemented: 501,
  hot_server: 502,
  server_draining: 503,
  unavailable: 503,
  upstream_timeout: 504,
} as const satisfies { readonly [C in S2ServerErrorCode]: number } & Record<string, number>;

/** An error code the account answers with; each has one status. */
export type RefusalCode = keyof typeof STATUS;

/** Thrown when a request must be answered with an error; caught and answered in one place. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly status: number;
  /** The reason as data, if a scope denied the request. */
  readonly denial: Denial | undefined;

  constructor(code: RefusalCode, message: string, denial?: Denial) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
    this.denial = denial;
  }
}
