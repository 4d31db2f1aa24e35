import type { Level } from "./level.js";
import { opaque } from "./limits.js";
import { outline } from "../read/shape.js";
import type { Part, Shape } from "../read/shape.js";
import type { Pair, Walk } from "./walk.js";

/** Compares what objects and arrays hold. */
export function compareObjects(walk: Walk, pair: Pair): void {
  const { old, now, head } = pair;
  compareItems(walk, old.items, now.items, head.at);
  const renamed = renames(walk, old, now);
  for (const [from, to] of renamed) {
    walk.report({
      id: "property.renamed",
      pointer: partOf(now, to, head.at),
      message: `"${from}" is now called "${to}".`,
      old: from,
      new: to,
      wire: ["break", old.required.has(from) ? "break" : "warn"],
    });
  }
  const to = new Set(renamed.values());
  for (const name of new Set([...old.properties.keys(), ...old.required])) {
    if (!renamed.has(name) && !(to.has(name) && !old.properties.has(name))) compareProperty(walk, pair, name);
  }
  for (const name of new Set([...now.properties.keys(), ...now.required])) {
    if (!old.properties.has(name) && !old.required.has(name) && !to.has(name))
      compareProperty(walk, pair, name);
  }
  compareRest(walk, pair);
}

function compareProperty(walk: Walk, { old, now, base, head }: Pair, name: string): void {
  const [before, after] = [old.properties.get(name), now.properties.get(name)];
  const [needed, needs] = [old.required.has(name), now.required.has(name)];
  if (before && after) {
    compareRequired(walk, name, needed, needs, after.at, true);
    if (needed === needs && !needs) compareWithDefault(walk, name, before, after);
    walk.compare(before, after);
  } else if (after) {
    walk.report({
      id: needs ? "property.added-required" : "property.added-optional",
      pointer: after.at,
      message: `"${name}" is new, and ${needs ? "required" : "optional"}.`,
      new: name,
      ...addedLevels(old, needs, needed),
    });
    // Keys without a declaration had a type too.
    if (old.rest.kind === "typed") walk.compare(old.rest.part, after);
  } else if (before) {
    walk.report({
      id: "property.removed",
      pointer: before.at,
      message: `"${name}" is gone.`,
      old: name,
      wire: removedLevels(walk, now, needed, needs),
    });
    if (now.rest.kind === "typed") walk.compare(before, now.rest.part);
  } else compareRequired(walk, name, needed, needs, `${head.at || base.at}/required`, false);
}

/** A closed reader refuses keys it does not know; a type without any properties refuses every key. */
function addedLevels(
  old: Shape,
  needs: boolean,
  needed: boolean,
): { wire?: [Level, Level]; ts?: [Level, Level] } {
  const closed = old.rest.kind === "closed";
  const empty = old.properties.size === 0 && old.rest.kind !== "typed" && !old.rest.indexed;
  const wire: [Level, Level] = [needs && !needed ? "break" : "ok", closed ? "warn" : "ok"];
  return { wire, ...(empty ? { ts: [needs ? "break" : "ok", "break"] } : {}) };
}

function removedLevels(walk: Walk, now: Shape, needed: boolean, needs: boolean): [Level, Level] {
  if (needs) return ["none", "warn"];
  const refused = now.rest.kind === "closed" || walk.underScope;
  return [refused ? "break" : "warn", needed ? "break" : "warn"];
}

function compareRequired(
  walk: Walk,
  name: string,
  before: boolean,
  after: boolean,
  at: string,
  isTyped: boolean,
): void {
  if (before === after) return;
  walk.report({
    id: after ? "property.became-required" : "property.became-optional",
    pointer: at,
    message: after ? `"${name}" must now be there.` : `"${name}" may now be left out.`,
    old: before,
    new: after,
    ...(isTyped ? {} : { ts: ["none", "none"] as const }),
  });
}

/** With the generator's `defaultNonNullable`, a default makes an optional property a required one of the type. */
function compareWithDefault(walk: Walk, name: string, before: Part, after: Part): void {
  if (!walk.types.defaultNonNullable) return;
  const [had, has] = [walk.base.peel(before).default, walk.head.peel(after).default];
  if ((had === undefined) === (has === undefined)) return;
  walk.report({
    id: has ? "property.ts-became-required" : "property.ts-became-optional",
    pointer: after.at,
    message: `"${name}" ${has ? "gained" : "lost"} a default, which the generated type shows as ${has ? "required" : "optional"}.`,
  });
}

/** Properties that left under one name and came back under another with the same shape, in the order they stand. */
function renames(walk: Walk, old: Shape, now: Shape): Map<string, string> {
  const found = new Map<string, string>();
  const gone = [...old.properties].filter(([name]) => !now.properties.has(name) && !now.required.has(name));
  const come = [...now.properties].filter(([name]) => !old.properties.has(name) && !old.required.has(name));
  const taken = new Set<string>();
  const alike = new Map<string, typeof come>();
  for (const entry of come) {
    const glance = outline(walk.head.shape(entry[1]));
    const others = alike.get(glance);
    if (others) others.push(entry);
    else alike.set(glance, [entry]);
  }
  for (const [name, part] of gone) {
    const glance = outline(walk.base.shape(part));
    const fits = (alike.get(glance) ?? []).filter(
      ([other, candidate]) => !taken.has(other) && walk.sameShape(part, candidate),
    );
    const [other] =
      fits.find(([other]) => now.required.has(other) === old.required.has(name)) ?? fits[0] ?? [];
    if (other === undefined) continue;
    found.set(name, other);
    taken.add(other);
  }
  return found;
}

function compareItems(walk: Walk, before: Part | undefined, after: Part | undefined, at: string): void {
  if (before && after) walk.compare(before, after);
  else if (before) {
    const message = "Items may now be anything.";
    walk.report({ id: "type.widened", pointer: before.at, message, old: before.raw });
  } else if (after) {
    const message = "Items could be anything; now they have a type.";
    walk.report({ id: "type.narrowed", pointer: after.at || at, message, new: after.raw });
  }
}

function compareRest(walk: Walk, { old, now, head }: Pair): void {
  const pointer = `${head.at}/additionalProperties`;
  if (old.rest.kind === "typed" && now.rest.kind === "typed") {
    walk.compare(old.rest.part, now.rest.part);
  } else if (old.rest.kind !== "closed" && now.rest.kind === "closed") {
    const ts = old.rest.kind === "typed" ? { ts: ["break", "ok"] as const } : {};
    const message = "Other keys are now refused.";
    walk.report({ id: "additionalProperties.closed", pointer, message, ...ts });
  } else if (old.rest.kind === "closed" && now.rest.kind !== "closed") {
    const ts = now.rest.kind === "typed" ? { ts: ["ok", "break"] as const } : {};
    const message = "Other keys are now admitted.";
    walk.report({ id: "additionalProperties.opened", pointer, message, ...ts });
  } else if (old.rest.kind === "typed" || now.rest.kind === "typed") {
    const [before, after] = [old, now].map(({ rest }) => (rest.kind === "typed" ? rest.part.raw : undefined));
    walk.report({ ...opaque("additionalProperties", before, after, head.at), ts: ["break", "break"] });
  }
}

function partOf(shape: Shape, name: string, at: string): string {
  return shape.properties.get(name)?.at ?? at;
}
