import { isRecord } from "../../../spec/yaml.js";
import { commonTypes, isClosed, outline, typedRest } from "../../../spec/schema/shape.js";
import type { Reader } from "../../../spec/schema/reader.js";
import type { Part, Shape } from "../../../spec/schema/shape.js";
import { findAmbiguous } from "./ambiguity.js";
import { levels, mildest, worst } from "../rules.js";
import type { Level } from "../rules.js";
import { isDocs } from "../walk.js";
import type { Levels, Pair, Walk } from "../walk.js";

/**
 * Compares `oneOf` and `anyOf`. A plain schema counts as a union of one.
 *
 * @returns true if a union explains the whole difference.
 */
export function compareUnions(walk: Walk, pair: Pair): boolean {
  const { old, now, base, head, at } = pair;
  if (!old.union && !now.union) return false;
  const [from, to] = [
    { reader: walk.base, part: base },
    { reader: walk.head, part: head },
  ];
  const lost = findAmbiguous(from, to, walk.spend);
  const back = lost ? undefined : findAmbiguous(to, from, walk.spend);
  if (lost) {
    const message = `A value that was valid can fit both ${namesOf(lost, " and ")}; oneOf admits one alone.`;
    walk.report("oneOf.became-ambiguous", at, message);
  } else if (back) {
    const message = `A value that fitted both ${namesOf(back, " and ")} is now valid.`;
    walk.report("oneOf.disambiguated", at, message);
  }
  if (!old.union || !now.union) return compareWithPlain(walk, pair);
  compareVariants(walk, pair, old.union.variants, now.union.variants);
  return false;
}

/** Compares two unions variant by variant. Their other keywords are left to compare. */
function compareVariants(walk: Walk, { base, head, at }: Pair, before: Some, after: Some): void {
  const { matched, lost, gained } = matchVariants(walk, before, after);
  for (const [from, to] of matched) walk.compare(from, to, "variant");
  if (lost.length > 0) {
    const levels = walk.isSent
      ? replaced(walk, lost, [...after, head], before)
      : { wire: "ok" as const, ts: losesKeys(walk, lost, after) };
    const message = `Variants were removed: ${namesOf(lost)}.`;
    walk.report("oneOf.narrowed", at, message, { old: lost.map(nameOf), ...levels });
  }
  if (gained.length > 0) {
    const levels = walk.isSent ? {} : replaced(walk.reversed(), gained, [...before, base], after);
    const message = `Variants were added: ${namesOf(gained)}.`;
    walk.report("oneOf.widened", at, message, { new: gained.map(nameOf), ...levels });
  }
}

/**
 * Compares a union with a plain schema as a whole: the change is that there is a choice or none, not each of the fields
 * behind it. The plain schema is compared with its nearest variant; the others came or went.
 *
 * @returns true if the variants are all that the union's schema says.
 */
function compareWithPlain(walk: Walk, { old, now, base, head, at }: Pair): boolean {
  const [plain, union] = now.union ? [base, now] : [head, old];
  const { variants } = union.union ?? { variants: [] };
  const weighed = variants.map((variant) => {
    const weight = now.union ? walk.weigh(plain, variant) : walk.weigh(variant, plain);
    return { variant, weight, rank: levels.indexOf(weight.wire) + levels.indexOf(weight.ts) };
  });
  const [nearest] = weighed.toSorted((a, b) => a.rank - b.rank);
  const own = nearest?.weight ?? { wire: "break", ts: "break" };
  const { properties, required, limits } = union;
  const isBare = properties.size + required.size + limits.size === 0 && !isClosed(union) && !typedRest(union);
  const others = variants.filter((variant) => variant !== nearest?.variant);
  const there = walk.isSent ? walk : walk.reversed();
  // Values come from the choice that there is or was, or must fit one of its variants.
  const more =
    walk.isSent === (now.union === undefined)
      ? replaced(there, others, [plain], variants)
      : { wire: replaced(there, [plain], variants, [plain]).wire, ts: "ok" as const };
  const keys = now.union || walk.isSent ? "ok" : losesKeys(walk, variants, [head]);
  const change = {
    wire: worst([more.wire, isBare ? own.wire : "none"]),
    ts: worst([more.ts, own.ts, keys]),
  };
  const names = variants.map(nameOf);
  const difference = isDocs(own) ? "" : " None of them is as the one is.";
  if (now.union) {
    const message = `One schema became a choice of ${namesOf(variants)}.${difference}`;
    walk.report("oneOf.became", at, message, { old: nameOf(plain), new: names, ...change });
  } else {
    const message = `A choice of ${namesOf(variants)} became one schema.${difference}`;
    walk.report("oneOf.dropped", at, message, { old: names, new: nameOf(plain), ...change });
  }
  return isBare;
}

