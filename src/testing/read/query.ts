import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from "../../../generated/constants.js";
import { Refusal } from "../refusal.js";
import type { NameCheck } from "./names.js";

/** The part of a listing that a request asks for: the parameters that all listings share. */
export interface ListQuery {
  readonly prefix: string;
  readonly start_after: string;
  readonly limit: number;
}

/** Reads the parameters that all listings share. A limit of 0, or above the maximum, is the maximum. */
export function readListQuery(url: URL, prefixProblem: NameCheck): ListQuery {
  const name = (parameter: Exclude<keyof ListQuery, "limit">) => {
    const value = readParameter(url, parameter) ?? "";
    const problem = prefixProblem(value);
    if (problem !== undefined) throw new Refusal("bad_query", `${parameter} ${problem}.`);
    return value;
  };
  const limit = readUint64(url, "limit" satisfies keyof ListQuery) ?? PAGE_SIZE_DEFAULT;
  return {
    prefix: name("prefix"),
    start_after: name("start_after"),
    limit: limit === 0 ? PAGE_SIZE_MAX : Math.min(limit, PAGE_SIZE_MAX),
  };
}

/** Reads a query parameter that may occur once; returns undefined if it is absent. */
export function readParameter(url: URL, name: string): string | undefined {
  const values = url.searchParams.getAll(name);
  if (values.length > 1) throw new Refusal("bad_query", `${name} is given more than once.`);
  return values[0];
}

/** Reads a 32-bit integer from the query. */
export function readCount(url: URL, name: string): number | undefined {
  return readNumber(url, name, 32n);
}

/** Reads a 64-bit integer from the query; above 2^53, the nearest JavaScript number. */
export function readUint64(url: URL, name: string): number | undefined {
  return readNumber(url, name, 64n);
}

function readNumber(url: URL, name: string, bits: bigint): number | undefined {
  const text = readParameter(url, name);
  if (text === undefined) return undefined;
  if (!/^0*\d{1,20}$/.test(text) || BigInt(text) >= 1n << bits) {
    throw new Refusal("bad_query", `${name} must be a ${bits}-bit whole number, 0 or more.`);
  }
  return Number(text);
}
