import type { AccessTokenScope, UnknownOperation } from "../../types.js";
import { holdingsOf, type Holdings, type OperationSet, type TableSets } from "../holdings.js";
import { unknownOperations } from "../permitted.js";
import { RESOURCE_KINDS, setOf, type Resource, type SetReading } from "../resources.js";
import { asOf, type Subject, type TokenFacts } from "../subject.js";

/** The weight of a finding: `error` cannot work, `warning` is more than is wise, `info` is worth a look. */
export type Severity = "error" | "warning" | "info";

/** A change that removes a finding: `{ ...token, ...fix.change }`. */
export interface Fix {
  /** True if the token permits other requests, or for another time, once the fix is applied. */
  readonly changesMeaning: boolean;
  readonly change: {
    readonly scope?: AccessTokenScope;
    readonly autoPrefixStreams?: boolean;
    readonly expiresAt?: Date;
    /** Undefined where `expiresAt` takes its place. */
    readonly expiresIn?: undefined;
  };
}

/** Something that a rule says of a token. */
export interface Observation {
  /** The part it is about, as keys from the outside in: `scope.streams`. */
  readonly path: string;
  readonly message: string;
  readonly fix?: Fix;
}

/** An observation with its fix, if there is one. */
export function observation(path: string, message: string, fix: Fix | undefined): Observation {
  // Spelt out: for every token of an audit, a spread costs more than most of the rules.
  return fix === undefined ? { path, message } : { path, message, fix };
}

/** A rule: what it finds in a token. */
export type Rule = (view: LintView) => readonly Observation[];

/** A token or scope as the rules see it. */
export interface LintView {
  readonly scope: AccessTokenScope;
  /** Undefined for a scope alone. */
  readonly token: TokenFacts | undefined;
  /** Keys of the scope that this version does not know. */
  readonly unread: readonly string[];
  readonly now: number;
  readonly maxLifetimeMillis: number;
  readonly table: TableSets;
  readonly held: Holdings;
  readonly sets: Readonly<Record<Resource, SetReading>>;
  /** Operations that name a resource whose set is empty: held or not, they cannot succeed. */
  readonly futile: OperationSet;
  /** Operations that it names and this version does not know. */
  readonly unknown: readonly UnknownOperation[];
}

/** Reads once the facts that several rules use. */
export function viewOf(
  { scope, token, unread }: Subject,
  now: number,
  maxLifetimeMillis: number,
  table: TableSets,
): LintView {
  const sets = {
    basin: setOf(scope, "basin"),
    stream: setOf(scope, "stream"),
    "access-token": setOf(scope, "access-token"),
  };
  let futile: OperationSet = 0;
  for (const kind of RESOURCE_KINDS) if (sets[kind].kind === "none") futile |= table.naming[kind];
  return {
    scope,
    token: token && asOf(token, now),
    unread,
    now,
    maxLifetimeMillis,
    table,
    held: holdingsOf(scope, table),
    sets,
    futile,
    unknown: unknownOperations(scope),
  };
}
