import { isRecord } from "../../spec/yaml.js";
import { commonTypes, outline } from "../read/shape.js";
import type { Reader } from "../read/reader.js";
import type { Part, Shape } from "../read/shape.js";
import { findAmbiguous } from "./ambiguity.js";
import { levels, worst } from "./level.js";
import type { Level } from "./level.js";
import type { Both } from "./rules.js";
import type { Pair, Walk } from "./walk.js";
import { gravity, isSame } from "./weight.js";

/**
 * Compares `oneOf` and `anyOf`. A plain schema counts as a union of one.
 *
 * @returns true if a union explains the whole difference.
 */
export function compareUnions(walk: Walk, pair: Pair): boolean {
  const { old, now, base, head } = pair;
  if (!old.union && !now.union) return false;
  const isWhole = old.union && now.union ? compareVariants(walk, pair) : compareWithPlain(walk, pair);
  if (now.union?.kind === "oneOf" || old.union?.kind === "oneOf") {
    const from = { reader: walk.base, part: base };
    const to = { reader: walk.head, part: head };
    const lost =
      now.union?.kind === "oneOf" ? findAmbiguous(from, to, now.union.variants, walk.effort) : undefined;
    const back =
      old.union?.kind === "oneOf" ? findAmbiguous(to, from, old.union.variants, walk.effort) : undefined;
    if (lost) {
      const message = `${lost.value} now fits ${lost.fits.map(nameOf).join(" and ")}, and oneOf admits one alone: it was valid before.`;
      walk.report({ id: "oneOf.became-ambiguous", at: pair.at, message });
    } else if (back) {
      const message = `${back.value} fitted ${back.fits.map(nameOf).join(" and ")}, and is now valid.`;
      walk.report({ id: "oneOf.disambiguated", at: pair.at, message });
    }
  }
  return isWhole;
}

/** Compares two unions variant by variant. Their other keywords are left to compare. */
function compareVariants(walk: Walk, { old, now, base, head, at }: Pair): false {
  const [before, after] = [old.union?.variants ?? [], now.union?.variants ?? []];
  const { matched, lost, gained } = matchVariants(walk, before, after);
  for (const [from, to] of matched) walk.compare(from, to, "variant");
  if (lost.length > 0) {
    const loss = worstOf(lost.map((variant) => covered(walk, variant, [...after, head], before)));
    const message = `Variants were removed: ${lost.map(nameOf).join(", ")}.`;
    walk.report({
      id: "oneOf.narrowed",
      at,
      message,
      old: lost.map(nameOf),
      ...narrowed(loss, losesKeys(walk, lost, after)),
    });
  }
  if (gained.length > 0) {
    const gain = worstOf(
      gained.map((variant) => covered(walk.reversed(), variant, [...before, base], after)),
    );
    const message = `Variants were added: ${gained.map(nameOf).join(", ")}.`;
    walk.report({ id: "oneOf.widened", at, message, new: gained.map(nameOf), ...widened(gain) });
  }
  return false;
}

/**
 * Compares a union with a plain schema as a whole: the change is that there is a choice or none, not each of the fields
 * behind it.
 */
function compareWithPlain(walk: Walk, pair: Pair): boolean {
  const { old, now, base, head, at } = pair;
  const became = now.union !== undefined;
  const [plain, variants] = became ? [base, now.union.variants] : [head, old.union?.variants ?? []];
  const weighed = variants.map((variant) => ({
    variant,
    weight: became ? walk.weigh(plain, variant) : walk.weigh(variant, plain),
  }));
  const [partner] = weighed.toSorted((a, b) => gravity(a.weight) - gravity(b.weight));
  const others = variants.filter((variant) => variant !== partner?.variant);
  const rest = worstOf(
    others.map((variant) => covered(became ? walk.reversed() : walk, variant, [plain], variants)),
  );
  const isBare = saysNothingElse(became ? now : old);
  // Values of the plain schema must fit some variant.
  const one = covered(became ? walk : walk.reversed(), plain, variants);
  const own = partner?.weight ?? { wire: ["break", "break"], ts: ["break", "break"], changes: 1 };
  const kept: Both = isBare ? own.wire : ["none", "none"];
  const wire: Both = became
    ? [worst([one.wire, kept[0]]), worst([rest.wire, kept[1]])]
    : [worst([rest.wire, kept[0]]), worst([one.wire, kept[1]])];
  const ts: Both = became
    ? [worst(["ok", own.ts[0]]), worst([own.ts[1], rest.ts])]
    : [worst([own.ts[0], rest.ts]), worst([losesKeys(walk, variants, [head]) ? "break" : "ok", own.ts[1]])];
  const names = variants.map(nameOf).join(", ");
  const message = became
    ? `One schema became a choice of ${names}.`
    : `A choice of ${names} became one schema.`;
  walk.report({
    id: became ? "oneOf.became" : "oneOf.dropped",
    at,
    message: own.changes > 0 ? `${message} None of them is as the one is.` : message,
    old: became ? nameOf(plain) : variants.map(nameOf),
    new: became ? variants.map(nameOf) : nameOf(plain),
    wire,
    ts,
  });
  return isBare;
}

