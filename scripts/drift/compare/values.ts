import { commonTypes, isAny } from "../read/shape.js";
import type { Shape } from "../read/shape.js";
import { below } from "./change.js";
import type { Where } from "./change.js";
import type { Both } from "./level.js";
import type { Pair, Role, Walk } from "./walk.js";

/**
 * Compares types, null and enums.
 *
 * @returns true if they have a type in common, so that further comparison makes sense.
 */
export function compareValues(walk: Walk, { old, now, at }: Pair, role: Role): boolean {
  if (role !== "variant" && !isAny(old) && !isAny(now)) compareNull(walk, old, now, at);
  const isDisjoint = commonTypes(old.types, now.types).size === 0 && old.types.size + now.types.size > 0;
  if (isDisjoint && !(old.null.wire && now.null.wire)) {
    const change = { old: listed(old), new: listed(now) };
    walk.report("type.changed", at, `The type changed from ${named(old)} to ${named(now)}.`, change);
  } else if (isDisjoint) compareTypes(walk, old, now, at);
  else if (old.values && now.values) compareEnums(walk, old.values, now.values, below(at, "enum"));
  // The union comparison explains a union against a plain schema.
  else if (!old.union && !now.union) {
    compareTypes(walk, old, now, at);
    const values = [...(now.values ?? old.values ?? new Map<string, unknown>()).values()];
    if (now.values) {
      const message = `Only these values are left: ${quoted(values)}.`;
      walk.report("enum.became", at, message, { old: "any value", new: values });
    } else if (old.values) {
      const message = `Any value of its type is now possible, not only ${quoted(values)}.`;
      walk.report("enum.dropped", at, message, { old: values, new: "any value" });
    }
  }
  return !isDisjoint;
}

/** Reports null added or removed, on the wire and in the generated type; an ambiguous `oneOf` sets these apart. */
export function compareNull({ report }: Walk, old: Shape, now: Shape, at: Where): void {
  const levels = (was: boolean, is: boolean): Both => {
    if (was === is) return ["none", "none"];
    return was ? ["break", "ok"] : ["ok", "break"];
  };
  const [wire, ts] = [levels(old.null.wire, now.null.wire), levels(old.null.ts, now.null.ts)];
  const [was, is] = [old, now].map((shape) => `${shape.null.wire ? "or" : "never"} null`);
  const change = { old: was, new: is, wire, ts };
  if (now.null.ambiguous && !old.null.ambiguous) {
    const message = "Two branches of the oneOf admit null, so null is by the letter no longer valid.";
    report("nullable.ambiguous", at, message, change);
  } else if (wire[0] === "break" || (wire[0] === "none" && ts[0] === "break")) {
    report("nullable.narrowed", at, "Null is no longer valid.", change);
  } else if (wire[0] === "ok" || ts[0] === "ok") {
    report("nullable.widened", at, "Null is now valid.", change);
  }
}

function compareTypes({ report }: Walk, old: Shape, now: Shape, at: Where): void {
  const lost = missing(old.types, now.types);
  const gained = missing(now.types, old.types);
  const message = `The type changed from ${named(old)} to ${named(now)}.`;
  const change = { old: listed(old), new: listed(now) };
  const untyped = { ...change, ts: ["none", "none"] } as const;
  if (lost.length > 0) report("type.narrowed", at, message, isUntyped(lost, now, old) ? untyped : change);
  if (gained.length > 0) report("type.widened", at, message, isUntyped(gained, old, now) ? untyped : change);
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

type Values = ReadonlyMap<string, unknown>;

function compareEnums({ report }: Walk, old: Values, now: Values, at: Where): void {
  const lost = [...old].filter(([key]) => !now.has(key)).map(([, value]) => value);
  const gained = [...now].filter(([key]) => !old.has(key)).map(([, value]) => value);
  if (lost.length > 0) report("enum.narrowed", at, `Values were removed: ${quoted(lost)}.`, { old: lost });
  if (gained.length > 0) report("enum.widened", at, `Values were added: ${quoted(gained)}.`, { new: gained });
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function listed(shape: Shape): string[] {
  return [...shape.types, ...(shape.null.wire ? ["null"] : [])].toSorted();
}

function named(shape: Shape): string {
  return isAny(shape) ? "anything" : listed(shape).join(" or ") || "nothing";
}