type Some = readonly Part[];

/**
 * Returns the levels of replacing some variants: safe where one of those that are kept admits all their values. The
 * generator makes inline variants exclusive, so each then names the keys of its siblings, too.
 */
function replaced(walk: Walk, lost: Some, kept: Some, siblings: Some): Levels {
  const isExclusive = siblings.every(({ raw }) => isRecord(raw) && isRecord(raw["properties"]));
  const found = lost.map((variant) => {
    const own = (isExclusive ? siblings : [variant]).flatMap((one) => keysOf(walk.base, one));
    return kept.map((other): Levels => {
      const { valid } = walk.weigh(variant, other);
      return isStranger(walk, own, other) ? { ...valid, ts: "break" } : valid;
    });
  });
  const levelOn = (axis: "wire" | "ts"): Level =>
    worst(found.map((options) => worst(["ok", mildest(options.map((levels) => levels[axis]))])));
  return { wire: levelOn("wire"), ts: levelOn("ts") };
}

/** Reports whether TypeScript refuses an object although nothing is required: it has no key in common. */
function isStranger(walk: Walk, own: readonly string[], other: Part): boolean {
  const keys = new Set(keysOf(walk.head, other));
  const isWeak = keys.size > 0 && walk.head.shape(other).required.size === 0;
  return isWeak && own.length > 0 && !own.some((key) => keys.has(key));
}

/** Returns a break if a key of the lost variants is missing from all that are kept. */
function losesKeys(walk: Walk, lost: Some, kept: Some): Level {
  const left = new Set(kept.flatMap((variant) => keysOf(walk.head, variant)));
  const isLost = lost.some((variant) => keysOf(walk.base, variant).some((key) => !left.has(key)));
  return left.size > 0 && isLost ? "break" : "ok";
}

function keysOf(reader: Reader, part: Part): readonly string[] {
  const { properties, union } = reader.shape(part);
  return [...properties.keys(), ...(union?.variants.flatMap((variant) => keysOf(reader, variant)) ?? [])];
}

/** Pairs the variants of two unions: by name, then by equality, then by title, then by similarity. */
function matchVariants(
  walk: Walk,
  from: Some,
  to: Some,
): { matched: [Part, Part][]; lost: Some; gained: Some } {
  const matched: [Part, Part][] = [];
  let [lost, gained] = [[...from], [...to]];
  const isSame = (one: unknown, other: unknown): boolean => one !== undefined && one === other;
  const tests: ((a: Part, b: Part, old: Shape, now: Shape) => boolean)[] = [
    (a, b) => isSame(walk.base.peel(a).ref, walk.head.peel(b).ref),
    (a, b, old, now) => outline(old) === outline(now) && isDocs(walk.weigh(a, b)),
    (_a, _b, old, now) => isSame(old.docs.get("title"), now.docs.get("title")),
    (_a, _b, old, now) => looksLike(old, now),
  ];
  for (const test of tests) {
    for (const a of lost) {
      const b = gained.find((candidate) => {
        walk.spend();
        return test(a, candidate, walk.base.shape(a), walk.head.shape(candidate));
      });
      if (!b) continue;
      matched.push([a, b]);
      lost = lost.filter((part) => part !== a);
      gained = gained.filter((part) => part !== b);
    }
  }
  return { matched, lost, gained };
}

function looksLike(a: Shape, b: Shape): boolean {
  const shared = commonTypes(a.types, b.types);
  if (shared.size === 0) return false;
  if (a.values && b.values) return [...a.values.keys()].some((key) => b.values?.has(key));
  if (!shared.has("object") || a.properties.size + b.properties.size === 0) return true;
  // Objects match by a common key that one of them requires, or by any if neither requires one.
  const common = [...a.properties.keys()].filter((key) => b.properties.has(key));
  const needed = common.filter((key) => a.required.has(key) || b.required.has(key));
  return needed.length > 0 || (common.length > 0 && a.required.size + b.required.size === 0);
}

function namesOf(parts: Some, between = ", "): string {
  return parts.map(nameOf).join(between);
}

function nameOf({ raw, at }: Part): string {
  const { $ref: ref, title, properties, type } = isRecord(raw) ? raw : {};
  if (typeof ref === "string") return ref.slice(ref.lastIndexOf("/") + 1);
  if (typeof title === "string") return `"${title}"`;
  if (isRecord(properties)) return `{ ${Object.keys(properties).join(", ")} }`;
  return type === undefined ? at : JSON.stringify(type);
}
