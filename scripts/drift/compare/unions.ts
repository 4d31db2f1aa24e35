import { isProse, tsOf, wireOf } from "./change.js";
import { directions, levels } from "./level.js";
import { overlaps } from "./overlap.js";
import { commonTypes, outline } from "../read/shape.js";
import type { Part, Shape } from "../read/shape.js";
import type { Pair, Walk } from "./walk.js";

/**
 * Compares `oneOf` and `anyOf`. A plain schema against a union is compared as a union of one.
 *
 * @returns whether there was a union that explains the whole difference.
 */
export function compareUnions(walk: Walk, pair: Pair): boolean {
  const { old, now, base, head } = pair;
  if (!old.union && !now.union) return false;
  if (old.union && now.union) {
    const { matched, lost, gained } = matchVariants(walk, old.union.variants, now.union.variants);
    for (const [from, to] of matched) walk.compare(from, to);
    if (lost.length > 0) {
      const message = `No longer a choice: ${lost.map(nameOf).join(", ")}.`;
      walk.report({ id: "oneOf.narrowed", pointer: head.at, message, old: lost.map(({ raw }) => raw) });
    }
    if (gained.length > 0) {
      const message = `New choice: ${gained.map(nameOf).join(", ")}.`;
      walk.report({ id: "oneOf.widened", pointer: head.at, message, new: gained.map(({ raw }) => raw) });
    }
    compareOverlap(walk, pair, matched);
    return false;
  }
  // The plain side stands for itself; what it says beside the union is compared within the variant that it became.
  const became = now.union !== undefined;
  const variants = (now.union ?? old.union)?.variants ?? [];
  const plain = became ? base : head;
  const partner = closest(walk, plain, variants, became);
  // Null was compared for the whole; a variant that does not admit it says nothing new.
  const inner = walk.with({
    report: (change) => {
      if (!change.id.startsWith("nullable.") || !partner || change.pointer !== (became ? partner : head).at) {
        walk.report(change);
      }
    },
  });
  if (partner) inner.compare(...(became ? ([base, partner] as const) : ([partner, head] as const)));
  const others = variants.filter((variant) => variant !== partner);
  walk.report({
    id: became ? "oneOf.became" : "oneOf.dropped",
    pointer: head.at,
    message: became
      ? `Was one schema; now there is a choice with ${others.map(nameOf).join(", ")}.`
      : `Was a choice; now only one schema is left, without ${others.map(nameOf).join(", ")}.`,
    old: base.raw,
    new: head.raw,
    ...(partner ? {} : ({ wire: ["break", "break"], ts: ["break", "break"] } as const)),
  });
  return true;
}

interface Matched {
  readonly matched: readonly (readonly [Part, Part])[];
  readonly lost: readonly Part[];
  readonly gained: readonly Part[];
}

/** Pairs the variants of two unions: by name, then by being the same, then by title, then by what they look like. */
function matchVariants(walk: Walk, from: readonly Part[], to: readonly Part[]): Matched {
  const matched: [Part, Part][] = [];
  let lost = [...from];
  let gained = [...to];
  const tests: ((a: Part, b: Part) => boolean)[] = [
    (a, b) => walk.base.peel(a).ref !== undefined && walk.base.peel(a).ref === walk.head.peel(b).ref,
    (a, b) => outline(walk.base.shape(a)) === outline(walk.head.shape(b)) && walk.sameShape(a, b),
    (a, b) =>
      titleOf(walk.base.shape(a)) !== undefined &&
      titleOf(walk.base.shape(a)) === titleOf(walk.head.shape(b)),
    (a, b) => looksLike(walk.base.shape(a), walk.head.shape(b)),
  ];
  for (const test of tests) {
    for (const a of lost) {
      const b = gained.find((candidate) => {
        walk.effort.spend();
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
  // Of two objects with a common key: one that both need, or the only one there is.
  const common = [...a.properties.keys()].filter((key) => b.properties.has(key));
  const needed = common.filter((key) => a.required.has(key) || b.required.has(key));
  return needed.length > 0 || (common.length > 0 && a.required.size + b.required.size === 0);
}

/** The variant that a plain schema turned into, or came from: the one whose comparison is least grave. */
function closest(walk: Walk, plain: Part, variants: readonly Part[], became: boolean): Part | undefined {
  const own = (became ? walk.base : walk.head).shape(plain);
  const others = became ? walk.head : walk.base;
  const costs = variants
    .filter((variant) => looksLike(own, others.shape(variant)))
    .map((variant) => {
      const pair = became ? ([plain, variant] as const) : ([variant, plain] as const);
      const raws = pair.map(({ raw }) => raw);
      return { variant, cost: walk.effort.once("cost", [raws[0], raws[1]], 1, () => cost(walk, ...pair)) };
    });
  return costs.toSorted((a, b) => a.cost - b.cost)[0]?.variant;
}

function cost(walk: Walk, base: Part, head: Part): number {
  if (walk.sameShape(base, head)) return 0;
  let sum = 1;
  walk.trial(base, head, (change) => {
    if (isProse(change)) return;
    for (const direction of directions) {
      sum += levels.indexOf(wireOf(change, direction)) + levels.indexOf(tsOf(change, direction));
    }
  });
  return sum;
}

function compareOverlap(
  walk: Walk,
  { old, now, head }: Pair,
  matched: readonly (readonly [Part, Part])[],
): void {
  if (now.union?.kind !== "oneOf") return;
  const before = new Map(matched.map(([from, to]) => [to, from]));
  const wasOneOf = old.union?.kind === "oneOf";
  for (const [index, a] of now.union.variants.entries()) {
    for (const b of now.union.variants.slice(index + 1)) {
      walk.effort.spend();
      if (!overlaps(walk.head, a, b)) continue;
      const [oldA, oldB] = [before.get(a), before.get(b)];
      if (wasOneOf && oldA && oldB && overlaps(walk.base, oldA, oldB)) continue;
      walk.report({
        id: "oneOf.became-ambiguous",
        pointer: head.at,
        message: `A value of ${nameOf(a)} can now be one of ${nameOf(b)} too, and oneOf admits only one.`,
      });
      return;
    }
  }
}

function titleOf(shape: Shape): unknown {
  return shape.docs.get("title");
}

function nameOf({ raw, at }: Part): string {
  if (typeof raw !== "object" || raw === null) return at;
  if ("$ref" in raw && typeof raw.$ref === "string") return raw.$ref.slice(raw.$ref.lastIndexOf("/") + 1);
  if ("title" in raw && typeof raw.title === "string") return `"${raw.title}"`;
  if ("properties" in raw && typeof raw.properties === "object" && raw.properties !== null) {
    return `{ ${Object.keys(raw.properties).join(", ")} }`;
  }
  return "type" in raw ? JSON.stringify(raw.type) : at;
}
