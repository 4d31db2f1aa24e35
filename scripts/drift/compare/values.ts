import { commonTypes, isAny } from "../read/shape.js";
import type { Shape } from "../read/shape.js";
import type { Where } from "./change.js";
import { below } from "./change.js";
import type { Level } from "./level.js";
import type { Pair, Role, Walk } from "./walk.js";

/**
 * Compares types, null and enums.
 *
 * @returns true if they have a type in common, so that further comparison makes sense.
 */
export function compareValues(walk: Walk, { old, now, at }: Pair, role: Role): boolean {
  if (role !== "variant" && !isAny(old) && !isAny(now)) compareNull(walk, old, now, at);
  // The union comparison explains a union against a plain schema, unless no type is left.
  const plain = old.union === undefined && now.union === undefined;
  if (commonTypes(old.types, now.types).size === 0 && old.types.size + now.types.size > 0) {
    if (old.null.wire && now.null.wire) compareTypes(walk, old, now, at);
    else {
      const message = `The type changed from ${named(old)} to ${named(now)}.`;
      walk.report({ id: "type.changed", at, message, old: listed(old), new: listed(now) });
    }
    return false;
  }
  if (old.values && now.values) compareEnums(walk, old.values, now.values, at);
  else if (plain) {
    compareTypes(walk, old, now, at);
    if (now.values) {
      const values = [...now.values.values()];
      const message = `Only these values are left: ${quoted(values)}.`;
      walk.report({ id: "enum.became", at, message, old: "any value", new: values });
    } else if (old.values) {
      const values = [...old.values.values()];
      const message = `Any value of its type is now possible, not only ${quoted(values)}.`;
      walk.report({ id: "enum.dropped", at, message, old: values, new: "any value" });
    }
  }
  return true;
}

/** Reports null added or removed, on the wire and in the generated type; an ambiguous `oneOf` sets these apart. */
export function compareNull(walk: Walk, old: Shape, now: Shape, at: Where): void {
  const [wire, ts] = [
    Number(now.null.wire) - Number(old.null.wire),
    Number(now.null.ts) - Number(old.null.ts),
  ];
  if (wire === 0 && ts === 0) return;
  const change = {
    at,
    old: `${old.null.wire ? "or" : "never"} null`,
    new: `${now.null.wire ? "or" : "never"} null`,
    wire: levels(wire),
    ts: levels(ts),
  };
  if (now.null.ambiguous && !old.null.ambiguous) {
    const message = "Two branches of the oneOf admit null, so null is by the letter no longer valid.";
    walk.report({ ...change, id: "nullable.ambiguous", message });
  } else if (wire < 0 || (wire === 0 && ts < 0)) {
    walk.report({ ...change, id: "nullable.narrowed", message: "Null is no longer valid." });
  } else walk.report({ ...change, id: "nullable.widened", message: "Null is now valid." });
}

function levels(change: number): readonly [Level, Level] {
  if (change === 0) return ["none", "none"];
  return change < 0 ? ["break", "ok"] : ["ok", "break"];
}

function compareTypes(walk: Walk, old: Shape, now: Shape, at: Where): void {
  const lost = missing(old.types, now.types);
  const gained = missing(now.types, old.types);
  const message = `The type changed from ${named(old)} to ${named(now)}.`;
  const change = { at, message, old: listed(old), new: listed(now) };
  const untyped = { ts: ["none", "none"] as const };
  if (lost.length > 0) {
    walk.report({ ...change, id: "type.narrowed", ...(isUntyped(lost, now, old) ? untyped : {}) });
  }
  if (gained.length > 0) {
    walk.report({ ...change, id: "type.widened", ...(isUntyped(gained, old, now) ? untyped : {}) });
  }
}

/** Reports whether TypeScript misses a change of types: an integer is a number, and properties make an object. */
function isUntyped(types: readonly string[], without: Shape, having: Shape): boolean {
  if (types.every((type) => type === "number" && without.types.has("integer"))) return true;
  return isAny(having) && having.properties.size > 0;
}

/** Returns the types of one set that the other does not cover. A number covers an integer, but not the reverse. */
function missing(from: ReadonlySet<string>, by: ReadonlySet<string>): string[] {
  return [...from].filter((type) => !by.has(type) && !(type === "integer" && by.has("number")));
}

function compareEnums(
  walk: Walk,
  old: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
  at: Where,
): void {
  const lost = [...old].filter(([key]) => !now.has(key)).map(([, value]) => value);
  const gained = [...now].filter(([key]) => !old.has(key)).map(([, value]) => value);
  const place = below(at, "enum");
  if (lost.length > 0) {
    const message = `Values were removed: ${quoted(lost)}.`;
    walk.report({ id: "enum.narrowed", at: place, message, old: lost });
  }
  if (gained.length > 0) {
    const message = `Values were added: ${quoted(gained)}.`;
    walk.report({ id: "enum.widened", at: place, message, new: gained });
  }
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function listed(shape: Shape): string[] {
  return [...shape.types, ...(shape.null.wire ? ["null"] : [])].toSorted();
}

function named(shape: Shape): string {
  if (isAny(shape)) return "anything";
  return listed(shape).join(" or ") || "nothing";
}
