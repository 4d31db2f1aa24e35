import { OPERATIONS } from "../../generated/constants.js";
import type { AccessTokenScope, Operation, UnknownOperation } from "../types.js";
import { operationReason } from "./evaluate.js";
import { namedOperations, type Grant } from "./grants.js";
import { factsOf, SOURCED_TABLE, type GroupOptions } from "./groups.js";
import {
  coverNothing,
  requireScope,
  RESOURCE_KINDS,
  setOf,
  weaker,
  type Answer,
  type Resource,
} from "./resources.js";

/** What a scope says of one operation. */
export interface PermittedOperation {
  readonly operation: Operation | UnknownOperation;
  /** Whether it is permitted on some resource. */
  readonly answer: Answer;
  /** What it is held through, also where an empty set keeps it from ever succeeding. */
  readonly grants: readonly Grant[];
  /** The kinds of resource that the operation names and the scope's sets leave empty. */
  readonly missing: readonly Resource[];
  /** Why the answer is what it is. */
  readonly sentence: string;
}

/**
 * Every operation with its answer for some resource, and what it is held through: all that S2 has, in its order, then
 * those that the scope names and this version does not know.
 *
 * @throws S2ArgumentError if the scope is no object.
 * @example
 * ```ts
 * permittedOperations(scope).filter(({ answer }) => answer !== "no");
 * ```
 */
export function permittedOperations(
  scope: AccessTokenScope,
  options: GroupOptions = {},
): readonly PermittedOperation[] {
  requireScope(scope);
  const table = options.groups ?? SOURCED_TABLE;
  return [...OPERATIONS, ...unknownOperations(scope)].map((operation) => {
    const { answer: holds, grants, sentence } = operationReason(scope, operation, table);
    const resources = factsOf(table, operation)?.resources;
    const reach = reachOf(scope, resources);
    const answer = weaker(holds, reach.answer);
    return {
      operation,
      answer,
      grants,
      missing: reach.missing,
      sentence: answer === holds ? sentence : `${operation} is held, but ${reach.because}.`,
    };
  });
}

const KNOWN: ReadonlySet<string> = /* @__PURE__ */ new Set(OPERATIONS);

/** The operations a scope names that this version does not know, each once. */
export function unknownOperations(scope: AccessTokenScope): readonly UnknownOperation[] {
  const unknown = namedOperations(scope).filter((name) => !KNOWN.has(name));
  // What is not known is what UnknownOperation stands for.
  return [...new Set(unknown)] as UnknownOperation[];
}

interface Reach {
  readonly answer: Answer;
  readonly missing: readonly Resource[];
  readonly because: string;
}

/** Whether the sets leave an operation anything to work on. What an unknown operation names is unknown too. */
function reachOf(scope: AccessTokenScope, resources: readonly Resource[] | undefined): Reach {
  const sets = (resources ?? RESOURCE_KINDS).map((resource) => ({
    resource,
    kind: setOf(scope, resource).kind,
  }));
  const empty = sets.filter(({ kind }) => kind === "none").map(({ resource }) => resource);
  const because = coverNothing(empty);
  if (resources !== undefined && empty.length > 0) return { answer: "no", missing: empty, because };
  if (empty.length > 0) {
    return {
      answer: "unknown",
      missing: [],
      because: `${because}, and this version cannot tell what it names`,
    };
  }
  if (sets.every(({ kind }) => kind !== "unreadable")) return { answer: "yes", missing: [], because };
  return { answer: "unknown", missing: [], because: "this version cannot read a set that it needs" };
}
