import { OPERATIONS } from "../../generated/constants.js";
import type { AccessTokenScope, Operation, UnknownOperation } from "../types.js";
import { hasUnreadableGrant, heldReadably } from "./grants.js";
import type { OperationFacts, OperationTable } from "./groups.js";
import { unknownOperations } from "./permitted.js";
import { RESOURCE_KINDS, setOf, type Answer, type Resource, type SetReading } from "./resources.js";
import type { Subject, TokenFacts } from "./subject.js";

/** How bad a finding is: `error` cannot work, `warning` is more than is wise, `info` is worth a look. */
export type Severity = "error" | "warning" | "info";

/** A change that removes a finding: `{ ...token, ...fix.change }`. */
export interface Fix {
  /** Whether the token permits other requests, or for another time, once the fix is applied. */
  readonly changesMeaning: boolean;
  readonly change: {
    readonly scope?: AccessTokenScope;
    readonly autoPrefixStreams?: boolean;
    readonly expiresAt?: Date;
  };
}

/** What a rule says of a token. */
export interface Observation {
  /** The part it is about, as keys from the outside in: `scope.streams`. */
  readonly path: string;
  readonly message: string;
  readonly fix?: Fix;
}

/** A rule: what it finds in a token. */
export type Rule = (view: LintView) => readonly Observation[];

/** A token or scope as the rules see it. */
export interface LintView {
  readonly scope: AccessTokenScope;
  /** Undefined for a scope alone. */
  readonly token: TokenFacts | undefined;
  readonly now: number;
  readonly maxLifetimeMillis: number;
  /** Every operation that the scope holds or may hold. */
  readonly held: readonly HeldFacts[];
  readonly sets: Readonly<Record<Resource, SetReading>>;
  /** Operations that it names and this version does not know. */
  readonly unknown: readonly UnknownOperation[];
  /** Whether it grants something that this version cannot read. */
  readonly unreadable: boolean;
}

/** An operation that a scope holds, or may. */
export interface HeldFacts {
  readonly operation: Operation;
  readonly answer: Exclude<Answer, "no">;
  readonly facts: OperationFacts;
}

/** Reads once what several rules look at. */
export function viewOf(
  subject: Subject,
  now: number,
  maxLifetimeMillis: number,
  table: OperationTable,
): LintView {
  const { scope, token } = subject;
  const operations: HeldFacts[] = [];
  const unreadable = hasUnreadableGrant(scope);
  for (const operation of OPERATIONS) {
    const facts = table[operation];
    const readable = heldReadably(scope, operation, facts);
    const answer = readable === "no" && unreadable ? "unknown" : readable;
    if (answer !== "no") operations.push({ operation, answer, facts });
  }
  const sets = {
    basin: setOf(scope, "basin"),
    stream: setOf(scope, "stream"),
    "access-token": setOf(scope, "access-token"),
  };
  return {
    scope,
    token,
    now,
    maxLifetimeMillis,
    held: operations,
    sets,
    unknown: unknownOperations(scope),
    unreadable,
  };
}

/** The kinds of resource that an operation names and the scope's sets leave empty. */
export function emptySets({ sets }: LintView, { resources }: OperationFacts): readonly Resource[] {
  return RESOURCE_KINDS.filter((kind) => resources.includes(kind) && sets[kind].kind === "none");
}
