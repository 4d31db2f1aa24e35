export { OPERATION_GROUPS, OPERATIONS } from "../generated/constants.js";
export { S2 } from "./s2.js";
export type { S2AccessTokens } from "./access-tokens/client.js";
export { IssuedAccessToken, RecoveredAccessToken } from "./access-tokens/issued.js";
export { S2IssueOutcomeUnknownError } from "./access-tokens/outcome-unknown.js";
export { streamPrefix, uniqueId } from "./check/ids.js";
export { isOperation, parseScope, parseToken } from "./check/parse.js";
export {
  S2ApiError,
  S2ArgumentError,
  S2AuthenticationError,
  S2ConflictError,
  S2ConnectionError,
  S2Error,
  S2NotFoundError,
  S2NotSupportedError,
  S2PermissionError,
  S2RateLimitError,
  S2ResponseError,
  S2TimeoutError,
} from "./errors.js";
export type { ArgumentIssue, S2Call, S2Effect, S2ErrorCode } from "./errors.js";
export type {
  BearerSource,
  CallOptions,
  FetchFunction,
  IssueOptions,
  ListAllOptions,
  RetryOptions,
  RevokeOptions,
  S2Event,
  S2Options,
} from "./options.js";
export type {
  AccessTokenInfo,
  AccessTokenListing,
  AccessTokenScope,
  Expiry,
  IssueAccessTokenInput,
  IssueGuard,
  ListAccessTokensInput,
  ListAccessTokensResponse,
  ListAllAccessTokensInput,
  ListedScope,
  Operation,
  OperationGroup,
  OperationName,
  Page,
  ParsedToken,
  PrefixedScope,
  ResourceSet,
  Revocation,
  ScopeInput,
  TokenToIssue,
  UnknownOperation,
} from "./types.js";
export { all, exact, prefix, scope } from "./scope/build.js";
export type { ScopeBuilder } from "./scope/build.js";
export { canonical, diffScopes, sameScope } from "./scope/canonical.js";
export type { ScopeChange } from "./scope/canonical.js";
export { audit } from "./lifecycle/audit.js";
export type { Audit, AuditedToken, AuditSummary } from "./lifecycle/audit.js";
export { excess } from "./scope/excess/excess.js";
export type { ExcessOptions } from "./scope/excess/excess.js";
export type { Excess } from "./scope/excess/item.js";
export { can, evaluate } from "./scope/evaluate.js";
export type { Evaluation, Reason } from "./scope/evaluate.js";
export { explain, summary } from "./scope/explain/explain.js";
export type { ExplainOptions } from "./scope/explain/explain.js";
export { withGroups } from "./scope/groups.js";
export type { GroupOptions, GroupOverrides, OperationTable } from "./scope/groups.js";
export { refuseExcess, refuseFindings } from "./access-tokens/guards.js";
export type { ExcessIssue, FindingIssue } from "./access-tokens/guards.js";
export { lint, LINT_RULES } from "./scope/lint/lint.js";
export type { Finding, LintOptions, LintRule } from "./scope/lint/lint.js";
export type { Fix, Severity } from "./scope/lint/view.js";
export { permittedOperations } from "./scope/permitted.js";
export type { PermittedOperation } from "./scope/permitted.js";
export { appendOnly, readOnly, readWrite, tenant } from "./scope/recipes.js";
export type { Tenant } from "./scope/recipes.js";
export type { ScopeRequest } from "./scope/requests.js";
export type { Answer } from "./scope/resources.js";
export type { Clock, ScopedToken, ScopeOrToken } from "./scope/subject.js";
export { widen } from "./scope/widen.js";
export type { Widening } from "./scope/widen.js";
