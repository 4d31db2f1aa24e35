export { applyPlan } from "./plan/apply.js";
export type { ApplyOptions } from "./plan/apply.js";
export type { Step } from "./plan/decide.js";
export type { StepResult } from "./plan/deliver.js";
export type { DesiredToken, DesiredTokens } from "./plan/desired.js";
export { generationOf, markOf } from "./ids.js";
export type { Generation } from "./ids.js";
export { issueMany } from "./bulk/issue-many.js";
export type { IssueManyOptions, IssueResult, TokenToIssueInBulk, UnnamedToken } from "./bulk/issue-many.js";
export { revokeMany } from "./bulk/revoke-many.js";
export type { RevokeResult, TokenToRevoke } from "./bulk/revoke-many.js";
export type { Revoked } from "./bulk/revoke-one.js";
export type { Run, RunOptions, RunSummary } from "./bulk/run.js";
export type { SingleCallOptions, TokenCalls } from "./tokens.js";
export type { Timing } from "./clock.js";
export { planTokens } from "./plan/plan.js";
export type { PlanOptions, PlanStep, TokenPlan } from "./plan/plan.js";
export { tokenProvider } from "./provider/token-provider.js";
export type { TokenTemplate } from "./provider/kind.js";
export type {
  ProviderEvent,
  RevokedTokens,
  TokenProvider,
  TokenProviderOptions,
} from "./provider/provider.js";
export { recoverToken } from "./recover.js";
export type { RecoverOptions } from "./recover.js";
export { rotate } from "./plan/rotate.js";
export type { RotateOptions } from "./plan/rotate.js";
export { memorySink, S2SinkError } from "./plan/sink.js";
export type { MemorySink, Sink, SinkToken } from "./plan/sink.js";
export type { TokenStore } from "./provider/store.js";
export { S2RevocationError, S2TokenUnavailableError } from "./provider/unavailable.js";
