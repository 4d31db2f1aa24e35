// Every type of the client and its errors, by equality. A change here is a change for users.
import type {
  AccessTokenInfo,
  AccessTokenListing,
  AccessTokenScope,
  ArgumentIssue,
  BearerSource,
  CallOptions,
  ExactMatch,
  Expiry,
  FetchFunction,
  GetAccessTokenInput,
  IfOutcomeUnknown,
  IssueAccessTokenInput,
  IssueGuard,
  IssueOptions,
  IssuedAccessToken,
  ListAccessTokensInput,
  ListAccessTokensResponse,
  ListAllAccessTokensInput,
  ListAllOptions,
  ListedScope,
  Operation,
  OperationGroup,
  Page,
  PermittedOperationGroups,
  PrefixMatch,
  PrefixedScope,
  ReadWritePermissions,
  RecoverInput,
  RecoveredAccessToken,
  ResourceSet,
  RetryOptions,
  Revocation,
  RevokeAccessTokenInput,
  RevokeOptions,
  S2,
  S2AccessTokens,
  S2ApiError,
  S2ApiErrorDetails,
  S2ArgumentError,
  S2AuthenticationError,
  S2Call,
  S2ConflictError,
  S2ConnectionError,
  S2Effect,
  S2Endpoints,
  S2Error,
  S2ErrorCode,
  S2ErrorDetails,
  S2Event,
  S2IssueOutcomeUnknownError,
  S2NotFoundError,
  S2NotSupportedError,
  S2Options,
  S2PermissionError,
  S2RateLimitError,
  S2ResponseError,
  S2ServerErrorCode,
  S2TimeoutError,
  ScopeInput,
  ToArrayInput,
  TokenToIssue,
  UnknownOperation,
  isS2Error,
} from "s2-access-tokens";
import type { Equal, Expect } from "./equal.js";

