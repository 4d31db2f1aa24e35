import { quoted, shown } from "../check/text.js";
import type { AccessTokenScope, Operation, ResourceSet, UnknownOperation } from "../types.js";
import { describeGrant, grantsOf, held, namesFor, type Grant } from "./grants.js";
import { readTable, type GroupOptions, type OperationFacts } from "./groups.js";
import { readRequest, type ScopeRequest } from "./requests.js";
import {
  covers,
  coversAll,
  describeSet,
  RESOURCES,
  setOf,
  weaker,
  type Answer,
  type Resource,
  type SetReading,
} from "./resources.js";
import { list, listSome } from "./sentences.js";
import { readSubject, type ScopeOrToken } from "./subject.js";

/** A reason for an answer: about the operation, about a resource that it names, or about the scope as a whole. */
export type Reason = OperationReason | ResourceReason | UnreadReason;

/** The answer of the scope's grants to the operation. */
export interface OperationReason {
  readonly about: "operation";
  readonly answer: Answer;
  readonly operation: Operation | UnknownOperation;
  /** The grants that hold the operation, or may. Empty when none does. */
  readonly grants: readonly Grant[];
  readonly sentence: string;
}

/** The answer of a resource set to a name. */
export interface ResourceReason {
  readonly about: Resource;
  readonly answer: Answer;
  /** Undefined where the request does not say. */
  readonly name: string | undefined;
  /** The set as the scope has it; null when it covers nothing. */
  readonly set: ResourceSet | null;
  readonly sentence: string;
}

/** Parts of the scope that this version does not know: they may grant more, or withhold some. */
export interface UnreadReason {
  readonly about: "scope";
  readonly answer: "unknown";
  /** The keys of the scope. */
  readonly parts: readonly string[];
  readonly sentence: string;
}

/** An answer, and the reasons for it. */
export interface Evaluation {
  readonly answer: Answer;
  /** For `yes` all that had to hold; for `no` and `unknown` what stood in the way. */
  readonly reasons: readonly Reason[];
}

/**
 * Reports whether a scope permits a request, and why.
 *
 * The answer is definite where S2's sources agree. It is `unknown` where the operation is held only through a group and
 * the sources disagree about that, or do not say; where this version does not know the operation and a group is
 * granted; and where the scope holds something this version cannot read. Naming the operation in `ops` settles the
 * first two. A token's expiry is not checked.
 *
 * @throws S2ArgumentError if there is no scope, or the request leaves out a resource that its operation names.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const { answer, reasons } = evaluate(token, { operation: "read", basin: "production", stream: "logs/a" });
 * if (answer !== "yes") console.log(reasons.map(({ sentence }) => sentence).join(" "));
 * ```
 */
export function evaluate(scope: ScopeOrToken, request: ScopeRequest, options?: GroupOptions): Evaluation {
  const subject = readSubject(scope, "scope");
  const { operation, facts, named } = readRequest(request, readTable(options));
  if (subject.unread.length > 0) return { answer: "unknown", reasons: [unreadReason(subject.unread)] };
  const all = [
    operationReason(subject.scope, operation, facts),
    ...named.map(({ resource, name }) => resourceReason(subject.scope, resource, name)),
  ];
  const answer = all.reduce<Answer>((sum, reason) => weaker(sum, reason.answer), "yes");
  return { answer, reasons: all.filter((reason) => reason.answer === answer) };
}

/**
 * Reports whether a scope certainly permits a request: true only for a definite yes, so that `if (can(…))` is safe.
 *
 * False does not mean a definite no; `evaluate` tells no from unknown. A token's expiry is not checked.
 *
 * @throws S2ArgumentError if there is no scope, or the request leaves out a resource that its operation names.
 * @example
 * ```ts
 * can(token, { operation: "append", basin: "production", stream: "users/1234/events" });
 * ```
 */
export function can(scope: ScopeOrToken, request: ScopeRequest, options?: GroupOptions): boolean {
  const subject = readSubject(scope, "scope");
  const { operation, facts, named } = readRequest(request, readTable(options));
  if (subject.unread.length > 0 || held(subject.scope, operation, facts) !== "yes") return false;
  return named.every(({ resource, name }) => coverage(setOf(subject.scope, resource), name) === "yes");
}

/** Returns the answer of the scope's grants to an operation. */
export function operationReason(
  scope: AccessTokenScope,
  operation: Operation | UnknownOperation,
  facts: OperationFacts | undefined,
  names = namesFor(scope),
): OperationReason {
  const answer = held(scope, operation, facts, names);
  const grants = grantsOf(scope, operation, facts, names);
  const through = list(grants.map(describeGrant));
  const name = shown(operation);
  const sentence = ((): string => {
    if (answer === "no") return `Nothing in ops or opGroups holds ${name}.`;
    if (answer === "yes") return `${name} is held through ${through}.`;
    if (grants.length === 0)
      return `The scope grants something that this version cannot read; it may hold ${name}.`;
    const doubt = facts?.source ?? "This version does not know the operation.";
    const more = names.unreadable ? " The scope also grants something that this version cannot read." : "";
    return `${name} may be held through ${through}. ${doubt}${more} Name it in ops to be sure.`;
  })();
  return { about: "operation", answer, operation, grants, sentence };
}

/** Returns the reason for a scope with parts that leave no answer definite. */
export function unreadReason(parts: readonly string[]): UnreadReason {
  const names = listSome(parts.map(shown));
  const sentence = `This version does not know ${names} of the scope, and so cannot tell what the scope permits.`;
  return { about: "scope", answer: "unknown", parts, sentence };
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
        : `The request does not name ${noun}; this version cannot tell whether it should.`;
    }
    const whether = { yes: "covers", no: "does not cover", unknown: "may cover" }[answer];
    return `${key} ${whether} ${quoted(name)}: it ${describeSet(set)}.`;
  })();
  return { about: resource, answer, name, set: scope[key] ?? null, sentence };
}

/**
 * Reports whether a set covers a name. An omitted name may be any, so only a set that covers everything is sure to
 * cover it.
 */
function coverage(set: SetReading, name: string | undefined): Answer {
  if (name !== undefined) return covers(set, name);
  return coversAll(set) ? "yes" : "unknown";
}
