// Every type of the builders and the analysis of scopes, by equality. A change here is a change for users.
import type {
  AccessTokenInfo,
  AccessTokenRequest,
  AccessTokenScope,
  AccountRequest,
  Answer,
  Audit,
  AuditOptions,
  AuditSummary,
  AuditedToken,
  BasinRequest,
  Clock,
  EmptyScopeBuilder,
  Evaluation,
  ExactMatch,
  Excess,
  ExcessIssue,
  ExcessPart,
  Expiry,
  ExplainOptions,
  Finding,
  FindingIssue,
  Fix,
  Grant,
  GrantExcess,
  GroupChange,
  GroupOptions,
  GroupOverrides,
  IssueGuard,
  LintOptions,
  LintRule,
  ListedScope,
  Operation,
  OperationChange,
  OperationFacts,
  OperationGroup,
  OperationReason,
  OperationTable,
  PermittedOperation,
  PrefixMatch,
  PrefixedScope,
  Reason,
  RefuseFindingsOptions,
  RequestExcess,
  Resource,
  ResourceReason,
  ResourceSet,
  ScopeBuilder,
  ScopeChange,
  ScopeInput,
  ScopeOrToken,
  ScopeRequest,
  ScopedToken,
  SetChange,
  Severity,
  StreamRequest,
  Tenant,
  TokenSource,
  UncertainExcess,
  UnknownOperation,
  UnknownRequest,
  UnreadableChange,
  all,
  audit,
  can,
  canonical,
  diffScopes,
  evaluate,
  exact,
  excess,
  explain,
  lint,
  none,
  permittedOperations,
  prefix,
  readOnly,
  refuseExcess,
  refuseFindings,
  sameScope,
  scope,
  tenant,
  withGroups,
} from "s2-access-tokens";
import type { Equal, Expect } from "./equal.js";

