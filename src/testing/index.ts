export { createLocalAccount } from "./account.js";
export type { LocalAccount, LocalAccountOptions } from "./account.js";
export type { OperationTable } from "./authorise.js";
