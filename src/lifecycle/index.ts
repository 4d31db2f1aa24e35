export { applyPlan } from "./apply.js";
export type { ApplyOptions } from "./apply.js";
export type { Step } from "./decide.js";
export type { StepResult } from "./deliver.js";
export type { DesiredToken, DesiredTokens } from "./desired.js";
export { generationOf, markOf } from "./ids.js";
export type { Generation } from "./ids.js";
export { issueMany } from "./issue-many.js";
export type { IssueManyOptions, IssueResult, TokenToIssueInBulk, UnnamedToken } from "./issue-many.js";
export { revokeMany } from "./revoke-many.js";
export type { RevokeResult, TokenToRevoke } from "./revoke-many.js";
export type { Revoked } from "./revoke-one.js";
export type { Run, RunOptions, RunSummary } from "./run.js";
export type { SingleCallOptions, TokenCalls } from "./tokens.js";
export type { Timing } from "./clock.js";
export { planTokens } from "./plan.js";
export type { PlanOptions, PlanStep, TokenPlan } from "./plan.js";
export { tokenProvider } from "./provider.js";
export type {
  ProviderEvent,
  RevokedTokens,
  TokenProvider,
  TokenProviderOptions,
  TokenTemplate,
} from "./provider.js";
export { recoverToken } from "./recover.js";
export type { RecoverOptions } from "./recover.js";
export { rotate } from "./rotate.js";
export type { RotateOptions } from "./rotate.js";
export { memorySink, S2SinkError } from "./sink.js";
export type { MemorySink, Sink, SinkToken } from "./sink.js";
export type { TokenStore } from "./store.js";
export { S2RevocationError, S2TokenUnavailableError } from "./unavailable.js";
