/**
 * Components below which a lost key is a break: S2 ignores unknown keys of a scope, and so issues a token that may do
 * something other than what was asked for.
 */
export const guarded: readonly string[] = ["AccessTokenScope"];
