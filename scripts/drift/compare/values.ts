import { stableJson } from "../../spec/equal.js";
import { commonTypes, covered, isAny, limits, tighter, typeOf } from "../../spec/schema/shape.js";
import type { Limit, Shape } from "../../spec/schema/shape.js";
import type { Level } from "./rules.js";
import { below } from "./walk.js";
import type { Details, Pair, Report, Role, Walk, Where } from "./walk.js";

type Two<T> = readonly [old: T, now: T];

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
    } else if (old.values && !isAny(now)) {
      const message = `Any value of its type is now possible, not only ${quoted(values)}.`;
      walk.report("enum.dropped", at, message, { old: values, new: "any value" });
    }
  }
  return !isDisjoint;
}

/** Reports null added or removed, on the wire and in the generated type; an ambiguous `oneOf` sets these apart. */
export function compareNull(
  { report, isSent }: Walk,
  { null: was }: Shape,
  { null: is }: Shape,
  at: Where,
): void {
  const level = (before: boolean, after: boolean): Level => {
    if (before === after) return "none";
    return before === isSent ? "break" : "ok";
  };
  const change = {
    old: `${was.wire ? "or" : "never"} null`,
    new: `${is.wire ? "or" : "never"} null`,
    wire: level(was.wire, is.wire),
    ts: level(was.ts, is.ts),
  };
  if (is.ts && !is.wire && !(was.ts && !was.wire)) {
    const message = "The type still names null, but by the letter it is no longer valid.";
    report("nullable.ambiguous", at, message, change);
  } else if ((was.wire && !is.wire) || (was.wire === is.wire && was.ts && !is.ts)) {
    report("nullable.narrowed", at, "Null is no longer valid.", change);
  } else if (was.wire !== is.wire || was.ts !== is.ts) {
    report("nullable.widened", at, "Null is now valid.", change);
  }
}

function compareTypes({ report }: Walk, old: Shape, now: Shape, at: Where): void {
  const lost = missing(old.types, now.types);
  const gained = missing(now.types, old.types);
  const message = `The type changed from ${named(old)} to ${named(now)}.`;
  const change = { old: listed(old), new: listed(now) };
  const untyped = { ...change, ts: "none" } as const;
  if (lost.length > 0) report("type.narrowed", at, message, isUntyped(lost, now, old) ? untyped : change);
  if (gained.length > 0) report("type.widened", at, message, isUntyped(gained, old, now) ? untyped : change);
}

/** Reports whether TypeScript misses a change of types: an integer is a number, and properties make an object. */
function isUntyped(types: readonly string[], without: Shape, having: Shape): boolean {
  if (types.every((type) => type === "number" && without.types.has("integer"))) return true;
  return isAny(having) && having.properties.size > 0;
}

/** Returns the types of one set that the other does not cover. */
function missing(from: ReadonlySet<string>, by: ReadonlySet<string>): string[] {
  const kept = covered(from, by);
  return [...from].filter((type) => !kept.includes(type));
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
  return isAny(shape) ? ["anything"] : [...shape.types, ...(shape.null.wire ? ["null"] : [])].toSorted();
}

function named(shape: Shape): string {
  return listed(shape).join(" or ") || "nothing";
}

/** Formats whose values are all valid in another format. */
const within: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

/** Compares bounds, format and pattern. */
export function compareLimits(report: Report, old: Shape, now: Shape, at: Where): void {
  // The table of limits has only these keys.
  for (const limit of Object.keys(limits) as Limit[]) compareBound(report, limit, [old, now], at);
  compareText(report, "format", [old.format, now.format], at);
  compareText(report, "pattern", [old.pattern, now.pattern], at);
}

function compareBound(report: Report, limit: Limit, [old, now]: Two<Shape>, at: Where): void {
  const [before, after] = [old.limits.get(limit), now.limits.get(limit)];
  if (before?.value === after?.value && before?.exclusive === after?.exclusive) return;
  const otherwise = below(at, limit);
  const place: Where = [before?.at ?? otherwise[0], after?.at ?? otherwise[1]];
  const [was, is] = [before, after].map((bound) =>
    bound ? `${bound.exclusive ? "exclusive " : ""}${bound.value}` : "none",
  );
  const change = { old: before?.value, new: after?.value };
  if (after && !before && limit.startsWith("max")) {
    report("constraint.max-set", place, `${limit} is now ${is}; there was no limit.`, change);
  } else if (after && (!before || tighter(after, before, limit))) {
    report("constraint.tightened", place, `${limit} was tightened from ${was} to ${is}.`, change);
  } else report("constraint.loosened", place, `${limit} was loosened from ${was} to ${is}.`, change);
}

function compareText(
  report: Report,
  keyword: "format" | "pattern",
  [old, now]: Two<string | undefined>,
  at: Where,
): void {
  if (old === now) return;
  const tell = (id: Parameters<Report>[0], message: string): void => {
    report(id, below(at, keyword), message, { old, new: now });
  };
  const message = `The ${keyword} changed from ${old} to ${now}.`;
  if (old === undefined) tell(`${keyword}.added`, `There is now a ${keyword}, ${now}.`);
  else if (now === undefined) tell(`${keyword}.removed`, `The ${keyword} ${old} was removed.`);
  else if (keyword === "format" && within[old] === now) tell("format.widened", message);
  else if (keyword === "format" && within[now] === old) tell("format.narrowed", message);
  else tell(`${keyword}.changed`, message);
}

/** Reports a changed default, with levels of its own where it decides what a request without it means. */
export function compareDefaults(
  report: Report,
  [old, now]: Two<Shape>,
  [before, after]: Two<Shape["default"]>,
  at: Where,
  levels: Details = {},
): void {
  if (stableJson(before) === stableJson(after)) return;
  const [was, is] = [before, after].map((side) => (side ? JSON.stringify(side.value) : "none"));
  const change = { old: before?.value, new: after?.value };
  if (before && after && isRepaired([before.value, after.value], [old, now])) {
    report(
      "default.corrected",
      at,
      `The default ${was} was the JSON text of ${is}, which it now is.`,
      change,
    );
  } else if (before && !admits(old, before.value) && !admits(old, parsed(before.value))) {
    report("default.corrected", at, `The default ${was} was not of its own type; it is now ${is}.`, change);
  } else {
    report("default.changed", at, `The default changed from ${was} to ${is}.`, {
      ...change,
      valid: "none",
      ...levels,
    });
  }
}

/** Reports whether a default only changed between its value and its JSON text, which some generators write. */
function isRepaired([before, after]: Two<unknown>, [old, now]: Two<Shape>): boolean {
  if (stableJson(parsed(before)) === stableJson(after)) return true;
  return stableJson(parsed(after)) === stableJson(before) && admits(old, before) && !admits(now, after);
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON, so the text is the value.
    return value;
  }
}

/** Reports whether a value is of a type and among the values that a schema lists. */
export function admits(shape: Shape, value: unknown): boolean {
  if (value === null) return shape.null.ts;
  const isTyped = covered(new Set([typeOf(value)]), shape.types).length > 0;
  return isTyped && (shape.values?.has(stableJson(value)) ?? true);
}