export type Checked = [
  Expect<
    Equal<
      AccessTokenRequest,
      { readonly operation: "issue-access-token" | "revoke-access-token"; readonly accessTokenId: string }
    >
  >,
  Expect<
    Equal<
      AccountRequest,
      {
        readonly operation:
          | "list-basins"
          | "list-access-tokens"
          | "account-metrics"
          | "list-locations"
          | "get-default-location"
          | "set-default-location";
      }
    >
  >,
  Expect<Equal<Answer, "yes" | "no" | "unknown">>,
  Expect<Equal<Omit<Audit, typeof Symbol.asyncIterator>, { readonly summary: AuditSummary }>>,
  Expect<Audit extends AsyncIterable<AuditedToken> ? true : false>,
  Expect<
    Equal<
      AuditOptions,
      {
        readonly prefix?: string | undefined;
        readonly startAfter?: string | undefined;
        readonly signal?: AbortSignal | undefined;
        readonly now: Clock;
        readonly ignore?: readonly LintRule[] | undefined;
        readonly maxLifetimeDays?: number | undefined;
        readonly groups?: OperationTable | undefined;
      }
    >
  >,
  Expect<
    Equal<
      AuditSummary,
      {
        readonly complete: boolean;
        readonly tokens: number;
        readonly flagged: number;
        readonly severities: Readonly<Record<Severity, number>>;
        readonly rules: Readonly<Partial<Record<LintRule, number>>>;
      }
    >
  >,
  Expect<Equal<AuditedToken, { readonly token: AccessTokenInfo; readonly findings: readonly Finding[] }>>,
  Expect<
    Equal<
      BasinRequest,
      {
        readonly operation:
          | "create-basin"
          | "delete-basin"
          | "reconfigure-basin"
          | "get-basin-config"
          | "list-streams"
          | "basin-metrics";
        readonly basin: string;
      }
    >
  >,
  Expect<Equal<Clock, number | Date | (() => number | Date)>>,
  Expect<
    Equal<
      EmptyScopeBuilder<AccessTokenScope>,
      {
        basins(set: ResourceSet | null): EmptyScopeBuilder<AccessTokenScope>;
        streams(set: PrefixMatch): EmptyScopeBuilder<PrefixedScope>;
        streams(set: ResourceSet | null): EmptyScopeBuilder<AccessTokenScope>;
        accessTokens(set: ResourceSet | null): EmptyScopeBuilder<AccessTokenScope>;
        ops(first: Operation, ...rest: readonly Operation[]): ScopeBuilder<AccessTokenScope>;
        group(group: OperationGroup, access: "read" | "write" | "read-write"): ScopeBuilder<AccessTokenScope>;
      }
    >
  >,
  Expect<Equal<Evaluation, { readonly answer: Answer; readonly reasons: readonly Reason[] }>>,
  Expect<Equal<Excess, RequestExcess | GrantExcess | UncertainExcess>>,
  Expect<
    Equal<
      ExcessIssue,
      { readonly excess: Excess; readonly path: string; readonly code: string; readonly message: string }
    >
  >,
  Expect<Equal<ExcessPart, "ops" | "opGroups" | "basins" | "streams" | "accessTokens" | "id" | "expiresAt">>,
  Expect<
    Equal<
      ExplainOptions,
      { readonly format?: "text" | "markdown" | undefined; readonly groups?: OperationTable | undefined }
    >
  >,
  Expect<
    Equal<
      Finding,
      {
        readonly rule: LintRule;
        readonly severity: Severity;
        readonly path: string;
        readonly message: string;
        readonly fix?: Fix;
      }
    >
  >,
  Expect<
    Equal<
      FindingIssue,
      { readonly finding: Finding; readonly path: string; readonly code: string; readonly message: string }
    >
  >,
  Expect<
    Equal<
      Fix,
      {
        readonly changesMeaning: boolean;
        readonly change: {
          readonly scope?: AccessTokenScope;
          readonly autoPrefixStreams?: boolean;
          readonly expiresAt?: Date;
        };
      }
    >
  >,
  Expect<
    Equal<
      Grant,
      | { readonly through: "ops" }
      | { readonly through: "opGroups"; readonly group: OperationGroup; readonly access: "read" | "write" }
    >
  >,
  Expect<
    Equal<GrantExcess, { readonly kind: "grant"; readonly part: ExcessPart; readonly sentence: string }>
  >,
  Expect<
    Equal<
      GroupChange,
      {
        readonly part: "opGroups";
        readonly change: "added" | "removed";
        readonly group: OperationGroup;
        readonly access: "read" | "write";
      }
    >
  >,
  Expect<Equal<GroupOptions, { readonly groups?: OperationTable | undefined }>>,
  Expect<Equal<keyof GroupOverrides, Operation>>,
  Expect<
    Equal<
      LintOptions,
      {
        readonly now: Clock;
        readonly ignore?: readonly LintRule[] | undefined;
        readonly maxLifetimeDays?: number | undefined;
        readonly groups?: OperationTable | undefined;
      }
    >
  >,
  Expect<
    Equal<
      LintRule,
      | "malformed"
      | "empty-permissions"
      | "auto-prefix-without-prefix"
      | "expired"
      | "never-expires"
      | "long-lived"
      | "all-basins-and-streams"
      | "can-mint-tokens"
      | "separator-less-prefix"
      | "inert-grant"
      | "unknown-part"
      | "group-covers-future"
      | "inherits-expiry"
      | "redundant-op"
      | "read-implied-missing"
      | "uncertain-group"
      | "unused-resource-set"
    >
  >,
  Expect<
    Equal<
      OperationChange,
      { readonly part: "ops"; readonly change: "added" | "removed"; readonly operation: string }
    >
  >,
  Expect<
    Equal<
      OperationFacts,
      {
        readonly placements: readonly { readonly group: OperationGroup; readonly access: "read" | "write" }[];
        readonly access: "read" | "write";
        readonly resources: readonly ("basin" | "access-token" | "stream")[];
        readonly certainty: "sourced" | "disputed" | "inferred";
        readonly source: string;
      }
    >
  >,
  Expect<
    Equal<
      OperationReason,
      {
        readonly about: "operation";
        readonly answer: Answer;
        readonly operation: Operation | UnknownOperation;
        readonly grants: readonly Grant[];
        readonly sentence: string;
      }
    >
  >,
  Expect<Equal<OperationTable, Readonly<Record<Operation, OperationFacts>>>>,
  Expect<
    Equal<
      PermittedOperation,
      {
        readonly operation: Operation | UnknownOperation;
        readonly answer: Answer;
        readonly grants: readonly Grant[];
        readonly missing: readonly ("basin" | "access-token" | "stream")[];
        readonly sentence: string;
      }
    >
  >,
  Expect<Equal<Reason, OperationReason | ResourceReason>>,
  Expect<
    Equal<
      RefuseFindingsOptions,
      {
        readonly ignore?: readonly LintRule[] | undefined;
        readonly maxLifetimeDays?: number | undefined;
        readonly groups?: OperationTable | undefined;
      }
    >
  >,
  Expect<
    Equal<
      RequestExcess,
      {
        readonly kind: "request";
        readonly part: ExcessPart;
        readonly witness: ScopeRequest;
        readonly sentence: string;
      }
    >
  >,
  Expect<Equal<Resource, "basin" | "access-token" | "stream">>,
  Expect<
    Equal<
      ResourceReason,
      {
        readonly about: "basin" | "access-token" | "stream";
        readonly answer: Answer;
        readonly name: string | undefined;
        readonly set: ResourceSet | null;
        readonly sentence: string;
      }
    >
  >,
  Expect<
    Equal<
      ScopeBuilder<AccessTokenScope>,
      {
        basins(set: ResourceSet | null): ScopeBuilder<AccessTokenScope>;
        streams(set: PrefixMatch): ScopeBuilder<PrefixedScope>;
        streams(set: ResourceSet | null): ScopeBuilder<AccessTokenScope>;
        accessTokens(set: ResourceSet | null): ScopeBuilder<AccessTokenScope>;
        build(): AccessTokenScope;
        ops(first: Operation, ...rest: readonly Operation[]): ScopeBuilder<AccessTokenScope>;
        group(group: OperationGroup, access: "read" | "write" | "read-write"): ScopeBuilder<AccessTokenScope>;
      }
    >
  >,
  Expect<Equal<ScopeChange, GroupChange | OperationChange | SetChange | UnreadableChange>>,
  Expect<Equal<ScopeOrToken, AccessTokenScope | ScopedToken>>,
  Expect<
    Equal<ScopeRequest, AccessTokenRequest | AccountRequest | BasinRequest | StreamRequest | UnknownRequest>
  >,
  Expect<
    Equal<
      ScopedToken,
      {
        readonly id?: string | undefined;
        readonly scope: ScopeInput;
        readonly autoPrefixStreams?: boolean | undefined;
        readonly expiresAt?: Expiry | undefined;
      }
    >
  >,
  Expect<
    Equal<
      SetChange,
      {
        readonly part: "basins" | "streams" | "accessTokens";
        readonly change: "changed";
        readonly before: ResourceSet | null;
        readonly after: ResourceSet | null;
      }
    >
  >,
  Expect<Equal<Severity, "error" | "warning" | "info">>,
  Expect<
    Equal<
      StreamRequest,
      {
        readonly operation:
          | "create-stream"
          | "delete-stream"
          | "get-stream-config"
          | "reconfigure-stream"
          | "check-tail"
          | "append"
          | "read"
          | "trim"
          | "fence"
          | "stream-metrics";
        readonly basin: string;
        readonly stream: string;
      }
    >
  >,
  Expect<Equal<Tenant, { readonly scope: PrefixedScope; readonly autoPrefixStreams: true }>>,
  Expect<
    Equal<
      TokenSource,
      {
        listAll(
          input: { readonly prefix?: string | undefined; readonly startAfter?: string | undefined },
          options: { readonly signal?: AbortSignal | undefined },
        ): AsyncIterable<AccessTokenInfo>;
      }
    >
  >,
  Expect<
    Equal<
      UncertainExcess,
      { readonly kind: "uncertain"; readonly part: ExcessPart; readonly sentence: string }
    >
  >,
  Expect<
    Equal<
      UnknownRequest,
      {
        readonly operation: UnknownOperation;
        readonly basin?: string | undefined;
        readonly stream?: string | undefined;
        readonly accessTokenId?: string | undefined;
      }
    >
  >,
  Expect<
    Equal<
      UnreadableChange,
      {
        readonly part: string;
        readonly change: "unreadable";
        readonly before: unknown;
        readonly after: unknown;
      }
    >
  >,
  Expect<Equal<typeof all, () => PrefixMatch>>,
  Expect<Equal<typeof audit, (source: TokenSource, options: AuditOptions) => Audit>>,
  Expect<
    Equal<
      typeof can,
      (scope: AccessTokenScope, request: ScopeRequest, options?: GroupOptions | undefined) => boolean
    >
  >,
  Expect<Equal<typeof canonical, (scope: AccessTokenScope) => ListedScope>>,
  Expect<
    Equal<typeof diffScopes, (before: AccessTokenScope, after: AccessTokenScope) => readonly ScopeChange[]>
  >,
  Expect<
    Equal<
      typeof evaluate,
      (scope: AccessTokenScope, request: ScopeRequest, options?: GroupOptions | undefined) => Evaluation
    >
  >,
  Expect<Equal<typeof exact, (name: string) => ExactMatch>>,
  Expect<
    Equal<
      typeof excess,
      (child: ScopeOrToken, parent: ScopeOrToken, options?: GroupOptions | undefined) => readonly Excess[]
    >
  >,
  Expect<Equal<typeof explain, (token: ScopeOrToken, options?: ExplainOptions | undefined) => string>>,
  Expect<Equal<typeof lint, (token: ScopeOrToken, options: LintOptions) => readonly Finding[]>>,
  Expect<Equal<typeof none, () => null>>,
  Expect<
    Equal<
      typeof permittedOperations,
      (scope: AccessTokenScope, options?: GroupOptions | undefined) => readonly PermittedOperation[]
    >
  >,
  Expect<Equal<typeof prefix, (text: string) => PrefixMatch>>,
  Expect<
    Equal<
      typeof readOnly,
      (where: { readonly basins: ResourceSet; readonly streams: ResourceSet }) => AccessTokenScope
    >
  >,
  Expect<
    Equal<typeof refuseExcess, (parent: ScopeOrToken, options?: GroupOptions | undefined) => IssueGuard>
  >,
  Expect<
    Equal<
      typeof refuseFindings,
      (severity?: Severity | undefined, options?: RefuseFindingsOptions | undefined) => IssueGuard
    >
  >,
  Expect<Equal<typeof sameScope, (a: AccessTokenScope, b: AccessTokenScope) => boolean>>,
  Expect<Equal<typeof scope, () => EmptyScopeBuilder<AccessTokenScope>>>,
  Expect<Equal<typeof tenant, (of: { readonly prefix: string; readonly basins: ResourceSet }) => Tenant>>,
  Expect<Equal<typeof withGroups, (overrides: GroupOverrides) => OperationTable>>,
];
