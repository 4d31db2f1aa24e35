/**
 * Components below which a lost key is a break: S2 ignores a key of a scope that it does not know, and so issues a token
 * that may do something else than what was asked for.
 */
export const guarded: readonly string[] = ["AccessTokenScope"];
