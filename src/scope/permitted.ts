import { OPERATIONS } from "../../generated/constants.js";
import { shown } from "../check/text.js";
import type { AccessTokenScope, Operation, UnknownOperation } from "../types.js";
import { operationReason, unreadReason, type OperationReason } from "./evaluate.js";
import { namedOperations, nameSet, type Grant } from "./grants.js";
import { factsOf, readTable, type GroupOptions, type OperationFacts, type OperationTable } from "./groups.js";
import {
  coverNothing,
  describeSet,
  RESOURCE_KINDS,
  RESOURCES,
  setOf,
  weaker,
  type Answer,
  type Resource,
} from "./resources.js";
import { list, listSome } from "./sentences.js";
import { readSubject, type ScopeOrToken, type Subject } from "./subject.js";

/** An operation, and the answer of a scope to it. */
export interface PermittedOperation {
  readonly operation: Operation | UnknownOperation;
  /** The answer for at least one resource. */
  readonly answer: Answer;
  /** The grants that it is held through, even if an empty set keeps it from ever succeeding. */
  readonly grants: readonly Grant[];
  /** The kinds of resource that the operation names and the scope's sets leave empty. */
  readonly missing: readonly Resource[];
  /** Everything that keeps the answer from being yes, a few words each; empty for yes. */
  readonly because: readonly string[];
  /** The answer, explained. */
  readonly sentence: string;
}

/**
 * Lists every operation with its answer for some resource, and what it is held through: all that S2 has, in its order,
 * then those that the scope names and this version does not know.
 *
 * @throws S2ArgumentError if there is no scope.
 * @example
 * ```ts
 * permittedOperations(scope).filter(({ answer }) => answer !== "no");
 * ```
 */
export function permittedOperations(
  scope: ScopeOrToken,
  options?: GroupOptions,
): readonly PermittedOperation[] {
  return permittedIn(readSubject(scope, "scope"), readTable(options));
}

/** Lists the same for a subject already read. */
export function permittedIn(subject: Subject, table: OperationTable): readonly PermittedOperation[] {
  const { scope, unread } = subject;
  const names = nameSet(scope);
  return [...OPERATIONS, ...unknownOperations(scope)].map((operation) => {
    const facts = factsOf(table, operation);
    const reason = operationReason(scope, operation, facts, names);
    if (unread.length > 0) return unanswered(reason, unread);
    const reach = reachOf(scope, facts?.resources);
    const answer = weaker(reason.answer, reach.answer);
    const because = [
      ...(reason.answer === answer ? doubtsOf(reason, facts, names.unreadable) : []),
      ...(reach.answer === answer ? reach.because : []),
    ];
    const { grants } = reason;
    return {
      operation,
      answer,
      grants,
      missing: reach.missing,
      because,
      sentence: sentenceOf(reason, reach),
    };
  });
}

const KNOWN: ReadonlySet<string> = /* @__PURE__ */ new Set(OPERATIONS);

/** Lists the operations a scope names that this version does not know, each once. */
export function unknownOperations(scope: AccessTokenScope): readonly UnknownOperation[] {
  const unknown = namedOperations(scope).filter((name) => !KNOWN.has(name));
  // What is not known is what UnknownOperation stands for.
  return [...new Set(unknown)] as UnknownOperation[];
}

function unanswered({ operation, grants }: OperationReason, unread: readonly string[]): PermittedOperation {
  const { answer, sentence } = unreadReason(unread);
  const because = [`this version does not know ${listSome(unread.map(shown))} of the scope`];
  return { operation, answer, grants, missing: [], because, sentence };
}

/** Lists what keeps an operation from being held for certain. */
function doubtsOf(
  { answer, grants }: OperationReason,
  facts: OperationFacts | undefined,
  unreadable: boolean,
): readonly string[] {
  if (answer === "yes") return [];
  if (answer === "no") return ["nothing in ops or opGroups holds it"];
  const doubts: string[] = [];
  if (grants.length > 0 && facts === undefined) doubts.push("this version does not know the operation");
  if (grants.length > 0 && facts?.certainty === "disputed") doubts.push("S2's sources disagree");
  if (grants.length > 0 && facts?.certainty === "inferred") doubts.push("no source says so");
  if (unreadable) doubts.push("the scope grants what this version cannot read");
  return doubts;
}

interface Reach {
  readonly answer: Answer;
  readonly missing: readonly Resource[];
  readonly because: readonly string[];
}

/** Reports whether the sets leave an operation anything to work on. What an unknown operation names is unknown too. */
function reachOf(scope: AccessTokenScope, resources: readonly Resource[] | undefined): Reach {
  const sets = (resources ?? RESOURCE_KINDS).map((resource) => ({ resource, set: setOf(scope, resource) }));
  const empty = sets.filter(({ set }) => set.kind === "none").map(({ resource }) => resource);
  if (resources !== undefined && empty.length > 0) {
    return { answer: "no", missing: empty, because: [coverNothing(empty)] };
  }
  const because = sets
    .filter(({ set }) => set.kind === "unreadable")
    .map(({ resource, set }) => `${RESOURCES[resource].set} ${describeSet(set)}`);
  if (empty.length > 0) because.push(`${coverNothing(empty)}, and this version cannot tell what it names`);
  return { answer: because.length === 0 ? "yes" : "unknown", missing: [], because };
}

function sentenceOf(reason: OperationReason, reach: Reach): string {
  const limits = list(reach.because);
  if (weaker(reason.answer, reach.answer) !== reason.answer) {
    return `${shown(reason.operation)} ${reason.answer === "yes" ? "is" : "may be"} held, but ${limits}.`;
  }
  if (reach.answer !== reason.answer || limits === "") return reason.sentence;
  return `${reason.sentence} Besides, ${limits}.`;
}
