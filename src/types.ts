import type { Operation, OperationGroup } from "../generated/constants.js";
import type { ArgumentIssue } from "./errors.js";

export type { Operation, OperationGroup };

/**
 * An operation that S2 added after this version: it appears in listings and may be passed back to `issue`, but cannot
 * be written by hand.
 */
export type UnknownOperation = string & { readonly __s2UnknownOperation: true };

/** An operation in a scope: one that this version knows, or one that a listing brought. */
export type OperationName = Operation | UnknownOperation;

/**
 * The resources of one kind that a scope covers: the one with this exact name, or all whose name begins with a prefix.
 *
 * `{ exact: "" }` matches nothing, `{ prefix: "" }` everything. Prefixes are compared by bytes, so `users/1` also
 * covers `users/10`.
 *
 * @see https://s2.dev/docs/concepts/access-tokens
 */
export type ResourceSet = ExactMatch | PrefixMatch;

/** Only the resource with this name; the empty name matches nothing. */
export interface ExactMatch {
  readonly exact: string;
  readonly prefix?: EitherExactOrPrefix | undefined;
}

/** Every resource whose name begins with this text; the empty prefix matches everything. */
export interface PrefixMatch {
  readonly prefix: string;
  readonly exact?: EitherExactOrPrefix | undefined;
}

/**
 * The type that the compiler shows for the second key of a set with both. No value has it; an enum, because the names in
 * a set then still read as strings, and tell its two kinds apart.
 */
declare enum EitherExactOrPrefix {
  NotBoth = "not both",
}

/** Access to one operation group. A flag that is left out is not granted. */
export interface ReadWritePermissions {
  readonly read?: boolean | undefined;
  readonly write?: boolean | undefined;
}

/** Access by operation group. A group also covers operations that S2 adds to it later. */
export type PermittedOperationGroups = {
  readonly [G in OperationGroup]?: ReadWritePermissions | null | undefined;
};

/**
 * The operations a token may perform (`ops` and `opGroups` together), and the resources it may use (`basins`,
 * `streams`, `accessTokens`).
 *
 * A set that is left out or null matches nothing: an operation that names such a resource is refused.
 *
 * @see https://s2.dev/docs/concepts/access-tokens
 */
export interface AccessTokenScope {
  readonly basins?: ResourceSet | null | undefined;
  readonly streams?: ResourceSet | null | undefined;
  readonly accessTokens?: ResourceSet | null | undefined;
  readonly opGroups?: PermittedOperationGroups | null | undefined;
  readonly ops?: readonly OperationName[] | null | undefined;
}

/** A scope whose streams are a prefix, as `autoPrefixStreams` requires. */
export interface PrefixedScope extends AccessTokenScope {
  readonly streams: PrefixMatch;
}

/**
 * A scope as S2 lists it: every field present. Anything S2 adds later (a set of another shape, an operation, a further
 * field) is kept as it came, and can be passed back to `issue` unchanged.
 */
export interface ListedScope extends AccessTokenScope {
  readonly basins: ResourceSet | null;
  readonly streams: ResourceSet | null;
  readonly accessTokens: ResourceSet | null;
  readonly opGroups: { readonly [G in OperationGroup]: Required<ReadWritePermissions> };
  /** Without duplicates, in S2's order. */
  readonly ops: readonly OperationName[];
}

/**
 * A token as S2 lists it: everything but its secret. Spread into the input of `issue` it asks for the same token again.
 *
 * @see https://s2.dev/docs/api/access-tokens/list
 */
export interface AccessTokenInfo {
  readonly id: string;
  readonly scope: ListedScope;
  readonly autoPrefixStreams: boolean;
  /** The time the token stops working, to the millisecond; null means never. */
  readonly expiresAt: Date | null;
  /** The expiry exactly as S2 wrote it (RFC 3339, possibly finer than a millisecond). */
  readonly expiresAtText: string | null;
}

/**
 * The time a token stops working: a `Date`, milliseconds since 1970, or RFC 3339 text. Null or absent: the issuer's
 * expiry.
 */
export type Expiry = Date | number | string | null;

/** A finished scope, or anything that can build one (the scope builder). */
export type ScopeInput =
  | AccessTokenScope
  | {
      /** Returns the finished scope. */
      build(): AccessTokenScope;
    };

/**
 * A token to issue. Its scope says whether stream names can be prefixed.
 *
 * @see https://s2.dev/docs/api/access-tokens/issue
 */
export interface IssueAccessTokenInput<S = unknown> {
  /** 1 to 96 bytes of UTF-8, unique in the account; not `.` or `..`, no NUL. */
  readonly id: string;
  /** The permissions of the token: a scope, or a builder of one. */
  readonly scope: ScopeFor<S>;
  /**
   * Puts the stream prefix of the scope before stream names in requests, and takes it off in listings (default false). For
   * scopes that have a stream prefix.
   */
  readonly autoPrefixStreams?: PrefixFlag<S> | undefined;
  /** The expiry; if left out or null, that of the issuing token. */
  readonly expiresAt?: Expiry | undefined;
  /**
   * The lifetime of the token from when it is issued, by the client's clock: milliseconds, or text like `"90s"`,
   * `"15m"`, `"1h"`, `"30d"`, `"2w"`; at most ten years. Instead of `expiresAt`, never with it.
   */
  readonly expiresIn?: number | string | undefined;
  /**
   * The expiry text of a listed token that is spread into an input. Used if it names the same millisecond as
   * `expiresAt`, so that a finer fraction is kept; else ignored.
   */
  readonly expiresAtText?: string | null | undefined;
}

