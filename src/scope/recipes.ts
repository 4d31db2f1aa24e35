import { streamPrefix } from "../check/ids.js";
import { kindOf, mustBe, problem, refuse } from "../check/problems.js";
import { quoted } from "../check/text.js";
import type { ArgumentIssue } from "../errors.js";
import type { AccessTokenScope, Operation, PrefixedScope, ResourceSet } from "../types.js";
import { prefix, scope } from "./build.js";
import { readOptions } from "./groups.js";
import { endsWithSeparator } from "./resources.js";

/** The place that a recipe is for. */
export interface RecipePlace {
  readonly basins: ResourceSet;
  readonly streams: ResourceSet;
  /** Adds `list-streams` (default false). */
  readonly listStreams?: boolean | undefined;
}

/** The place that a recipe which writes is for. */
export interface WriterPlace extends RecipePlace {
  /** Adds `create-stream` (default false). */
  readonly createStreams?: boolean | undefined;
}

/**
 * A scope that reads records and sees where streams end. It names `read` and `check-tail`, so nothing that S2 adds later
 * comes with it.
 *
 * @throws S2ArgumentError for a set that is missing, and for names that S2 could not take.
 * @example
 * ```ts
 * readOnly({ basins: exact("production"), streams: prefix("logs/") });
 * ```
 */
export function readOnly(where: RecipePlace): AccessTokenScope {
  return recipe(where, ["basins", "streams", "listStreams"], ["read", "check-tail"]);
}

/**
 * A scope that adds records and sees where streams end, and reads none. It names `append` and `check-tail`, so nothing that
 * S2 adds later comes with it.
 *
 * @throws S2ArgumentError for a set that is missing, and for names that S2 could not take.
 * @example
 * ```ts
 * appendOnly({ basins: exact("production"), streams: exact("audit-log") });
 * ```
 */
export function appendOnly(where: WriterPlace): AccessTokenScope {
  return recipe(where, WRITER_KEYS, ["append", "check-tail"]);
}

/**
 * A scope that adds and reads records and sees where streams end. It names `append`, `read` and `check-tail`, so nothing
 * that S2 adds later comes with it.
 *
 * @throws S2ArgumentError for a set that is missing, and for names that S2 could not take.
 * @example
 * ```ts
 * readWrite({ basins: exact("production"), streams: prefix("jobs/"), createStreams: true });
 * ```
 */
export function readWrite(where: WriterPlace): AccessTokenScope {
  return recipe(where, WRITER_KEYS, ["append", "read", "check-tail"]);
}

const WRITER_KEYS = ["basins", "streams", "listStreams", "createStreams"] as const;

/** A scope and its prefixing, from `tenant`: spread it into the input of `issue`. */
export interface Tenant {
  readonly scope: PrefixedScope;
  readonly autoPrefixStreams: true;
}

/** The part of an account that is a tenant's own: streams by segments, joined safely, or by a prefix. */
export type TenantPlace = TenantBySegments | TenantByPrefix;

/** A tenant whose stream names begin with segments. */
export interface TenantBySegments extends TenantOptions {
  /** The segments that `streamPrefix` joins: `["users", userId]`, whatever the user is called. */
  readonly segments: readonly [string, ...string[]];
  readonly prefix?: undefined;
}

/** A tenant whose stream names begin with a prefix. */
export interface TenantByPrefix extends TenantOptions {
  /** The beginning of the tenant's stream names, which ends with a separator such as `/`. */
  readonly prefix: string;
  readonly segments?: undefined;
}

/** The part of a tenant that is not its streams. */
export interface TenantOptions {
  readonly basins: ResourceSet;
  /** Adds `list-streams` (default true). */
  readonly listStreams?: boolean | undefined;
  /** Adds `create-stream` (default false). */
  readonly createStreams?: boolean | undefined;
}

/**
 * A tenant that has the streams under a prefix to itself and does not see the prefix. It names `append`, `read`,
 * `check-tail`, `trim`, `fence` and `list-streams`, so nothing that S2 adds later comes with it.
 *
 * Give `segments` where a part of the prefix comes from elsewhere: user `a` then never covers user `a/b`.
 *
 * @throws S2ArgumentError for a prefix that is empty or does not end with a separator (`users/1` would also cover
 *   `users/10`), for segments that `streamPrefix` refuses, and for names that S2 could not take.
 * @see https://s2.dev/docs/concepts/access-tokens
 * @example
 * ```ts
 * const place = { segments: ["users", userId], basins: exact("production") } as const;
 * await client.accessTokens.issue({ id: uniqueId("session/"), ...tenant(place), expiresIn: "1h" });
 * ```
 */
export function tenant(of: TenantPlace): Tenant {
  const {
    basins,
    listStreams = true,
    createStreams,
    ...place
  } = readOptions<TenantPlace>(of, TENANT_KEYS, "of");
  const streams = prefix(startOf(place.segments, place.prefix));
  const operations = ["append", "read", "check-tail", "trim", "fence"] as const;
  const built = recipe({ basins, streams, listStreams, createStreams }, WRITER_KEYS, operations);
  return { scope: { ...built, streams }, autoPrefixStreams: true };
}

const TENANT_KEYS = ["segments", "prefix", "basins", "listStreams", "createStreams"] as const;

function startOf(segments: TenantPlace["segments"], start: TenantPlace["prefix"]): string {
  if (segments === undefined) refuse(prefixIssues(start));
  else if (start !== undefined)
    refuse([problem("prefix", "two_prefixes", "must not be given beside segments.")]);
  else if (!Array.isArray(segments))
    refuse([mustBe("segments", "wrong_type", "an array of strings", kindOf(segments))]);
  return segments === undefined ? (start ?? "") : streamPrefix(...segments);
}

function prefixIssues(start: unknown): readonly ArgumentIssue[] {
  if (typeof start !== "string") return [mustBe("prefix", "wrong_type", "a string", kindOf(start))];
  if (endsWithSeparator(start)) return [];
  const also = `${quoted(start)} also covers ${quoted(`${start}0`)}`;
  const rest =
    start === ""
      ? "must not be empty: it would cover every stream."
      : `must end with a separator, as "tenants/42/" does: ${also}.`;
  return [problem("prefix", "no_separator", rest)];
}

function recipe(
  where: WriterPlace,
  known: readonly (keyof WriterPlace)[],
  operations: readonly [Operation, ...Operation[]],
): AccessTokenScope {
  const { basins, streams, listStreams, createStreams } = readOptions(where, known, "where");
  refuse([
    ...setIssues("basins", basins),
    ...setIssues("streams", streams),
    ...flagIssues("listStreams", listStreams),
    ...flagIssues("createStreams", createStreams),
  ]);
  const [first, ...rest] = operations;
  let builder = scope()
    .basins(basins)
    .streams(streams)
    .ops(first, ...rest);
  if (listStreams === true) builder = builder.ops("list-streams");
  if (createStreams === true) builder = builder.ops("create-stream");
  return builder.build();
}

/** A set that is left out covers nothing, and so would the whole recipe. */
function setIssues(path: string, set: unknown): readonly ArgumentIssue[] {
  if (set !== undefined && set !== null) return [];
  return [mustBe(path, "wrong_type", "exact(…), prefix(…) or all()", kindOf(set))];
}

function flagIssues(path: string, value: unknown): readonly ArgumentIssue[] {
  if (value === undefined || typeof value === "boolean") return [];
  return [mustBe(path, "wrong_type", "true or false", kindOf(value))];
}
