export { createLocalAccount } from "./account.js";
export type { LocalAccount, LocalAccountOptions } from "./account.js";
export type { BeyondIssuer, Denial, OperationTable, ResourceKind } from "./authorise.js";
export { FAULT_NAMES } from "./fault-table.js";
export type { FaultName } from "./fault-table.js";
export type { Fault, FaultCall, Faults } from "./faults.js";
export type { Decision, JournalEntry } from "./journal.js";
export type { Outcome, Served } from "./outcome.js";
export type { AccountRequest, Answer } from "./request.js";
