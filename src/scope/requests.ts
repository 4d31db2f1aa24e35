import type { OPERATION_TABLE } from "../../generated/constants.js";
import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import { isRecord } from "../check/keys.js";
import type { Operation, UnknownOperation } from "../types.js";
import type { OperationFacts } from "./groups.js";
import { RESOURCE_KINDS, RESOURCES, type Resource } from "./resources.js";

type Naming<R extends readonly Resource[]> = {
  [O in Operation]: (typeof OPERATION_TABLE)[O]["resources"] extends R
    ? R extends (typeof OPERATION_TABLE)[O]["resources"]
      ? O
      : never
    : never;
}[Operation];

/** A request that names nothing, or only the account. */
export interface AccountRequest {
  readonly operation: Naming<readonly []>;
}

/** A request about a basin. */
export interface BasinRequest {
  readonly operation: Naming<readonly ["basin"]>;
  readonly basin: string;
}

/** A request about a stream of a basin. */
export interface StreamRequest {
  readonly operation: Naming<readonly ["basin", "stream"]>;
  readonly basin: string;
  /** The full name, also for a token that prefixes stream names. */
  readonly stream: string;
}

/** A request about an access token, one to be issued included. */
export interface AccessTokenRequest {
  readonly operation: Naming<readonly ["access-token"]>;
  readonly accessTokenId: string;
}

/** A request for an operation that S2 added after this version, with whatever it names. */
export interface UnknownRequest {
  readonly operation: UnknownOperation;
  readonly basin?: string | undefined;
  readonly stream?: string | undefined;
  readonly accessTokenId?: string | undefined;
}

/** An operation, and the basin, stream or token id that it names. */
export type ScopeRequest =
  AccountRequest | BasinRequest | StreamRequest | AccessTokenRequest | UnknownRequest;

/** What a request names, one entry per kind that its operation takes; undefined where only a new operation may leave it out. */
export type Named = readonly { readonly resource: Resource; readonly name: string | undefined }[];

/** Reads what a request names. Throws an S2ArgumentError for a request that leaves out what its operation takes. */
export function namedBy(request: ScopeRequest, facts: OperationFacts | undefined): Named {
  const given: unknown = request;
  if (!isRecord(given) || typeof given["operation"] !== "string") {
    const message =
      "A request is an object with an operation and the basin, stream or accessTokenId it names.";
    throw new S2ArgumentError([{ path: "request", code: "wrong_type", message }]);
  }
  const issues: ArgumentIssue[] = [];
  const named = (facts?.resources ?? RESOURCE_KINDS).map((resource) => {
    const { key, noun } = RESOURCES[resource];
    const name = given[key];
    if (typeof name === "string") return { resource, name };
    if (facts !== undefined || name !== undefined) {
      const message = `${request.operation} names ${article(noun)} ${noun}: give ${key} as a string.`;
      issues.push({ path: `request.${key}`, code: "wrong_type", message });
    }
    return { resource, name: undefined };
  });
  if (issues.length > 0) throw new S2ArgumentError(issues);
  return named;
}

function article(noun: string): string {
  return noun.startsWith("a") ? "an" : "a";
}
