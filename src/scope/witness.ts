import type { AccessTokenScope, Operation, UnknownOperation } from "../types.js";
import { nameIn } from "./difference.js";
import type { OperationFacts } from "./groups.js";
import type { ScopeRequest } from "./requests.js";
import { RESOURCE_KINDS, RESOURCES, setOf, type Resource } from "./resources.js";
import { quote } from "./sentences.js";

/**
 * A request for an operation on names that a scope covers, one of them given; undefined where a set covers none. For an
 * operation that this version does not know it names everything, since only that is sure to be covered.
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

/** A request in a sentence: `read on stream "logs/a" in basin "production"`. */
export function describeRequest(request: ScopeRequest): string {
  const named: Readonly<Record<string, unknown>> = { ...request };
  const places = (["access-token", "stream", "basin"] as const).flatMap((resource) => {
    const { key, noun } = RESOURCES[resource];
    const name = named[key];
    return typeof name === "string" ? [`${noun} ${quote(name)}`] : [];
  });
  return places.length === 0 ? request.operation : `${request.operation} on ${places.join(" in ")}`;
}
