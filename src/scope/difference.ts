import { fits } from "../check/names.js";
import {
  covers,
  coversAll,
  RESOURCES,
  startsWithBytes,
  type Resource,
  type SetReading,
} from "./resources.js";

/** How one set lies to another. */
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

/** A name in set `a` and not in set `b`, or why there is none. */
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

/** A name that a set covers; undefined where it covers none, or cannot be read. */
export function nameIn(resource: Resource, set: SetReading): string | undefined {
  if (set.kind === "exact") return set.name;
  return set.kind === "prefix" ? namesIn(resource, set.prefix)[0] : undefined;
}

function namesIn(resource: Resource, prefix: string): readonly string[] {
  const names = [...ENDINGS[resource].map((ending) => prefix + ending), prefix];
  return names.filter((name) => name !== "" && fits(RESOURCES[resource].name, name));
}
