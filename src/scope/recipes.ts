import { S2ArgumentError } from "../errors.js";
import type { AccessTokenScope, PrefixedScope, ResourceSet } from "../types.js";
import { prefix, scope } from "./build.js";
import { quote } from "./sentences.js";

/**
 * A scope that reads records and sees where streams end, by name: nothing that S2 adds later comes with it.
 *
 * @throws S2ArgumentError for names that S2 could not take.
 * @example
 * ```ts
 * readOnly({ basins: exact("production"), streams: prefix("logs/") });
 * ```
 */
export function readOnly(where: {
  readonly basins: ResourceSet;
  readonly streams: ResourceSet;
}): AccessTokenScope {
  return scope().basins(where.basins).streams(where.streams).ops("read", "check-tail").build();
}

/** What `tenant` gives: spread it into the input of `issue`. */
export interface Tenant {
  readonly scope: PrefixedScope;
  readonly autoPrefixStreams: true;
}

/**
 * A tenant that has the streams under a prefix to itself and does not see the prefix: it may list them, and add, read,
 * trim and fence records in them. Operations are named: nothing that S2 adds later comes with them.
 *
 * The prefix ends with a separator, such as `/`: `users/1` would also cover `users/10`.
 *
 * @throws S2ArgumentError for such a prefix, for the empty one, and for names that S2 could not take.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const input = { id: "tenant-42", ...tenant({ prefix: "tenants/42/", basins: exact("production") }), expiresAt };
 * ```
 */
export function tenant(of: { readonly prefix: string; readonly basins: ResourceSet }): Tenant {
  // What is not a string is left for the builder to refuse.
  if (typeof of.prefix === "string" && !/[^\p{L}\p{N}]$/u.test(of.prefix)) {
    const message = `End the prefix with a separator, as "tenants/42/" does; ${quote(of.prefix)} also covers others.`;
    throw new S2ArgumentError([{ path: "prefix", code: "no_separator", message }]);
  }
  const built = scope()
    .basins(of.basins)
    .streams(prefix(of.prefix))
    .ops("list-streams", "check-tail", "append", "read", "trim", "fence")
    .build();
  return { scope: built, autoPrefixStreams: true };
}
