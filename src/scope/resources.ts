import type { OperationRow } from "../../generated/constants.js";
import { isRecord } from "../check/keys.js";
import { fits, type NameKind } from "../check/names.js";
import { quoted } from "../check/text.js";
import type { AccessTokenScope } from "../types.js";
import { list } from "./sentences.js";

/**
 * `yes` and `no` are certain. `unknown`: S2's sources disagree, or the scope holds something that this version cannot
 * read.
 */
export type Answer = "yes" | "no" | "unknown";

/** Returns the weaker of two answers that must both hold. */
export function weaker(a: Answer, b: Answer): Answer {
  if (a === "no" || b === "no") return "no";
  return a === "unknown" ? a : b;
}

/** A kind of thing that a request names. */
export type Resource = OperationRow["resources"][number];

/** The words for each kind of resource: as a scope's set, in a request, by the rules for names, and in a sentence. */
export const RESOURCES = {
  basin: { set: "basins", key: "basin", name: "basin", noun: "a basin" },
  stream: { set: "streams", key: "stream", name: "stream", noun: "a stream" },
  "access-token": {
    set: "accessTokens",
    key: "accessTokenId",
    name: "accessToken",
    noun: "an access token",
  },
} as const satisfies Record<
  Resource,
  { set: keyof AccessTokenScope; key: string; name: NameKind; noun: string }
>;

/** Every kind of resource, in the order a scope has them. */
export const RESOURCE_KINDS = ["basin", "stream", "access-token"] as const satisfies readonly Resource[];

/** A resource set, classified by its effect rather than by its keys. */
export type SetReading =
  | { readonly kind: "none" }
  | { readonly kind: "exact"; readonly name: string }
  | { readonly kind: "prefix"; readonly prefix: string }
  /** Written by hand and wrong, or of a shape that S2 added after this version. */
  | { readonly kind: "unreadable" };

const NONE = { kind: "none" } as const;

const UNREADABLE = { kind: "unreadable" } as const;

/** Reads the value of a resource set. Listings and JSON pass through here: nothing is trusted. */
export function readSet(set: unknown): SetReading {
  if (set === undefined || set === null) return NONE;
  if (!isRecord(set)) return UNREADABLE;
  const { exact, prefix } = set;
  for (const key in set) {
    // Whatever else a set says may narrow it.
    if (key !== "exact" && key !== "prefix" && set[key] !== undefined) return UNREADABLE;
  }
  if (typeof exact === "string" && prefix === undefined) {
    return exact === "" ? NONE : { kind: "exact", name: exact };
  }
  return typeof prefix === "string" && exact === undefined ? { kind: "prefix", prefix } : UNREADABLE;
}

/** Reads the set that a scope has for one kind of resource. */
export function setOf(scope: AccessTokenScope, resource: Resource): SetReading {
  return readSet(scope[RESOURCES[resource].set]);
}

/** Reports whether a set covers a name. */
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

/** Reports whether a set covers every name there is. */
export function coversAll(set: SetReading): boolean {
  return set.kind === "prefix" && set.prefix === "";
}

/**
 * Reports whether the UTF-8 of a name begins with that of a prefix. It differs from `startsWith` only where a prefix ends
 * in the middle of a surrogate pair: half a pair has other bytes than the pair.
 */
export function startsWithBytes(name: string, prefix: string): boolean {
  if (!name.startsWith(prefix)) return false;
  const last = prefix.charCodeAt(prefix.length - 1);
  if (!(last >= 0xd800 && last < 0xdc00)) return true;
  const next = name.charCodeAt(prefix.length);
  return !(next >= 0xdc00 && next < 0xe000);
}

/**
 * Reports whether a prefix ends with a separator, so that it ends where a name's part does: punctuation, such as `/`, `-`
 * and `.`, and the two symbols that are used like it. A letter, mark, digit or joiner goes on.
 */
export function endsWithSeparator(prefix: string): boolean {
  return /[\p{P}|~]$/u.test(prefix.slice(-2));
}

/** The relation of one set to another. */
export type Difference =
  /** Every name of the first is in the second. */
  | { readonly kind: "contained" }
  /** A name in the first and not in the second. */
  | { readonly kind: "beyond"; readonly name: string }
  /** The first is written wider, but no name that S2 allows is long enough to tell them apart. */
  | { readonly kind: "wider" }
  | { readonly kind: "unreadable" };

/** Words to end a name with; no two begin alike, so one of them always leads out of another prefix. */
const ENDINGS = {
  basin: ["any-basin", "other-basin", "a", "o"],
  stream: ["any", "other", "a", "o"],
  "access-token": ["any", "other", "a", "o"],
} as const satisfies Record<Resource, readonly string[]>;

/** Finds a name in set `a` and not in set `b`, or says why there is none. */
export function difference(resource: Resource, a: SetReading, b: SetReading): Difference {
  if (a.kind === "none" || coversAll(b)) return { kind: "contained" };
  if (a.kind === "unreadable" || b.kind === "unreadable") return { kind: "unreadable" };
  if (a.kind === "exact") {
    return covers(b, a.name) === "yes" ? { kind: "contained" } : { kind: "beyond", name: a.name };
  }
  if (b.kind === "prefix" && startsWithBytes(a.prefix, b.prefix)) return { kind: "contained" };
  const name = namesIn(resource, a.prefix).find((candidate) => covers(b, candidate) === "no");
  return name === undefined ? { kind: "wider" } : { kind: "beyond", name };
}

/** Returns a name that a set covers; undefined if it covers none, or cannot be read. */
export function nameIn(resource: Resource, set: SetReading): string | undefined {
  if (set.kind === "exact") return set.name;
  return set.kind === "prefix" ? namesIn(resource, set.prefix)[0] : undefined;
}

function namesIn(resource: Resource, prefix: string): readonly string[] {
  const names = [...ENDINGS[resource].map((ending) => prefix + ending), prefix];
  return names.filter((name) => name !== "" && fits(RESOURCES[resource].name, name));
}

/** Describes sets as empty: `streams covers nothing`. */
export function coverNothing(empty: readonly Resource[]): string {
  return `${list(empty.map((kind) => RESOURCES[kind].set))} ${empty.length === 1 ? "covers" : "cover"} nothing`;
}

/** Describes what a set covers, to follow its name: `basins …`. */
export function describeSet(set: SetReading): string {
  switch (set.kind) {
    case "none":
      return "covers nothing";
    case "exact":
      return `covers only ${quoted(set.name)}`;
    case "prefix":
      return set.prefix === "" ? "covers everything" : `covers names that begin with ${quoted(set.prefix)}`;
    case "unreadable":
      return "is of a shape that this version cannot read";
  }
}
