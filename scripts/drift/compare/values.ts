import type { Level } from "./level.js";
import { commonTypes, isAny } from "../read/shape.js";
import type { Shape } from "../read/shape.js";
import type { Pair, Walk } from "./walk.js";

/**
 * Compares types, null and enums.
 *
 * @returns whether the two have a type in common, so that comparing further makes sense.
 */
export function compareValues(walk: Walk, { old, now, head }: Pair): boolean {
  if (!isAny(old) && !isAny(now)) compareNull(walk, old, now, head.at);
  const shared = commonTypes(old.types, now.types);
  // A union against a plain schema is the union's to explain, unless nothing at all is left.
  const plain = old.union === undefined && now.union === undefined;
  if (shared.size === 0 && old.types.size + now.types.size > 0) {
    if (old.null.wire && now.null.wire) {
      compareTypes(walk, old, now, head.at);
      return false;
    }
    walk.report({
      id: "type.changed",
      pointer: head.at,
      message: `The type was ${named(old)}, it is now ${named(now)}.`,
      old: listed(old),
      new: listed(now),
    });
    return false;
  }
  if (old.values && now.values) compareEnums(walk, old.values, now.values, head.at);
  else {
    if (plain) compareTypes(walk, old, now, head.at);
    const one = old.values ?? now.values;
    if (one && plain) {
      const values = [...one.values()];
      const became = now.values !== undefined;
      walk.report({
        id: became ? "enum.became" : "enum.dropped",
        pointer: head.at,
        message: became
          ? `Any value would do; now only ${quoted(values)}.`
          : `Was limited to ${quoted(values)}; now any value of its type will do.`,
        [became ? "new" : "old"]: values,
      });
    }
  }
  return true;
}

/** Reports null coming or going: on the wire, and in the generated type, which an ambiguous `oneOf` sets apart. */
export function compareNull(walk: Walk, old: Shape, now: Shape, at: string): void {
  const [wire, ts] = [change(old.null.wire, now.null.wire), change(old.null.ts, now.null.ts)];
  if (wire === 0 && ts === 0) return;
  const ambiguous = now.null.ambiguous && !old.null.ambiguous;
  const values = { pointer: at, old: old.null.wire, new: now.null.wire, wire: levels(wire), ts: levels(ts) };
  if (ambiguous) {
    const message = "Two branches of the oneOf admit null, so that by the letter null is no longer valid.";
    walk.report({ ...values, id: "nullable.ambiguous", message });
  } else if (wire < 0 || (wire === 0 && ts < 0)) {
    walk.report({ ...values, id: "nullable.narrowed", message: "Null is no longer admitted." });
  } else walk.report({ ...values, id: "nullable.widened", message: "Null is now admitted." });
}

function levels(direction: number): readonly [Level, Level] {
  if (direction === 0) return ["none", "none"];
  return direction < 0 ? ["break", "ok"] : ["ok", "break"];
}

function change(before: boolean, after: boolean): number {
  return Number(after) - Number(before);
}

function compareTypes(walk: Walk, old: Shape, now: Shape, at: string): void {
  const lost = missing(old.types, now.types);
  const gained = missing(now.types, old.types);
  const said = { pointer: at, old: listed(old), new: listed(now) };
  const message = `The type was ${named(old)}, it is now ${named(now)}.`;
  const untyped = { ts: ["none", "none"] as const };
  if (lost.length > 0) {
    walk.report({ ...said, id: "type.narrowed", message, ...(isUntyped(lost, now, old) ? untyped : {}) });
  }
  if (gained.length > 0) {
    walk.report({ ...said, id: "type.widened", message, ...(isUntyped(gained, old, now) ? untyped : {}) });
  }
}

/** Whether TypeScript does not see some types come or go: an integer is a number, and properties make an object. */
function isUntyped(types: readonly string[], without: Shape, having: Shape): boolean {
  if (types.every((type) => type === "number" && without.types.has("integer"))) return true;
  return isAny(having) && having.properties.size > 0;
}

/** Types of one set that the other does not cover. A number that became an integer is covered in part, so it is missing. */
function missing(from: ReadonlySet<string>, by: ReadonlySet<string>): string[] {
  return [...from].filter((type) => !by.has(type) && !(type === "integer" && by.has("number")));
}

function compareEnums(
  walk: Walk,
  old: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
  at: string,
): void {
  const lost = [...old].filter(([key]) => !now.has(key)).map(([, value]) => value);
  const gained = [...now].filter(([key]) => !old.has(key)).map(([, value]) => value);
  if (lost.length > 0) {
    const message = `No longer among the values: ${quoted(lost)}.`;
    walk.report({ id: "enum.narrowed", pointer: `${at}/enum`, message, old: lost });
  }
  if (gained.length > 0) {
    const message = `New among the values: ${quoted(gained)}.`;
    walk.report({ id: "enum.widened", pointer: `${at}/enum`, message, new: gained });
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
