import { stableJson } from "../../spec/equal.js";
import { typeOf } from "../read/shape.js";
import type { Shape } from "../read/shape.js";
import type { Where } from "./change.js";
import type { Walk } from "./walk.js";

/** Words that can change what a value means when added or removed: numbers, units, formats, limits. */
const weighty =
  /\d+|\b(?:epoch|unix|iso|rfc|utc|bytes?|characters?|codepoints?|milli(?:seconds?|s)?|seconds?|minutes?|hours?|days?|max(?:imum)?|min(?:imum)?|at most|at least|up to|inclusive|exclusive|required|must)\b/gi;

type Docs = ReadonlyMap<string, unknown>;

/** Reports changes in prose and extensions, and asks for a second look where a number or a unit changed. */
export function compareProse(
  { report }: Pick<Walk, "report">,
  old: { readonly docs: Docs; readonly deprecated?: boolean },
  now: { readonly docs: Docs; readonly deprecated?: boolean },
  at: Where,
): void {
  const { before, after, keys } = changedProse(old.docs, now.docs);
  if (keys.length > 0) {
    const change = { at, old: before, new: after };
    if (weightyWords(before) === weightyWords(after)) {
      report({ ...change, id: "schema.docs", message: `Documentation changed: ${keys.join(", ")}.` });
    } else {
      const message = `Documentation changed (${keys.join(", ")}), and a number, a unit or a format in it.`;
      report({ ...change, id: "schema.docs-suspect", message });
    }
  }
  const [was, is] = [old.deprecated ?? false, now.deprecated ?? false];
  if (was === is) return;
  const message = is ? "Deprecated." : "No longer deprecated.";
  report({ id: "schema.deprecated", at, message, old: was, new: is });
}

/** Returns the entries of two maps of prose that differ. */
export function changedProse(
  old: Docs,
  now: Docs,
): { keys: string[]; before: Record<string, unknown>; after: Record<string, unknown> } {
  const keys = [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => stableJson(old.get(key)) !== stableJson(now.get(key)))
    .toSorted();
  const pick = (from: Docs): Record<string, unknown> =>
    Object.fromEntries(keys.filter((key) => from.has(key)).map((key) => [key, from.get(key)]));
  return { keys, before: pick(old), after: pick(now) };
}

function weightyWords(prose: Readonly<Record<string, unknown>>): string {
  const text = Object.values(prose)
    .filter((value) => typeof value === "string")
    .join("\n");
  return (text.toLowerCase().match(weighty) ?? []).toSorted().join(" ");
}

interface Defaults {
  readonly old: Shape;
  readonly now: Shape;
  readonly before: Shape["default"];
  readonly after: Shape["default"];
}

/** Reports a changed default. A parameter's decides what a request without it means, so it is a break. */
export function compareDefaults(
  { report }: Pick<Walk, "report">,
  { old, now, before, after }: Defaults,
  at: Where,
  place: "parameter" | "property",
): void {
  if (stableJson(before) === stableJson(after)) return;
  const [was, is] = [before, after].map((side) => (side ? JSON.stringify(side.value) : "none"));
  const change = { at, old: before?.value, new: after?.value };
  if (before && after && isRepaired(before.value, after.value, old, now)) {
    const message = `The default ${was} was the JSON text of ${is}, which it now is.`;
    report({ ...change, id: "default.corrected", message });
  } else if (before && !admits(old, before.value) && !admits(old, parsed(before.value))) {
    const message = `The default ${was} was not of its own type; it is now ${is}.`;
    report({ ...change, id: "default.corrected", message });
  } else {
    const message = `The default changed from ${was} to ${is}.`;
    const wire = { wire: ["break", "none"] as const };
    report({ ...change, id: "default.changed", message, ...(place === "parameter" ? wire : {}) });
  }
}

/** Reports whether a default only changed between its value and its JSON text, which some generators write. */
function isRepaired(before: unknown, after: unknown, old: Shape, now: Shape): boolean {
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
