export { S2 } from "./s2.js";
export type { S2AccessTokens } from "./access-tokens.js";
export * from "./errors.js";
export type * from "./options.js";
export type * from "./types.js";
