import type { OperationGroup } from "../../generated/constants.js";
import { S2ArgumentError } from "../errors.js";
import type {
  AccessTokenScope,
  ExactMatch,
  Operation,
  PrefixedScope,
  PrefixMatch,
  ReadWritePermissions,
  ResourceSet,
} from "../types.js";
import { scopeIssues } from "../check/scopes.js";

/** Only the resource with this name. The empty name covers nothing: `none()` says so more clearly. */
export function exact(name: string): ExactMatch {
  return { exact: name };
}

/**
 * Every resource whose name begins with this text, by bytes: `prefix("users/1")` also covers `users/10`, and
 * `prefix("users/1/")` does not. The empty text covers everything, as `all()` does.
 */
export function prefix(text: string): PrefixMatch {
  return { prefix: text };
}

/** Every resource of the kind, those made later included. */
export function all(): PrefixMatch {
  return { prefix: "" };
}

/** No resource of the kind, as if nothing had been said. */
export function none(): null {
  return null;
}

/**
 * A scope in the making that grants nothing yet, and so has no `build`. Each method gives a new builder and leaves this
 * one as it is.
 */
export interface EmptyScopeBuilder<S extends AccessTokenScope = AccessTokenScope> {
  /** Sets which basins the scope covers. */
  basins(set: ResourceSet | null): EmptyScopeBuilder<S>;
  /** Sets which streams the scope covers, by full name. `autoPrefixStreams` takes a prefix only. */
  streams(set: PrefixMatch): EmptyScopeBuilder<PrefixedScope>;
  /** Sets which streams the scope covers; without a prefix, their names cannot be prefixed. */
  streams(set: ResourceSet | null): EmptyScopeBuilder;
  /** Sets which access tokens the scope covers, by id. */
  accessTokens(set: ResourceSet | null): EmptyScopeBuilder<S>;
  /** Grants operations by name, in addition to those granted so far. */
  ops(first: Operation, ...rest: readonly Operation[]): ScopeBuilder<S>;
  /** Grants a whole group, operations that S2 adds to it later included. */
  group(group: OperationGroup, access: "read" | "write" | "read-write"): ScopeBuilder<S>;
}

/** A scope in the making that grants something. Each method gives a new builder and leaves this one as it is. */
export interface ScopeBuilder<S extends AccessTokenScope = AccessTokenScope> extends EmptyScopeBuilder<S> {
  basins(set: ResourceSet | null): ScopeBuilder<S>;
  streams(set: PrefixMatch): ScopeBuilder<PrefixedScope>;
  streams(set: ResourceSet | null): ScopeBuilder;
  accessTokens(set: ResourceSet | null): ScopeBuilder<S>;
  /**
   * The scope as plain data.
   *
   * @throws S2ArgumentError with every problem: names that S2 could not take, and what the compiler would have found.
   */
  build(): S;
}

/**
 * Starts a scope. What cannot work does not compile: a set with both keys, an operation that does not exist, a scope
 * that grants nothing, prefixed stream names without a prefix. `issue` takes the builder too, without `build()`.
 *
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * scope().basins(exact("production")).streams(prefix("logs/")).group("stream", "read").build();
 * ```
 */
export function scope(): EmptyScopeBuilder {
  return new Builder({});
}

class Builder<S extends AccessTokenScope> implements ScopeBuilder<S> {
  readonly #scope: AccessTokenScope;

  constructor(scope: AccessTokenScope) {
    this.#scope = scope;
  }

  basins(set: ResourceSet | null): Builder<S> {
    return new Builder({ ...this.#scope, basins: set });
  }

  streams(set: PrefixMatch): Builder<PrefixedScope>;
  streams(set: ResourceSet | null): Builder<AccessTokenScope>;
  streams(set: ResourceSet | null): Builder<AccessTokenScope> {
    return new Builder({ ...this.#scope, streams: set });
  }

  accessTokens(set: ResourceSet | null): Builder<S> {
    return new Builder({ ...this.#scope, accessTokens: set });
  }

  ops(...operations: readonly Operation[]): Builder<S> {
    const ops = new Set([...(this.#scope.ops ?? []), ...operations]);
    return new Builder({ ...this.#scope, ops: [...ops] });
  }

  group(group: OperationGroup, access: "read" | "write" | "read-write"): Builder<S> {
    const { opGroups } = this.#scope;
    // An access that does not exist is kept, for build to name it.
    const flags: ReadWritePermissions =
      access === "read-write" ? { read: true, write: true } : { [access]: true };
    return new Builder({
      ...this.#scope,
      opGroups: { ...opGroups, [group]: { ...opGroups?.[group], ...flags } },
    });
  }

  build(): S {
    const issues = scopeIssues(this.#scope, "");
    if (issues.length > 0) throw new S2ArgumentError(issues);
    // S says what streams() was given last, which the types of the methods keep true.
    return structuredClone(this.#scope) as S;
  }
}
