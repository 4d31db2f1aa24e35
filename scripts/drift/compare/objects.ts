import type { Part, Shape } from "../read/shape.js";
import { below } from "./change.js";
import type { Where } from "./change.js";
import type { Direction, Level } from "./level.js";
import { renamedProperties } from "./renames.js";
import type { Both } from "./rules.js";
import type { Pair, Walk } from "./walk.js";

const everything: Part = { raw: true, at: "" };

/** Compares the contents of objects and arrays. */
export function compareObjects(walk: Walk, pair: Pair): void {
  const { old, now, at } = pair;
  compareItems(walk, pair);
  const renamed = renamedProperties(walk, old, now);
  for (const [from, to] of renamed) {
    walk.report({
      id: "property.renamed",
      at: [old.properties.get(from)?.at ?? at[0], now.properties.get(to)?.at ?? at[1]],
      message: `"${from}" was renamed to "${to}".`,
      old: from,
      new: to,
      wire: ["break", old.required.has(from) ? "break" : "warn"],
    });
  }
  const taken = new Set([...renamed.keys(), ...renamed.values()]);
  const names = [old.properties.keys(), old.required, now.properties.keys(), now.required];
  for (const name of new Set(names.flatMap((some) => Array.from(some)))) {
    if (!taken.has(name)) compareProperty(walk, pair, name);
  }
  compareRest(walk, pair);
}

function compareProperty(walk: Walk, { old, now, at }: Pair, name: string): void {
  const [before, after] = [old.properties.get(name), now.properties.get(name)];
  const [needed, needs] = [old.required.has(name), now.required.has(name)];
  const [was, is] = [before && flowsOf(walk.base.shape(before)), after && flowsOf(walk.head.shape(after))];
  const flows = new Set([...(was ?? []), ...(is ?? [])]);
  const within = walk.with({ flows: walk.flows.filter((flow) => flows.has(flow)) });
  if (before && after) {
    if (was && is) compareFlow(walk, name, [before, after], { was, is, needed, needs });
    compareRequired(within, name, needed, needs, [before.at, after.at], true);
    if (!needed && !needs) compareWithDefault(within, name, before, after);
    within.compare(before, after);
  } else if (after) {
    within.report({
      id: needs ? "property.added-required" : "property.added-optional",
      at: [undefined, after.at],
      message: `"${name}" was added, ${needs ? "required" : "optional"}.`,
      new: name,
      ...addedLevels(old, needs, needed),
    });
    // Undeclared keys had a type, too.
    if (old.rest.kind === "typed") within.compare(old.rest.part, after);
  } else if (before) {
    within.report({
      id: "property.removed",
      at: [before.at, undefined],
      message: `"${name}" was removed.`,
      old: name,
      wire: removedLevels(walk, now, needed, needs),
      refused: now.rest.kind === "closed",
    });
    if (now.rest.kind === "typed") within.compare(before, now.rest.part);
  } else compareRequired(walk, name, needed, needs, below(at, "required"), false);
}

/** Returns the directions of a property: read-only ones are never sent, write-only ones never come back. */
function flowsOf({ readOnly, writeOnly }: Shape): readonly Direction[] {
  return [...(readOnly ? [] : ["request" as const]), ...(writeOnly ? [] : ["response" as const])];
}

interface Flow {
  readonly was: readonly Direction[];
  readonly is: readonly Direction[];
  readonly needed: boolean;
  readonly needs: boolean;
}

/** Reports a property whose directions changed: removed where it no longer flows, added where it now does. */
function compareFlow(walk: Walk, name: string, [before, after]: readonly [Part, Part], flow: Flow): void {
  const { was, is, needed, needs } = flow;
  const levelIn = (direction: Direction): Level => {
    if (was.includes(direction) === is.includes(direction)) return "none";
    const removed = direction === "response" && needed ? "break" : "warn";
    const added = direction === "request" && needs ? "break" : "ok";
    return was.includes(direction) ? removed : added;
  };
  const wire = [levelIn("request"), levelIn("response")] as const;
  if (wire.every((level) => level === "none")) return;
  const [old, now] = [was, is].map((flows) =>
    flows.map((one) => (one === "request" ? "sent" : "read")).join(" and "),
  );
  const message = `"${name}" was ${old || "neither sent nor read"}, and is now ${now || "neither"}.`;
  walk.report({ id: "property.flow-changed", at: [before.at, after.at], message, old, new: now, wire });
}

