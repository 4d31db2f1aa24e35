import { stableJson } from "./equal.js";
import { holdsNames, isProse } from "./prose.js";
import { isRecord } from "./yaml.js";

type Json = Readonly<Record<string, unknown>>;

/** The side whose prose to keep where only prose differs. */
export type Descriptions = "ours" | "theirs";

/** Lists that are sets: they keep our order as long as the members are the same. */
const sets = new Set(["required", "enum", "type", "tags"]);

/**
 * Overlays a new document on ours: everything it says counts, in our order, with additions where they are in theirs.
 * Prose stays ours wherever the thing it describes is the same, unless theirs is asked for.
 */
export function overlay(ours: unknown, theirs: unknown, descriptions: Descriptions, key = ""): unknown {
  if (isRecord(ours) && isRecord(theirs)) return overlayObject(ours, theirs, descriptions, holdsNames(key));
  if (Array.isArray(ours) && Array.isArray(theirs)) return overlayList(ours, theirs, descriptions, key);
  return theirs;
}

function overlayObject(ours: Json, theirs: Json, descriptions: Descriptions, isNames: boolean): Json {
  const keepsProse = descriptions === "ours" && stableJson(own(ours)) === stableJson(own(theirs));
  const merged: Record<string, unknown> = {};
  for (const key of mergeOrder(Object.keys(ours), Object.keys(theirs))) {
    const isText = !isNames && isProse(key);
    const from = isText && keepsProse ? ours : theirs;
    if (!Object.hasOwn(from, key)) continue;
    const inner = isNames ? "" : key;
    merged[key] =
      isText || !Object.hasOwn(ours, key) ? from[key] : overlay(ours[key], theirs[key], descriptions, inner);
  }
  return merged;
}

function overlayList(
  ours: readonly unknown[],
  theirs: readonly unknown[],
  descriptions: Descriptions,
  key: string,
): readonly unknown[] {
  if (sets.has(key)) return stableJson({ [key]: ours }) === stableJson({ [key]: theirs }) ? ours : theirs;
  const left = new Map(theirs.map((item, index) => [identity(item, index), item]));
  // Items of the same identity cannot be told apart; the new list then counts as it is.
  if (left.size < theirs.length) return theirs;
  const counterparts = new Map(ours.map((item, index) => [identity(item, index), item]));
  const order = mergeOrder([...counterparts.keys()], [...left.keys()]);
  return order
    .filter((name) => left.has(name))
    .map((name) =>
      counterparts.has(name) ? overlay(counterparts.get(name), left.get(name), descriptions) : left.get(name),
    );
}

/** Returns a key that identifies an item of a list in another version of the list. */
function identity(item: unknown, index: number): string {
  if (!isRecord(item)) return stableJson([index]);
  if (typeof item["$ref"] === "string") return item["$ref"];
  if (typeof item["name"] === "string") return stableJson([item["in"], item["name"]]);
  if (typeof item["title"] === "string") return item["title"];
  return (
    stableJson(["type", "required", "url"].map((key) => item[key])) + (isRecord(item["type"]) ? index : "")
  );
}

/** Returns the plain values of an object, without prose and without the objects in it. */
function own(object: Json): Json {
  const isPlain = (value: unknown): boolean =>
    Array.isArray(value) ? !value.some((item) => typeof item === "object") : typeof value !== "object";
  const plain = Object.entries(object).filter(([key, value]) => !isProse(key) && isPlain(value));
  return Object.fromEntries(plain);
}

/** Returns our keys in our order, each new one after the key it follows in theirs. */
function mergeOrder(ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const order = [...ours];
  for (const [index, key] of theirs.entries()) {
    if (order.includes(key)) continue;
    const before = theirs[index - 1];
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key);
  }
  return order;
}
