export { OPERATION_GROUPS, OPERATIONS } from "../generated/constants.js";
export { S2 } from "./s2.js";
export type { S2AccessTokens } from "./access-tokens/client.js";
export { IssuedAccessToken, RecoveredAccessToken } from "./access-tokens/issued.js";
export { S2IssueOutcomeUnknownError } from "./access-tokens/outcome-unknown.js";
export { streamPrefix, uniqueId } from "./check/ids.js";
export type { UniqueIdOptions } from "./check/ids.js";
export { isOperation, parseScope, parseToken } from "./check/parse.js";
export * from "./errors.js";
export type * from "./options.js";
export type * from "./types.js";
export { all, exact, prefix, scope } from "./scope/build.js";
export type { ScopeBuilder } from "./scope/build.js";
export { canonical, diffScopes, sameScope } from "./scope/canonical.js";
export type {
  GroupChange,
  OperationChange,
  ScopeChange,
  SetChange,
  UnreadableChange,
} from "./scope/canonical.js";
export { audit } from "./lifecycle/audit.js";
export type { Audit, AuditedToken, AuditExpiries, AuditSummary } from "./lifecycle/audit.js";
export { excess } from "./scope/contain.js";
export type {
  Excess,
  ExcessOptions,
  ExcessPart,
  GrantExcess,
  RequestExcess,
  UncertainExcess,
} from "./scope/contain.js";
export { can, evaluate } from "./scope/evaluate.js";
export type { Evaluation, OperationReason, Reason, ResourceReason, UnreadReason } from "./scope/evaluate.js";
export { explain, summary } from "./scope/explain/explain.js";
export type { ExplainOptions } from "./scope/explain/explain.js";
export type { Grant } from "./scope/grants.js";
export { withGroups } from "./scope/groups.js";
export type { GroupOptions, GroupOverrides, OperationFacts, OperationTable } from "./scope/groups.js";
export { refuseExcess, refuseFindings } from "./scope/guards.js";
export type { ExcessIssue, FindingIssue, RefuseFindingsOptions } from "./scope/guards.js";
export { lint, LINT_RULES } from "./scope/lint/lint.js";
export type { Finding, LintOptions, LintRule } from "./scope/lint/lint.js";
export type { Fix, Severity } from "./scope/lint/view.js";
export { permittedOperations } from "./scope/permitted.js";
export type { PermittedOperation } from "./scope/permitted.js";
export { appendOnly, readOnly, readWrite, tenant } from "./scope/recipes.js";
export type { RecipePlace, Tenant, TenantPlace, WriterPlace } from "./scope/recipes.js";
export type {
  AccessTokenRequest,
  AccountRequest,
  BasinRequest,
  ScopeRequest,
  StreamRequest,
  UnknownRequest,
} from "./scope/requests.js";
export type { Answer, Resource } from "./scope/resources.js";
export type { Clock, ScopedToken, ScopeOrToken } from "./scope/subject.js";
export { widen } from "./scope/widen.js";
export type { Widening } from "./scope/widen.js";