/** Reports whether the variants of a union are all that its schema says. */
function saysNothingElse({ properties, required, lower, upper, rest }: Shape): boolean {
  return properties.size + required.size + lower.size + upper.size === 0 && rest.kind === "open";
}

interface Levels {
  readonly wire: Level;
  readonly ts: Level;
}

/**
 * Returns the levels of replacing one variant by the others: safe where one of them admits all its values. The
 * generator makes inline variants exclusive, so each then names the keys of its siblings, too.
 */
function covered(
  walk: Walk,
  variant: Part,
  others: readonly Part[],
  siblings: readonly Part[] = [variant],
): Levels {
  const isExclusive = siblings.every(({ raw }) => isRecord(raw) && isRecord(raw["properties"]));
  const own = (isExclusive ? siblings : [variant]).flatMap((one) => keysOf(walk.base, one));
  const found = others.map((other) => {
    const { valid } = walk.weigh(variant, other);
    return isStranger(walk, own, other) ? { ...valid, ts: "break" as const } : valid;
  });
  return { wire: least(found.map(({ wire }) => wire)), ts: least(found.map(({ ts }) => ts)) };
}

/** Reports whether TypeScript refuses an object although nothing is required: it has no key in common. */
function isStranger(walk: Walk, own: readonly string[], other: Part): boolean {
  const keys = new Set(keysOf(walk.head, other));
  const isWeak = keys.size > 0 && walk.head.shape(other).required.size === 0;
  return isWeak && own.length > 0 && !own.some((key) => keys.has(key));
}

function least(found: readonly Level[]): Level {
  const [first = "break"] = found.toSorted((a, b) => levels.indexOf(a) - levels.indexOf(b));
  return worst(["ok", first]);
}

function worstOf(found: readonly Levels[]): Levels {
  return { wire: worst(found.map(({ wire }) => wire)), ts: worst(found.map(({ ts }) => ts)) };
}

function narrowed({ wire, ts }: Levels, losesKeys: boolean): { wire: Both; ts: Both } {
  return { wire: [wire, "ok"], ts: [ts, losesKeys ? "break" : "ok"] };
}

/** Reports whether a key of the lost variants is missing from all that are kept. */
function losesKeys(walk: Walk, lost: readonly Part[], kept: readonly Part[]): boolean {
  const left = new Set(kept.flatMap((variant) => keysOf(walk.head, variant)));
  return left.size > 0 && lost.some((variant) => keysOf(walk.base, variant).some((key) => !left.has(key)));
}

function keysOf(reader: Reader, part: Part): readonly string[] {
  const { properties, union } = reader.shape(part);
  return [...properties.keys(), ...(union?.variants.flatMap((variant) => keysOf(reader, variant)) ?? [])];
}

function widened({ wire, ts }: Levels): { wire: Both; ts: Both } {
  return { wire: ["ok", wire], ts: ["ok", ts] };
}

interface Matched {
  readonly matched: readonly (readonly [Part, Part])[];
  readonly lost: readonly Part[];
  readonly gained: readonly Part[];
}

/** Pairs the variants of two unions: by name, then by equality, then by title, then by similarity. */
function matchVariants(walk: Walk, from: readonly Part[], to: readonly Part[]): Matched {
  const matched: [Part, Part][] = [];
  let [lost, gained] = [[...from], [...to]];
  const tests: ((a: Part, b: Part) => boolean)[] = [
    (a, b) => walk.base.peel(a).ref !== undefined && walk.base.peel(a).ref === walk.head.peel(b).ref,
    (a, b) => outline(walk.base.shape(a)) === outline(walk.head.shape(b)) && isSame(walk.weigh(a, b)),
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
  // Objects match by a common key that one of them requires, or by any if neither requires one.
  const common = [...a.properties.keys()].filter((key) => b.properties.has(key));
  const needed = common.filter((key) => a.required.has(key) || b.required.has(key));
  return needed.length > 0 || (common.length > 0 && a.required.size + b.required.size === 0);
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