export type Checked = [
  Expect<
    Equal<
      AccessTokenInfo,
      {
        readonly id: string;
        readonly scope: ListedScope;
        readonly autoPrefixStreams: boolean;
        readonly expiresAt: Date | null;
        readonly expiresAtText: string | null;
      }
    >
  >,
  Expect<
    Equal<
      Omit<AccessTokenListing, typeof Symbol.asyncIterator>,
      {
        pages: () => AsyncIterable<Page<AccessTokenInfo>>;
        toArray: (input: ToArrayInput) => Promise<AccessTokenInfo[]>;
      }
    >
  >,
  Expect<AccessTokenListing extends AsyncIterable<AccessTokenInfo> ? true : false>,
  Expect<
    Equal<
      AccessTokenScope,
      {
        readonly basins?: ResourceSet | null | undefined;
        readonly streams?: ResourceSet | null | undefined;
        readonly accessTokens?: ResourceSet | null | undefined;
        readonly opGroups?: PermittedOperationGroups | null | undefined;
        readonly ops?: readonly (Operation | UnknownOperation)[] | null | undefined;
      }
    >
  >,
  Expect<Equal<ArgumentIssue, { readonly path: string; readonly code: string; readonly message: string }>>,
  Expect<Equal<BearerSource, string | (() => string | Promise<string>)>>,
  Expect<
    Equal<
      CallOptions,
      {
        readonly signal?: AbortSignal | undefined;
        readonly requestTimeoutMillis?: number | undefined;
        readonly totalTimeoutMillis?: number | undefined;
      }
    >
  >,
  Expect<Equal<ExactMatch, { readonly exact: string; readonly prefix?: undefined }>>,
  Expect<Equal<Expiry, string | number | Date | null>>,
  Expect<Equal<FetchFunction, (url: string, init: RequestInit) => Promise<Response>>>,
  Expect<Equal<GetAccessTokenInput, { readonly id: string }>>,
  Expect<Equal<IfOutcomeUnknown, "check" | "throw">>,
  Expect<
    Equal<
      Pick<IssueAccessTokenInput, "id" | "expiresAt" | "expiresAtText">,
      {
        readonly id: string;
        readonly expiresAt?: Expiry | undefined;
        readonly expiresAtText?: string | null | undefined;
      }
    >
  >,
  Expect<
    Equal<keyof IssueAccessTokenInput, "id" | "scope" | "expiresAt" | "expiresAtText" | "autoPrefixStreams">
  >,
  Expect<Equal<IssueAccessTokenInput["autoPrefixStreams"], boolean | undefined>>,
  Expect<
    Equal<IssueGuard, (token: TokenToIssue, now: number) => void | readonly ArgumentIssue[] | undefined>
  >,
  Expect<
    Equal<
      IssueOptions,
      {
        readonly ifOutcomeUnknown?: IfOutcomeUnknown | undefined;
        readonly before?: readonly IssueGuard[] | undefined;
        readonly signal?: AbortSignal | undefined;
        readonly requestTimeoutMillis?: number | undefined;
        readonly totalTimeoutMillis?: number | undefined;
      }
    >
  >,
  Expect<
    Equal<
      IssuedAccessToken,
      { readonly id: string; readonly accessToken: string; readonly expiresAt: Date | undefined }
    >
  >,
  Expect<
    Equal<
      ListAccessTokensInput,
      {
        readonly prefix?: string | undefined;
        readonly startAfter?: string | undefined;
        readonly limit?: number | undefined;
      }
    >
  >,
  Expect<
    Equal<
      ListAccessTokensResponse,
      { readonly accessTokens: readonly AccessTokenInfo[]; readonly hasMore: boolean }
    >
  >,
  Expect<
    Equal<
      ListAllAccessTokensInput,
      {
        readonly prefix?: string | undefined;
        readonly startAfter?: string | undefined;
        readonly pageSize?: number | undefined;
      }
    >
  >,
  Expect<
    Equal<
      ListAllOptions,
      {
        readonly prefetch?: boolean | undefined;
        readonly signal?: AbortSignal | undefined;
        readonly requestTimeoutMillis?: number | undefined;
        readonly totalTimeoutMillis?: number | undefined;
      }
    >
  >,
  Expect<
    Equal<
      ListedScope,
      {
        readonly basins: ResourceSet | null;
        readonly streams: ResourceSet | null;
        readonly accessTokens: ResourceSet | null;
        readonly opGroups: {
          readonly basin: Required<ReadWritePermissions>;
          readonly stream: Required<ReadWritePermissions>;
          readonly account: Required<ReadWritePermissions>;
        };
        readonly ops: readonly (Operation | UnknownOperation)[];
      }
    >
  >,
  Expect<
    Equal<
      Operation,
      | "list-basins"
      | "create-basin"
      | "delete-basin"
      | "reconfigure-basin"
      | "get-basin-config"
      | "issue-access-token"
      | "revoke-access-token"
      | "list-access-tokens"
      | "list-streams"
      | "create-stream"
      | "delete-stream"
      | "get-stream-config"
      | "reconfigure-stream"
      | "check-tail"
      | "append"
      | "read"
      | "trim"
      | "fence"
      | "account-metrics"
      | "basin-metrics"
      | "stream-metrics"
      | "list-locations"
      | "get-default-location"
      | "set-default-location"
    >
  >,
  Expect<Equal<OperationGroup, "basin" | "stream" | "account">>,
  Expect<
    Equal<
      Page<string>,
      { readonly items: readonly string[]; readonly cursor: string | undefined; readonly hasMore: boolean }
    >
  >,
  Expect<
    Equal<
      PermittedOperationGroups,
      {
        readonly basin?: ReadWritePermissions | null | undefined;
        readonly stream?: ReadWritePermissions | null | undefined;
        readonly account?: ReadWritePermissions | null | undefined;
      }
    >
  >,
  Expect<Equal<PrefixMatch, { readonly prefix: string; readonly exact?: undefined }>>,
  Expect<
    Equal<
      PrefixedScope,
      {
        readonly streams: PrefixMatch;
        readonly basins?: ResourceSet | null | undefined;
        readonly accessTokens?: ResourceSet | null | undefined;
        readonly opGroups?: PermittedOperationGroups | null | undefined;
        readonly ops?: readonly (Operation | UnknownOperation)[] | null | undefined;
      }
    >
  >,
  Expect<
    Equal<ReadWritePermissions, { readonly read?: boolean | undefined; readonly write?: boolean | undefined }>
  >,
  Expect<Equal<RecoverInput, { readonly newId: string; readonly signal?: AbortSignal | undefined }>>,
  Expect<
    Equal<
      RecoveredAccessToken,
      {
        readonly orphan: "unknown" | "revoked" | "absent" | "different";
        readonly id: string;
        readonly accessToken: string;
        readonly expiresAt: Date | undefined;
      }
    >
  >,
  Expect<Equal<ResourceSet, ExactMatch | PrefixMatch>>,
  Expect<
    Equal<
      RetryOptions,
      {
        readonly maxAttempts?: number | undefined;
        readonly minBaseDelayMillis?: number | undefined;
        readonly maxBaseDelayMillis?: number | undefined;
      }
    >
  >,
  Expect<Equal<Revocation, "revoked" | "gone">>,
  Expect<Equal<RevokeAccessTokenInput, { readonly id: string }>>,
  Expect<
    Equal<
      RevokeOptions,
      {
        readonly missingOk?: boolean | undefined;
        readonly signal?: AbortSignal | undefined;
        readonly requestTimeoutMillis?: number | undefined;
        readonly totalTimeoutMillis?: number | undefined;
      }
    >
  >,
  Expect<Equal<ConstructorParameters<typeof S2>, [options: S2Options]>>,
  Expect<Equal<typeof S2.fromEnv, (options?: Partial<S2Options>) => S2>>,
  Expect<Equal<Pick<S2, keyof S2>, { readonly accessTokens: S2AccessTokens }>>,
  Expect<
    Equal<
      Pick<S2AccessTokens, keyof S2AccessTokens>,
      {
        list(
          input?: ListAccessTokensInput | undefined,
          options?: CallOptions | undefined,
        ): Promise<ListAccessTokensResponse>;
        listAll(
          input?: ListAllAccessTokensInput | undefined,
          options?: ListAllOptions | undefined,
        ): AccessTokenListing;
        get(
          input: GetAccessTokenInput,
          options?: CallOptions | undefined,
        ): Promise<AccessTokenInfo | undefined>;
        issue(input: IssueAccessTokenInput, options?: IssueOptions | undefined): Promise<IssuedAccessToken>;
        revoke(input: RevokeAccessTokenInput, options?: RevokeOptions | undefined): Promise<Revocation>;
      }
    >
  >,
  Expect<
    Equal<
      Omit<S2ApiError, keyof S2Error>,
      { readonly status: number; readonly requestId: string | undefined }
    >
  >,
  Expect<
    Equal<
      S2ApiErrorDetails,
      {
        readonly requestId?: string | undefined;
        readonly operation?: S2Call | undefined;
        readonly attempts?: number | undefined;
        readonly retryable?: boolean | undefined;
        readonly retryAfterMillis?: number | undefined;
        readonly effect?: S2Effect | undefined;
        readonly cause?: unknown;
      }
    >
  >,
  Expect<Equal<Omit<S2ArgumentError, keyof S2Error>, { readonly issues: readonly ArgumentIssue[] }>>,
  Expect<Equal<keyof S2AuthenticationError, keyof S2ApiError>>,
  Expect<Equal<S2Call, "list" | "get" | "issue" | "revoke" | "recover">>,
  Expect<Equal<keyof S2ConflictError, keyof S2ApiError>>,
  Expect<Equal<keyof S2ConnectionError, keyof S2Error>>,
  Expect<Equal<S2Effect, "unknown" | "none">>,
  Expect<Equal<S2Endpoints, { readonly account?: string | undefined; readonly basin?: string | undefined }>>,
  Expect<
    Equal<
      Omit<S2Error, keyof Error>,
      {
        readonly code: S2ErrorCode | (string & {});
        readonly operation: S2Call | undefined;
        readonly attempts: number;
        readonly retryable: boolean;
        readonly retryAfterMillis: number | undefined;
        readonly effect: S2Effect;
      }
    >
  >,
  Expect<
    Equal<
      S2ErrorCode,
      "argument" | "connection" | "timeout" | "response" | "outcome_unknown" | "http" | S2ServerErrorCode
    >
  >,
  Expect<
    Equal<
      S2ErrorDetails,
      {
        readonly operation?: S2Call | undefined;
        readonly attempts?: number | undefined;
        readonly retryable?: boolean | undefined;
        readonly retryAfterMillis?: number | undefined;
        readonly effect?: S2Effect | undefined;
        readonly cause?: unknown;
      }
    >
  >,
  Expect<
    Equal<
      S2Event,
      | { readonly type: "attempt"; readonly operation: S2Call; readonly attempt: number }
      | {
          readonly type: "response";
          readonly operation: S2Call;
          readonly attempt: number;
          readonly status: number;
          readonly millis: number;
        }
      | {
          readonly type: "retry";
          readonly operation: S2Call;
          readonly attempt: number;
          readonly code: string;
          readonly delayMillis: number;
        }
      | {
          readonly type: "done";
          readonly operation: S2Call;
          readonly attempts: number;
          readonly status: number | undefined;
          readonly millis: number;
          readonly ok: boolean;
          readonly code: string | undefined;
        }
    >
  >,
  Expect<
    Equal<
      Omit<S2IssueOutcomeUnknownError, keyof S2Error>,
      { readonly id: string; recover: (input: RecoverInput) => Promise<RecoveredAccessToken> }
    >
  >,
  Expect<Equal<keyof S2NotFoundError, keyof S2ApiError>>,
  Expect<Equal<keyof S2NotSupportedError, keyof S2ApiError>>,
  Expect<
    Equal<
      Omit<S2Options, "random">,
      {
        readonly accessToken: BearerSource;
        readonly endpoints?: S2Endpoints | undefined;
        readonly requestTimeoutMillis?: number | undefined;
        readonly totalTimeoutMillis?: number | undefined;
        readonly retry?: RetryOptions | undefined;
        readonly ifOutcomeUnknown?: IfOutcomeUnknown | undefined;
        readonly fetch?: FetchFunction | undefined;
        readonly headers?: Readonly<Record<string, string>> | undefined;
        readonly observe?: ((event: S2Event) => unknown) | undefined;
        readonly now?: (() => number) | undefined;
        readonly allowInsecureHttp?: boolean | undefined;
      }
    >
  >,
  Expect<Equal<keyof S2PermissionError, keyof S2ApiError>>,
  Expect<Equal<keyof S2RateLimitError, keyof S2ApiError>>,
  Expect<Equal<Omit<S2ResponseError, keyof S2Error>, { readonly status: number | undefined }>>,
  Expect<
    Equal<
      S2ServerErrorCode,
      | "bad_json"
      | "bad_query"
      | "bad_path"
      | "bad_header"
      | "authn"
      | "permission_denied"
      | "quota_exhausted"
      | "access_token_not_found"
      | "request_timeout"
      | "resource_already_exists"
      | "transaction_conflict"
      | "invalid"
      | "rate_limited"
      | "client_hangup"
      | "other"
      | "storage"
      | "not_implemented"
      | "hot_server"
      | "server_draining"
      | "unavailable"
      | "upstream_timeout"
    >
  >,
  Expect<Equal<keyof S2TimeoutError, keyof S2Error>>,
  Expect<Equal<ScopeInput, AccessTokenScope | { build(): AccessTokenScope }>>,
  Expect<Equal<ToArrayInput, { readonly maxItems: number }>>,
  Expect<
    Equal<
      TokenToIssue,
      {
        readonly id: string;
        readonly scope: AccessTokenScope;
        readonly autoPrefixStreams: boolean;
        readonly expiresAt: Date | null;
      }
    >
  >,
  Expect<Equal<UnknownOperation extends string ? true : false, true>>,
  Expect<Equal<string extends UnknownOperation ? true : false, false>>,
  Expect<Equal<typeof isS2Error, (value: unknown) => value is S2Error>>,
];
