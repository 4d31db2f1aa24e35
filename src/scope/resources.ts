import type { OperationRow } from "../../generated/constants.js";
import { S2ArgumentError } from "../errors.js";
import { isRecord } from "../check/keys.js";
import type { NameKind } from "../check/names.js";
import type { AccessTokenScope } from "../types.js";
import { list, quote } from "./sentences.js";

/** `yes` and `no` are certain. `unknown`: S2's sources disagree, or the scope holds what this version cannot read. */
export type Answer = "yes" | "no" | "unknown";

/** The less sure to be permitted of two answers, where both must hold. */
export function weaker(a: Answer, b: Answer): Answer {
  if (a === "no" || b === "no") return "no";
  return a === "unknown" ? a : b;
}

/** A kind of thing that a request names. */
export type Resource = OperationRow["resources"][number];

/** How each kind of resource is called: as a scope's set, in a request, by the rules for names, and in a sentence. */
export const RESOURCES = {
  basin: { set: "basins", key: "basin", name: "basin", noun: "basin" },
  stream: { set: "streams", key: "stream", name: "stream", noun: "stream" },
  "access-token": { set: "accessTokens", key: "accessTokenId", name: "accessToken", noun: "access token" },
} as const satisfies Record<
  Resource,
  { set: keyof AccessTokenScope; key: string; name: NameKind; noun: string }
>;

/** Every kind of resource, in the order a scope has them. */
export const RESOURCE_KINDS = ["basin", "stream", "access-token"] as const satisfies readonly Resource[];

/** A resource set, told apart by what it does rather than by its keys. */
export type SetReading =
  | { readonly kind: "none" }
  | { readonly kind: "exact"; readonly name: string }
  | { readonly kind: "prefix"; readonly prefix: string }
  /** Written by hand and wrong, or of a shape that S2 added after this version. */
  | { readonly kind: "unreadable" };

const NONE = { kind: "none" } as const;

const UNREADABLE = { kind: "unreadable" } as const;

/** Reads what a scope has as the set of one kind of resource. Listings and JSON pass through here: nothing is trusted. */
export function readSet(set: unknown): SetReading {
  if (set === undefined || set === null) return NONE;
  if (!isRecord(set)) return UNREADABLE;
  const { exact, prefix } = set;
  if (typeof exact === "string" && prefix === undefined) {
    return exact === "" ? NONE : { kind: "exact", name: exact };
  }
  return typeof prefix === "string" && exact === undefined ? { kind: "prefix", prefix } : UNREADABLE;
}

/** The set that a scope has for one kind of resource. */
export function setOf(scope: AccessTokenScope, resource: Resource): SetReading {
  return readSet(scope[RESOURCES[resource].set]);
}

/** Ends with an S2ArgumentError where there is no scope to ask about. */
export function requireScope(scope: unknown, path = "scope"): asserts scope is AccessTokenScope {
  if (isRecord(scope)) return;
  throw new S2ArgumentError([{ path, code: "wrong_type", message: "A scope is an object." }]);
}

/** Whether a set covers a name. */
export function covers(set: SetReading, name: string): Answer {
  switch (set.kind) {
    case "none":
      return "no";
    case "exact":
      return name === set.name ? "yes" : "no";
    case "prefix":
      return startsWithBytes(name, set.prefix) ? "yes" : "no";
    case "unreadable":
      return "unknown";
  }
}

/** Whether a set covers every name there is. */
export function coversAll(set: SetReading): boolean {
  return set.kind === "prefix" && set.prefix === "";
}

/**
 * Whether the UTF-8 of a name begins with that of a prefix. It differs from `startsWith` only where a prefix ends in the
 * middle of a surrogate pair: half a pair has other bytes than the pair.
 */
export function startsWithBytes(name: string, prefix: string): boolean {
  if (!name.startsWith(prefix)) return false;
  const last = prefix.charCodeAt(prefix.length - 1);
  if (!(last >= 0xd800 && last < 0xdc00)) return true;
  const next = name.charCodeAt(prefix.length);
  return !(next >= 0xdc00 && next < 0xe000);
}

/** Says of empty sets that they are: `streams covers nothing`. */
export function coverNothing(empty: readonly Resource[]): string {
  return `${list(empty.map((kind) => RESOURCES[kind].set))} ${empty.length === 1 ? "covers" : "cover"} nothing`;
}

/** What a set covers, to follow its name: `basins …`. */
export function describeSet(set: SetReading): string {
  switch (set.kind) {
    case "none":
      return "covers nothing";
    case "exact":
      return `covers only ${quote(set.name)}`;
    case "prefix":
      return set.prefix === "" ? "covers everything" : `covers names that begin with ${quote(set.prefix)}`;
    case "unreadable":
      return "is of a shape that this version cannot read";
  }
}
