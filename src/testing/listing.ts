import { LIMITS } from "../../generated/constants.js";
import type { operations } from "../../generated/schema.js";
import { compareBytes } from "../check/names.js";
import type { NameCheck } from "./names.js";
import { Refusal } from "./refusal.js";
import { readCount, readParameter } from "./request.js";
import type { NameSet } from "./scope-body.js";
import type { SortedMap } from "./sorted-map.js";

type Parameter = keyof NonNullable<operations["list_access_tokens"]["parameters"]["query"]>;

/** Which part of a listing is asked for. */
export interface ListQuery {
  readonly prefix: string;
  readonly startAfter: string;
  readonly limit: number;
}

/** One page of a listing. */
export interface Listed<V> {
  readonly items: V[];
  readonly hasMore: boolean;
}

/** Reads the parameters that all listings share. A limit of 0, or beyond the largest, is the largest. */
export function readListQuery(url: URL, prefixProblem: NameCheck): ListQuery {
  const name = (parameter: Exclude<Parameter, "limit">) => {
    const value = readParameter(url, parameter) ?? "";
    const problem = prefixProblem(value);
    if (problem !== undefined) throw new Refusal("bad_query", `${parameter} ${problem}.`);
    return value;
  };
  const limit = readCount(url, "limit" satisfies Parameter) ?? LIMITS.pageSizeDefault;
  return {
    prefix: name("prefix"),
    startAfter: name("start_after"),
    limit: limit === 0 ? LIMITS.pageSizeMax : Math.min(limit, LIMITS.pageSizeMax),
  };
}

/** Selects a page in time that depends on its size, not on that of the map. `within` narrows it to a scope's names. */
export function selectPage<V>(
  map: SortedMap<V>,
  nameOf: (value: V) => string,
  { prefix, startAfter, limit }: ListQuery,
  within: NameSet,
): Listed<V> {
  const covered = narrow(prefix, within);
  const items: V[] = [];
  if (covered === undefined) return { items, hasMore: false };
  const fromPrefix = compareBytes(covered.prefix, startAfter) > 0;
  for (const value of map.from(fromPrefix ? covered.prefix : startAfter, fromPrefix || startAfter === "")) {
    if (!covered.matches(nameOf(value))) break;
    if (items.length === limit) return { items, hasMore: true };
    items.push(value);
  }
  return { items, hasMore: false };
}

/** The run of names that a prefix and a set have in common; undefined where they have none. */
function narrow(
  prefix: string,
  within: NameSet,
): { prefix: string; matches: (name: string) => boolean } | undefined {
  if (within === null) return undefined;
  if ("exact" in within) {
    const { exact } = within;
    return exact.startsWith(prefix) ? { prefix: exact, matches: (name) => name === exact } : undefined;
  }
  const longer = prefix.length > within.prefix.length ? prefix : within.prefix;
  const matches = (name: string) => name.startsWith(longer);
  return longer.startsWith(prefix) && longer.startsWith(within.prefix)
    ? { prefix: longer, matches }
    : undefined;
}
