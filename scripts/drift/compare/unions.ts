import { isRecord } from "../../spec/yaml.js";
import { commonTypes, isClosed, outline, typedRest } from "../../spec/schema/shape.js";
import type { Reader } from "../../spec/schema/reader.js";
import type { Part, Shape } from "../../spec/schema/shape.js";
import { findAmbiguous } from "./ambiguity.js";
import { levels, mildest, worst } from "./rules.js";
import type { Level } from "./rules.js";
import { isDocs } from "./walk.js";
import type { Levels, Pair, Walk } from "./walk.js";

/**
 * Compares `oneOf` and `anyOf`. A plain schema counts as a union of one.
 *
 * @returns true if a union explains the whole difference.
 */
export function compareUnions(walk: Walk, pair: Pair): boolean {
  const { old, now, base, head, at } = pair;
  if (!old.union && !now.union) return false;
  const isWhole = old.union && now.union ? compareVariants(walk, pair) : compareWithPlain(walk, pair);
  const [from, to] = [
    { reader: walk.base, part: base },
    { reader: walk.head, part: head },
  ];
  const lost = findAmbiguous(from, to, walk.spend);
  const back = lost ? undefined : findAmbiguous(to, from, walk.spend);
  if (lost) {
    const message = `A value that was valid can fit both ${lost.map(nameOf).join(" and ")}; oneOf admits one alone.`;
    walk.report("oneOf.became-ambiguous", at, message);
  } else if (back) {
    const message = `A value that fitted both ${back.map(nameOf).join(" and ")} is now valid.`;
    walk.report("oneOf.disambiguated", at, message);
  }
  return isWhole;
}

/** Compares two unions variant by variant. Their other keywords are left to compare. */
function compareVariants(walk: Walk, { old, now, base, head, at }: Pair): false {
  const [before, after] = [old.union?.variants ?? [], now.union?.variants ?? []];
  const { matched, lost, gained } = matchVariants(walk, before, after);
  for (const [from, to] of matched) walk.compare(from, to, "variant");
  const isSent = walk.direction === "request";
  if (lost.length > 0) {
    const names = lost.map(nameOf);
    const { wire, ts } = isSent
      ? replaced(walk, lost, [...after, head], before)
      : { wire: "ok" as const, ts: losesKeys(walk, lost, after) };
    const change = { old: names, wire: [wire, wire], ts: [ts, ts] } as const;
    walk.report("oneOf.narrowed", at, `Variants were removed: ${names.join(", ")}.`, change);
  }
  if (gained.length > 0) {
    const names = gained.map(nameOf);
    const { wire, ts } = isSent ? safe : replaced(walk.reversed(), gained, [...before, base], after);
    const change = { new: names, wire: [wire, wire], ts: [ts, ts] } as const;
    walk.report("oneOf.widened", at, `Variants were added: ${names.join(", ")}.`, change);
  }
  return false;
}

const safe = { wire: "ok", ts: "ok" } as const;

/**
 * Compares a union with a plain schema as a whole: the change is that there is a choice or none, not each of the fields
 * behind it. The plain schema is compared with its nearest variant; the others came or went.
 *
 * @returns true if the variants are all that the union's schema says.
 */
function compareWithPlain(walk: Walk, { old, now, base, head, at }: Pair): boolean {
  const [plain, union] = now.union ? [base, now] : [head, old];
  const variants = union.union?.variants ?? [];
  const weighed = variants.map((variant) => {
    const weight = now.union ? walk.weigh(plain, variant) : walk.weigh(variant, plain);
    return { variant, weight, rank: levels.indexOf(weight.wire) + levels.indexOf(weight.ts) };
  });
  const [nearest] = weighed.toSorted((a, b) => a.rank - b.rank);
  const own = nearest?.weight ?? { wire: "break", ts: "break" };
  const { properties, required, limits } = union;
  const isBare = properties.size + required.size + limits.size === 0 && !isClosed(union) && !typedRest(union);
  const others = variants.filter((variant) => variant !== nearest?.variant);
  const isSent = walk.direction === "request";
  const there = isSent ? walk : walk.reversed();
  // Values come from where there was a choice, or must now fit one of its variants.
  const more =
    isSent === (now.union === undefined)
      ? replaced(there, others, [plain], variants)
      : { wire: replaced(there, [plain], variants, [plain]).wire, ts: "ok" as const };
  const keys = now.union ? "ok" : losesKeys(walk, variants, [head]);
  const wire = worst([more.wire, isBare ? own.wire : "none"]);
  const ts = worst([more.ts, own.ts, isSent ? "ok" : keys]);
  const names = variants.map(nameOf);
  const change = { wire: [wire, wire], ts: [ts, ts] } as const;
  const difference = isDocs(own) ? "" : " None of them is as the one is.";
  if (now.union) {
    const message = `One schema became a choice of ${names.join(", ")}.${difference}`;
    walk.report("oneOf.became", at, message, { old: nameOf(plain), new: names, ...change });
  } else {
    const message = `A choice of ${names.join(", ")} became one schema.${difference}`;
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

interface Matched {
  readonly matched: readonly (readonly [Part, Part])[];
  readonly lost: Some;
  readonly gained: Some;
}

/** Pairs the variants of two unions: by name, then by equality, then by title, then by similarity. */
function matchVariants(walk: Walk, from: Some, to: Some): Matched {
  const matched: [Part, Part][] = [];
  let [lost, gained] = [[...from], [...to]];
  const refs = (a: Part, b: Part): boolean =>
    walk.base.peel(a).ref !== undefined && walk.base.peel(a).ref === walk.head.peel(b).ref;
  const equal = (a: Part, b: Part): boolean =>
    outline(walk.base.shape(a)) === outline(walk.head.shape(b)) && isDocs(walk.weigh(a, b));
  const titled = (a: Part, b: Part): boolean => {
    const title = walk.base.shape(a).docs.get("title");
    return title !== undefined && title === walk.head.shape(b).docs.get("title");
  };
  const similar = (a: Part, b: Part): boolean => looksLike(walk.base.shape(a), walk.head.shape(b));
  for (const test of [refs, equal, titled, similar]) {
    for (const a of lost) {
      const b = gained.find((candidate) => {
        walk.spend();
        return test(a, candidate);
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

function nameOf({ raw, at }: Part): string {
  const { $ref: ref, title, properties, type } = isRecord(raw) ? raw : {};
  if (typeof ref === "string") return ref.slice(ref.lastIndexOf("/") + 1);
  if (typeof title === "string") return `"${title}"`;
  if (isRecord(properties)) return `{ ${Object.keys(properties).join(", ")} }`;
  return type === undefined ? at : JSON.stringify(type);
}
