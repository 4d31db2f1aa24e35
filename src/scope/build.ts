import { S2ArgumentError, type ArgumentIssue } from "../errors.js";
import { scopeIssues } from "../check/scopes.js";
import type {
  AccessTokenScope,
  ExactMatch,
  Operation,
  OperationGroup,
  PrefixMatch,
  ReadWritePermissions,
  ResourceSet,
} from "../types.js";
import { GROUP_NEEDS, setsNeededBy, type NeededBy, type NeededByGroup, type SetName } from "./needs.js";

/** Covers only the resource with this name. The empty name covers nothing. */
export function exact(name: string): ExactMatch {
  return { exact: name };
}

/**
 * Covers every resource whose name begins with this text, by bytes: `prefix("users/1")` also covers `users/10`, and
 * `prefix("users/1/")` does not. The empty text covers everything, as `all()` does.
 */
export function prefix(text: string): PrefixMatch {
  return { prefix: text };
}

/** Covers every resource of the kind, including those created later. */
export function all(): PrefixMatch {
  return { prefix: "" };
}

/**
 * A scope under construction. Each method returns a new builder and leaves this one unchanged.
 *
 * Its type says what is missing, in a sentence that the compiler shows. As long as something is, neither `build()` nor
 * `issue` with the builder compiles.
 */
export interface ScopeBuilder<
  Streams extends ResourceSet | undefined = ResourceSet | undefined,
  Has extends SetName = never,
  Lacks extends string = never,
> {
  /** Sets which basins the scope covers. */
  basins(set: ResourceSet): ScopeBuilder<Streams, Has | "basins", Exclude<Lacks, Needs<"basins">>>;
  /** Sets which streams the scope covers, by full name. `autoPrefixStreams` takes a prefix only. */
  streams<Set extends ResourceSet>(
    set: Set,
  ): ScopeBuilder<Set, Has | "streams", Exclude<Lacks, Needs<"streams">>>;
  /** Sets which access tokens the scope covers, by id. */
  accessTokens(
    set: ResourceSet,
  ): ScopeBuilder<Streams, Has | "accessTokens", Exclude<Lacks, Needs<"accessTokens">>>;
  /**
   * Grants operations by name, in addition to those granted so far; each needs the sets of the resources that it names.
   * For a list in a variable the compiler knows only the type, so `build` checks it.
   */
  ops<const L extends readonly Operation[]>(
    ...operations: L
  ): L extends readonly []
    ? ScopeBuilder<Streams, Has, Lacks>
    : ScopeBuilder<
        Streams,
        Has,
        Exclude<Lacks, Nothing> | Needs<Exclude<{ [K in keyof L]: NeededBy<L[K]> }[number], Has>>
      >;
  /** Grants a whole group, including operations that S2 adds to it later; it needs the sets of its resources. */
  group<G extends OperationGroup>(
    group: G,
    access: "read" | "write" | "read-write",
  ): ScopeBuilder<Streams, Has, Exclude<Lacks, Nothing> | Needs<Exclude<NeededByGroup<G>, Has>>>;
  /**
   * Returns the scope as plain data.
   *
   * Throws `S2ArgumentError` with every problem: names that S2 would refuse, and anything that the compiler would have
   * reported.
   */
  readonly build: [Lacks] extends [never] ? () => BuiltScope<Streams> : { readonly lacks: Lacks };
}

/** A scope whose type tells whether its streams are a prefix. */
interface BuiltScope<Streams extends ResourceSet | undefined> extends AccessTokenScope {
  readonly streams: Streams;
}

/** The lack of a scope that names resources of a kind and covers none. */
type Needs<Set extends SetName> = `this scope needs .${Set}(…)`;

/** The lack of a scope that grants nothing. */
type Nothing = "this scope needs .ops(…) or .group(…)";

/**
 * Starts a scope. A scope that can never work does not compile: a set with both keys, an operation that does not exist,
 * a scope that grants nothing or lacks a set of what its operations name, prefixed stream names without a prefix.
 * `issue` takes the builder too, without `build()`.
 *
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * scope().basins(exact("production")).streams(prefix("logs/")).group("stream", "read").build();
 * ```
 */
export function scope(): ScopeBuilder<undefined, never, Nothing> {
  // Its type says what it lacks; the object below is the same in any case, and checks when it builds.
  return builder({}) as unknown as ScopeBuilder<undefined, never, Nothing>;
}

/** Every builder, as it is when nothing is looked at but the scope so far. */
type AnyBuilder = {
  readonly [Name in Exclude<keyof ScopeBuilder, "build">]: (...given: never) => AnyBuilder;
} & {
  build(): AccessTokenScope;
};

function builder(scope: AccessTokenScope): AnyBuilder {
  return Object.freeze({
    basins: (set: ResourceSet) => builder({ ...scope, basins: set }),
    streams: (set: ResourceSet) => builder({ ...scope, streams: set }),
    accessTokens: (set: ResourceSet) => builder({ ...scope, accessTokens: set }),
    ops: (...operations: readonly Operation[]) =>
      builder({ ...scope, ops: [...new Set([...(scope.ops ?? []), ...operations])] }),
    group: (group: OperationGroup, access: "read" | "write" | "read-write") => {
      const { opGroups } = scope;
      // An access that does not exist is kept, for build to name it.
      const flags: ReadWritePermissions =
        access === "read-write" ? { read: true, write: true } : { [access]: true };
      return builder({ ...scope, opGroups: { ...opGroups, [group]: { ...opGroups?.[group], ...flags } } });
    },
    build: () => {
      const issues = [...scopeIssues(scope, ""), ...missingSets(scope)];
      if (issues.length > 0) throw new S2ArgumentError(issues);
      return structuredClone(scope);
    },
  });
}

/** Returns an issue for each set that the scope's operations need and it does not have. */
function missingSets(scope: AccessTokenScope): ArgumentIssue[] {
  const holders = new Map<SetName, string>();
  const need = (sets: readonly SetName[], holder: string): void => {
    for (const set of sets) if (!holders.has(set)) holders.set(set, holder);
  };
  for (const operation of scope.ops ?? []) need(setsNeededBy(operation), operation);
  for (const [group, flags] of Object.entries(scope.opGroups ?? {})) {
    if (flags !== null && flags !== undefined && Object.hasOwn(GROUP_NEEDS, group)) {
      need(GROUP_NEEDS[group as OperationGroup], `the ${group} group`); // As just seen.
    }
  }
  return [...holders].flatMap(([set, holder]) => {
    if (scope[set] !== undefined && scope[set] !== null) return [];
    return [
      {
        path: set,
        code: "missing_set",
        message: `${set} must be set for ${holder}: this scope needs .${set}(…).`,
      },
    ];
  });
}
