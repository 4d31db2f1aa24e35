import { editDistance } from "../../../src/check/keys.js";
import { outline } from "../../spec/schema/shape.js";
import type { Part, Shape } from "../../spec/schema/shape.js";
import { isDocs } from "./walk.js";
import type { Walk } from "./walk.js";

/** The longest name, in characters, that is compared letter by letter. */
const longestName = 100;

/**
 * Finds properties that were renamed: the same schema under another name, and a reason to believe that it is the same
 * property. One optional string removed and another added is no such reason.
 */
export function renamedProperties(walk: Walk, old: Shape, now: Shape): ReadonlyMap<string, string> {
  const only = (from: Shape, other: Shape): (readonly [string, Part])[] =>
    [...from.properties].filter(([name]) => !other.properties.has(name) && !other.required.has(name));
  const come = new Map<string, (readonly [string, Part])[]>();
  for (const entry of only(now, old)) {
    const glance = outline(walk.head.shape(entry[1]));
    come.set(glance, [...(come.get(glance) ?? []), entry]);
  }
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, part] of only(old, now)) {
    const shape = walk.base.shape(part);
    const alike = (come.get(outline(shape)) ?? []).filter(([other, candidate]) => {
      walk.spend();
      const isLikely =
        !taken.has(other) && (isAlike(name, other) || tellsItself(walk, shape, part, candidate));
      return isLikely && isDocs(walk.weigh(part, candidate));
    });
    const isAsNeeded = ([other]: readonly [string, Part]): boolean =>
      now.required.has(other) === old.required.has(name);
    const [best] = alike.find(isAsNeeded) ?? alike[0] ?? [];
    if (best === undefined) continue;
    found.set(name, best);
    taken.add(best);
  }
  return found;
}

/** Reports whether a schema is distinctive enough to identify a property: not just any string or number. */
function tellsItself(walk: Walk, shape: Shape, part: Part, other: Part): boolean {
  const { ref } = walk.base.peel(part);
  const prose = shape.docs.get("description");
  return (
    (ref !== undefined && ref === walk.head.peel(other).ref) ||
    (typeof prose === "string" && prose !== "" && prose === walk.head.shape(other).docs.get("description")) ||
    shape.properties.size + (shape.values?.size ?? 0) > 0 ||
    shape.pattern !== undefined ||
    shape.union !== undefined
  );
}

/** Reports whether two names share at least half of their words, or nearly all of their letters. */
function isAlike(a: string, b: string): boolean {
  const [words, others] = [wordsOf(a), wordsOf(b)];
  const common = [...words].filter((word) => others.has(word)).length;
  if (common > 0 && 2 * common >= words.size + others.size - common) return true;
  const [one, two] = [[...words].join(""), [...others].join("")];
  const longest = Math.max(one.length, two.length);
  return longest < longestName && editDistance(one, two) * 4 < longest;
}

function wordsOf(name: string): ReadonlySet<string> {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return new Set(words.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ""));
}