/** Returns the levels of an added property: closed objects refuse unknown keys, types without properties every key. */
function addedLevels(old: Shape, needs: boolean, needed: boolean): { wire: Both; ts?: Both } {
  const empty = old.properties.size === 0 && old.rest.kind !== "typed" && !old.rest.indexed;
  return {
    wire: [needs && !needed ? "break" : "ok", old.rest.kind === "closed" ? "warn" : "ok"],
    ...(empty ? { ts: [needs ? "break" : "ok", "break"] } : {}),
  };
}

function removedLevels(walk: Walk, now: Shape, needed: boolean, needs: boolean): Both {
  if (needs) return ["none", "warn"];
  const refused = now.rest.kind === "closed" || walk.guarded;
  return [refused ? "break" : "warn", needed ? "break" : "warn"];
}

function compareRequired(
  walk: Walk,
  name: string,
  needed: boolean,
  needs: boolean,
  at: Where,
  isTyped: boolean,
): void {
  if (needed === needs) return;
  walk.report({
    id: needs ? "property.became-required" : "property.became-optional",
    at,
    message: `"${name}" became ${needs ? "required" : "optional"}.`,
    old: needed ? "required" : "optional",
    new: needs ? "required" : "optional",
    ...(isTyped ? {} : { ts: ["none", "none"] as const }),
  });
}

/** Reports a default whose presence changed, which under `defaultNonNullable` makes a property required or not. */
function compareWithDefault(walk: Walk, name: string, before: Part, after: Part): void {
  if (!walk.types.defaultNonNullable) return;
  const [had, has] = [walk.base.peel(before).default, walk.head.peel(after).default];
  if ((had === undefined) === (has === undefined)) return;
  walk.report({
    id: has ? "property.ts-became-required" : "property.ts-became-optional",
    at: [before.at, after.at],
    message: `"${name}" ${has ? "gained" : "lost"} a default, so its generated type is ${has ? "required" : "optional"}.`,
  });
}

/** Compares the items of arrays, one by one as far as either side has a tuple. */
function compareItems(walk: Walk, { old, now, at }: Pair): void {
  const places = Math.max(old.tuple.length, now.tuple.length);
  for (let index = 0; index < places; index += 1) {
    compareItem(walk, old.tuple[index] ?? old.items, now.tuple[index] ?? now.items, at);
  }
  compareItem(walk, old.items, now.items, at);
  if (old.tuple.length === now.tuple.length) return;
  const message = `The array's generated type had ${old.tuple.length} places of their own, and now has ${now.tuple.length}.`;
  const counts = { old: old.tuple.length, new: now.tuple.length };
  walk.report({ id: "items.ts-tuple", at: below(at, "prefixItems"), message, ...counts });
}

function compareItem(walk: Walk, before: Part | undefined, after: Part | undefined, at: Where): void {
  if (before && after) walk.compare(before, after);
  else if (before || after) {
    const place = [before?.at ?? at[0], after?.at ?? at[1]] as const;
    const [old, now] = [walk.base.shape(before ?? everything), walk.head.shape(after ?? everything)];
    const listed = ({ types }: Shape): string => [...types].join(" or ") || "nothing";
    if (before) {
      const message = "Items can now be anything.";
      walk.report({ id: "type.widened", at: place, message, old: listed(old), new: "anything" });
    } else {
      const message = `Items could be anything, and are now ${listed(now)}.`;
      walk.report({ id: "type.narrowed", at: place, message, old: "anything", new: listed(now) });
    }
  }
}

function compareRest(walk: Walk, { old, now, at }: Pair): void {
  const place = below(at, "additionalProperties");
  const [was, is] = [old.rest, now.rest];
  if (was.kind === "typed" && is.kind === "typed") walk.compare(was.part, is.part);
  else if (was.kind !== "closed" && is.kind === "closed") {
    const ts = was.kind === "typed" ? { ts: ["break", "ok"] as const } : {};
    walk.report({
      id: "additionalProperties.closed",
      at: place,
      message: "Other keys are now refused.",
      ...ts,
    });
  } else if (was.kind === "closed" && is.kind !== "closed") {
    const ts = is.kind === "typed" ? { ts: ["ok", "break"] as const } : {};
    walk.report({
      id: "additionalProperties.opened",
      at: place,
      message: "Other keys are now valid.",
      ...ts,
    });
  } else if (is.kind === "typed") {
    const message = "The values of other keys could be anything, and now have a schema.";
    walk.report({ id: "additionalProperties.narrowed", at: place, message, new: is.part.raw });
  } else if (was.kind === "typed") {
    const message = "The values of other keys had a schema, and can now be anything.";
    walk.report({ id: "additionalProperties.widened", at: place, message, old: was.part.raw });
  }
}
