import { stableJson } from "../../spec/equal.js";
import { typeOf } from "../read/shape.js";
import type { Shape } from "../read/shape.js";
import type { Details, Where } from "./change.js";
import type { Walk } from "./walk.js";

type Two<T> = readonly [old: T, now: T];

/** Reports a changed default, with levels of its own where it decides what a request without it means. */
export function compareDefaults(
  { report }: Pick<Walk, "report">,
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

function admits(shape: Shape, value: unknown): boolean {
  if (value === null) return shape.null.ts;
  const type = typeOf(value);
  const typed = shape.types.has(type) || (type === "integer" && shape.types.has("number"));
  return typed && (shape.values?.has(stableJson(value)) ?? true);
}
