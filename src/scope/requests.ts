import type {
  AccessTokenOperation,
  AccountOperation,
  BasinOperation,
  StreamOperation,
} from "../../generated/constants.js";
import { isRecord } from "../check/keys.js";
import { kindOf, mustBe } from "../check/problems.js";
import { quoted, shown } from "../check/text.js";
import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import type { AccessTokenScope, Operation, UnknownOperation } from "../types.js";
import { factsOf, type OperationFacts, type OperationTable } from "./groups.js";
import { nameIn, RESOURCE_KINDS, RESOURCES, setOf, type Resource } from "./resources.js";

/** A request that names nothing, or only the account. */
export interface AccountRequest {
  readonly operation: AccountOperation;
}

/** A request about a basin. */
export interface BasinRequest {
  readonly operation: BasinOperation;
  readonly basin: string;
}

/** A request about a stream of a basin. */
export interface StreamRequest {
  readonly operation: StreamOperation;
  readonly basin: string;
  /** The full name, also for a token that prefixes stream names. */
  readonly stream: string;
}

/** A request about an access token, one to be issued included. */
export interface AccessTokenRequest {
  readonly operation: AccessTokenOperation;
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

/** The names in a request, one entry per kind that its operation takes; undefined where only a new operation may leave it out. */
export type Named = readonly { readonly resource: Resource; readonly name: string | undefined }[];

/** A request that has been read. */
export interface RequestRead {
  readonly operation: Operation | UnknownOperation;
  /** Undefined for an operation that S2 added after this version. */
  readonly facts: OperationFacts | undefined;
  readonly named: Named;
}

/**
 * Reads a request. Throws an S2ArgumentError for anything else, or if it leaves out a resource that its operation
 * takes.
 */
export function readRequest(request: ScopeRequest, table: OperationTable): RequestRead {
  const given: unknown = request;
  if (!isRecord(given)) {
    const rule = "an object { operation, basin, stream, accessTokenId }";
    throw new S2ArgumentError([mustBe("request", "wrong_type", rule, kindOf(given))]);
  }
  const { operation } = request;
  if (typeof operation !== "string") {
    throw new S2ArgumentError([mustBe("request.operation", "wrong_type", "a string", kindOf(operation))]);
  }
  const facts = factsOf(table, operation);
  const issues: ArgumentIssue[] = [];
  const named = (facts?.resources ?? RESOURCE_KINDS).map((resource) => {
    const { key, noun } = RESOURCES[resource];
    const name = given[key];
    if (typeof name === "string") return { resource, name };
    if (facts !== undefined || (name !== undefined && name !== null)) {
      const rule = `a string, since ${shown(operation)} names ${noun}`;
      issues.push(mustBe(`request.${key}`, "wrong_type", rule, kindOf(name)));
    }
    return { resource, name: undefined };
  });
  if (issues.length > 0) throw new S2ArgumentError(issues);
  return { operation, facts, named };
}

/**
 * Returns a request for an operation on names that a scope covers, one of them given; undefined if a set covers none.
 * For an operation that this version does not know it names everything, since only that is sure to be covered.
 */
export function requestOf(
  scope: AccessTokenScope,
  operation: Operation | UnknownOperation,
  facts: OperationFacts | undefined,
  given?: { readonly resource: Resource; readonly name: string },
): ScopeRequest | undefined {
  const request: Record<string, string> = { operation };
  for (const resource of facts?.resources ?? RESOURCE_KINDS) {
    const name = given?.resource === resource ? given.name : nameIn(resource, setOf(scope, resource));
    if (name === undefined) return undefined;
    request[RESOURCES[resource].key] = name;
  }
  // It has just been given what its operation names.
  return request as unknown as ScopeRequest;
}

/** Describes a request for a sentence: `read on stream "logs/a" in basin "production"`. */
export function describeRequest(request: ScopeRequest): string {
  const named: Readonly<Record<string, unknown>> = { ...request };
  const places = (["access-token", "stream", "basin"] as const).flatMap((resource) => {
    const name = named[RESOURCES[resource].key];
    return typeof name === "string" ? [`${resource.replace("-", " ")} ${quoted(name)}`] : [];
  });
  const operation = shown(request.operation);
  return places.length === 0 ? operation : `${operation} on ${places.join(" in ")}`;
}