/**
 * The scope that `issue` takes, given the type of one: any scope, so that misspelt keys are seen, or any builder too
 * where it may be one; not always both, since the compiler's messages about a union are twice as long. The type is
 * inferred from the first branch, which no type takes.
 */
type ScopeFor<S> = [S] extends [never]
  ? S
  : [S] extends [object]
    ? [Extract<S, { build(): unknown }>] extends [never]
      ? AccessTokenScope
      : ScopeInput
    : ScopeInput;

/**
 * Only false where the scope surely has no stream prefix. If its type does not say, as for a listed one, `issue`
 * checks.
 */
type PrefixFlag<S> = S extends { readonly build: infer Build }
  ? Build extends () => infer Built
    ? PrefixFlag<Built>
    : boolean
  : S extends { readonly streams?: infer Streams }
    ? [Extract<Streams, { readonly prefix: string }>] extends [never]
      ? false | OnlyWithAStreamPrefix
      : boolean
    : [S] extends [object]
      ? false | OnlyWithAStreamPrefix
      : boolean;

/**
 * The type that the compiler shows for `autoPrefixStreams: true` with a scope without a stream prefix. No value has it.
 */
interface OnlyWithAStreamPrefix {
  readonly streams: never;
}

/** A token as `parseToken` reads it: goes into `issue`, `lint` and `explain` as it is. */
export interface ParsedToken extends IssueAccessTokenInput {
  readonly scope: AccessTokenScope;
}

/** A token about to be issued, checked and with its defaults filled in, as a guard sees it. */
export interface TokenToIssue {
  readonly id: string;
  readonly scope: AccessTokenScope;
  readonly autoPrefixStreams: boolean;
  /** Null: the expiry of the issuing token. */
  readonly expiresAt: Date | null;
  /** The same as it will be sent, finer than a millisecond where it was given so. */
  readonly expiresAtText: string | null;
}

/**
 * Checks a token before it is issued (option `before`) and may refuse it: if it returns issues, the call rejects with
 * an `S2ArgumentError` and sends nothing. Anything it throws reaches the caller unchanged. `now` is the client's clock,
 * in milliseconds since 1970.
 */
export type IssueGuard = (token: TokenToIssue, now: number) => readonly ArgumentIssue[] | undefined | void;

/** The page to list. */
export interface ListAccessTokensInput {
  /** Only ids that begin with this text. */
  readonly prefix?: string | undefined;
  /** Only ids that sort after this one by bytes: the last id of the page before. */
  readonly startAfter?: string | undefined;
  /** The most tokens to return, 1 to 1000 (default 1000). */
  readonly limit?: number | undefined;
}

/** One page of a listing. */
export interface ListAccessTokensResponse {
  readonly accessTokens: readonly AccessTokenInfo[];
  /** True if at least one more matching token follows. */
  readonly hasMore: boolean;
}

/** The tokens to walk, and the page size. */
export interface ListAllAccessTokensInput extends Omit<ListAccessTokensInput, "limit"> {
  /** Only ids that sort after this one by bytes: a page's `cursor` resumes there. */
  readonly startAfter?: string | undefined;
  /** Tokens per request, 1 to 1000 (default 1000). */
  readonly pageSize?: number | undefined;
}

/** A page of a walk through a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Id of the last item: pass it as `startAfter` to continue from here. Undefined on an empty page. */
  readonly cursor: string | undefined;
  readonly hasMore: boolean;
}

/** The number of items to gather. */
export interface ToArrayInput {
  /** The most items to return, a whole number or `Infinity`; 0 sends nothing. */
  readonly maxItems?: number | undefined;
}

/**
 * A walk through a listing: its items, one by one. Nothing is sent before the first item is requested, and each
 * iteration starts again. `break` aborts requests in progress.
 *
 * Fails with `S2ResponseError` if continuing would loop, repeat or skip items: after an empty page that reports more,
 * or a page that does not move strictly forward.
 */
export interface AccessTokenListing extends AsyncIterable<AccessTokenInfo> {
  /** The same walk page by page; a page's `cursor`, given as `startAfter`, resumes after it. */
  pages(): AsyncIterable<Page<AccessTokenInfo>>;
  /**
   * Gathers the first `maxItems` items, and never requests more than that. Without it gathers all, and rejects with
   * `S2ArgumentError` where there are more than 10 000.
   */
  toArray(input?: ToArrayInput): Promise<AccessTokenInfo[]>;
}

/** The token to look up. */
export interface GetAccessTokenInput {
  readonly id: string;
}

/** The token to revoke. */
export interface RevokeAccessTokenInput {
  readonly id: string;
}

/** The id to issue under again, and a signal to stop. */
export interface RecoverInput {
  /** An id never used before: S2's revocation of the old one takes up to ten minutes to take effect. */
  readonly newId: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The outcome of a revocation. `revoked`: S2 said so. `gone`: there was none, after an attempt of the same call that
 * may have revoked it, or where `missingOk` allows that.
 */
export type Revocation = "revoked" | "gone";
