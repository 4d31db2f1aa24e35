import type { AccessTokenScope, Operation, ResourceSet, UnknownOperation } from "../types.js";
import { flagName, grantsOf, held, type Grant } from "./grants.js";
import { factsOf, SOURCED_TABLE, type GroupOptions, type OperationTable } from "./groups.js";
import { namedBy, type ScopeRequest } from "./requests.js";
import {
  covers,
  coversAll,
  describeSet,
  requireScope,
  RESOURCES,
  setOf,
  weaker,
  type Answer,
  type Resource,
  type SetReading,
} from "./resources.js";
import { list, quote } from "./sentences.js";

/** Why a request is permitted, is not, or may be: about the operation or about a resource it names. */
export type Reason = OperationReason | ResourceReason;

/** What the scope grants says of the operation. */
export interface OperationReason {
  readonly about: "operation";
  readonly answer: Answer;
  readonly operation: Operation | UnknownOperation;
  /** What holds the operation, or may. Empty when nothing does. */
  readonly grants: readonly Grant[];
  readonly sentence: string;
}

/** What a resource set says of a name. */
export interface ResourceReason {
  readonly about: Resource;
  readonly answer: Answer;
  /** Undefined where the request does not say. */
  readonly name: string | undefined;
  /** The set as the scope has it; null when it covers nothing. */
  readonly set: ResourceSet | null;
  readonly sentence: string;
}

/** An answer, and what it rests on. */
export interface Evaluation {
  readonly answer: Answer;
  /** For `yes` all that had to hold; for `no` and `unknown` what stood in the way. */
  readonly reasons: readonly Reason[];
}

/**
 * Whether a scope permits a request, and why.
 *
 * The answer is definite where S2's sources agree. It is `unknown` where the operation is held only through a group and
 * the sources disagree about that, or do not say; where this version does not know the operation and a group is
 * granted; and where the scope holds something this version cannot read. Naming the operation in `ops` settles the
 * first two. A token's expiry is not looked at.
 *
 * @throws S2ArgumentError if the scope is no object, or the request leaves out a resource that its operation names.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const { answer, reasons } = evaluate(token.scope, { operation: "read", basin: "production", stream: "logs/a" });
 * if (answer !== "yes") console.log(reasons.map(({ sentence }) => sentence).join(" "));
 * ```
 */
export function evaluate(
  scope: AccessTokenScope,
  request: ScopeRequest,
  options: GroupOptions = {},
): Evaluation {
  requireScope(scope);
  const table = options.groups ?? SOURCED_TABLE;
  const named = namedBy(request, factsOf(table, request.operation));
  const all = [
    operationReason(scope, request.operation, table),
    ...named.map(({ resource, name }) => resourceReason(scope, resource, name)),
  ];
  const answer = all.reduce<Answer>((sum, reason) => weaker(sum, reason.answer), "yes");
  return { answer, reasons: all.filter((reason) => reason.answer === answer) };
}

/**
 * Whether a scope certainly permits a request: true only for a definite yes, so that `if (can(…))` is safe.
 *
 * False is no proof of no: where it matters, ask `evaluate`. A token's expiry is not looked at.
 *
 * @throws S2ArgumentError if the scope is no object, or the request leaves out a resource that its operation names.
 * @example
 * ```ts
 * can(token.scope, { operation: "append", basin: "production", stream: "users/1234/events" });
 * ```
 */
export function can(scope: AccessTokenScope, request: ScopeRequest, options: GroupOptions = {}): boolean {
  requireScope(scope);
  const table = options.groups ?? SOURCED_TABLE;
  const named = namedBy(request, factsOf(table, request.operation));
  if (held(scope, request.operation, table) !== "yes") return false;
  return named.every(({ resource, name }) => coverage(setOf(scope, resource), name) === "yes");
}

/** What the scope's grants say of an operation. */
export function operationReason(
  scope: AccessTokenScope,
  operation: Operation | UnknownOperation,
  table: OperationTable,
): OperationReason {
  const facts = factsOf(table, operation);
  const answer = held(scope, operation, table);
  const grants = grantsOf(scope, operation, facts);
  const through = list(grants.map(describeGrant));
  const sentence = ((): string => {
    if (answer === "no") return `Nothing in ops or opGroups holds ${operation}.`;
    if (answer === "yes") return `${operation} is held through ${through}.`;
    if (grants.length === 0)
      return `The scope grants something this version cannot read; it may hold ${operation}.`;
    const doubt = facts === undefined ? "This version does not know the operation." : facts.source;
    return `${operation} may be held through ${through}. ${doubt} Name it in ops to be sure.`;
  })();
  return { about: "operation", answer, operation, grants, sentence };
}

/** How a grant is written. */
export function describeGrant(grant: Grant): string {
  return grant.through === "ops" ? "ops" : flagName(grant);
}

function resourceReason(
  scope: AccessTokenScope,
  resource: Resource,
  name: string | undefined,
): ResourceReason {
  const set = setOf(scope, resource);
  const answer = coverage(set, name);
  const { set: key, noun } = RESOURCES[resource];
  const sentence = ((): string => {
    if (name === undefined) {
      return answer === "yes"
        ? `${key} ${describeSet(set)}.`
        : `The request names no ${noun}; this version cannot tell if it should.`;
    }
    const whether = { yes: "covers", no: "does not cover", unknown: "may cover" }[answer];
    return `${key} ${whether} ${quote(name)}: it ${describeSet(set)}.`;
  })();
  return { about: resource, answer, name, set: scope[key] ?? null, sentence };
}

/** A name that is left out may be any: only a set that covers everything is sure to cover it. */
function coverage(set: SetReading, name: string | undefined): Answer {
  if (name !== undefined) return covers(set, name);
  return coversAll(set) ? "yes" : "unknown";
}
