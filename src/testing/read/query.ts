import { LIMITS } from "../../../generated/constants.js";
import type { operations } from "../../../generated/schema.js";
import { Refusal } from "../refusal.js";
import type { NameCheck } from "./names.js";

type Parameter = keyof NonNullable<operations["list_access_tokens"]["parameters"]["query"]>;

/** Which part of a listing is asked for. */
export interface ListQuery {
  readonly prefix: string;
  readonly startAfter: string;
  readonly limit: number;
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

/** Reads a parameter of the query that may come once; undefined where it does not come. */
export function readParameter(url: URL, name: string): string | undefined {
  const values = url.searchParams.getAll(name);
  if (values.length > 1) throw new Refusal("bad_query", `${name} is given more than once.`);
  return values[0];
}

/** Reads a whole number from the query. */
export function readCount(url: URL, name: string): number | undefined {
  const text = readParameter(url, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,16}$/.test(text)) {
    throw new Refusal("bad_query", `${name} must be a whole number, not negative.`);
  }
  return Number(text);
}
