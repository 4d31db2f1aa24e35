import { stableJson } from "../../spec/equal.js";
import { typeOf } from "../read/shape.js";
import type { Shape } from "../read/shape.js";
import type { Walk } from "./walk.js";

/** Words whose coming or going can change what a value means: numbers, units, formats, limits. */
const weighty =
  /\d+|\b(?:epoch|unix|iso|rfc|utc|bytes?|characters?|codepoints?|milli(?:seconds?|s)?|seconds?|minutes?|hours?|days?|max(?:imum)?|min(?:imum)?|at most|at least|up to|inclusive|exclusive|required|must)\b/gi;

type Told = Pick<Shape, "docs" | "deprecated">;

/** Reports what changed in prose and extensions, and asks for a second look where a number or a unit moved in it. */
export function compareProse(walk: Walk, old: Told, now: Told, at: string): void {
  const { before, after, keys } = changedProse(old.docs, now.docs);
  if (keys.length > 0) {
    const suspect = weightOf(before) !== weightOf(after);
    walk.report({
      id: suspect ? "schema.docs-suspect" : "schema.docs",
      pointer: at,
      message: suspect
        ? `The prose of ${keys.join(", ")} changed and touches a number, a unit or a format: read it.`
        : `Documentation changed: ${keys.join(", ")}.`,
      old: before,
      new: after,
    });
  }
  if (old.deprecated !== now.deprecated) {
    const message = now.deprecated ? "Deprecated." : "No longer deprecated.";
    walk.report({ id: "schema.deprecated", pointer: at, message, old: old.deprecated, new: now.deprecated });
  }
}

/** The entries of two maps of prose that differ. */
export function changedProse(
  old: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): { keys: string[]; before: Record<string, unknown>; after: Record<string, unknown> } {
  const keys = [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => stableJson(old.get(key)) !== stableJson(now.get(key)))
    .toSorted();
  const pick = (from: ReadonlyMap<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(keys.filter((key) => from.has(key)).map((key) => [key, from.get(key)]));
  return { keys, before: pick(old), after: pick(now) };
}

function weightOf(prose: Readonly<Record<string, unknown>>): string {
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

/** Reports a default that changed. Of a parameter it decides what a request without it means, so that is a break. */
export function compareDefaults(
  walk: Walk,
  { old, now, before, after }: Defaults,
  at: string,
  place: "parameter" | "property",
): void {
  if (stableJson(before) === stableJson(after)) return;
  const was = before && meant(before.value, old);
  const is = after && meant(after.value, now);
  const said = [before, after].map((side) => (side ? JSON.stringify(side.value) : "nothing"));
  const change = { pointer: `${at}/default`, old: before?.value, new: after?.value };
  const sameMeaning = was && is && stableJson(was.value) === stableJson(is.value);
  if (sameMeaning || (was && !was.valid)) {
    const message = `The default was written as ${said[0]}, is now ${said[1]}, and means the same.`;
    const corrected = `The default ${said[0]} was not of its own type; it is now ${said[1]}.`;
    walk.report({ ...change, id: "default.corrected", message: sameMeaning ? message : corrected });
    return;
  }
  const message = `The default was ${said[0]}, it is now ${said[1]}.`;
  walk.report({
    ...change,
    id: "default.changed",
    message,
    ...(place === "parameter" ? { wire: ["break", "none"] as const } : {}),
  });
}

/** What a default stands for: its JSON where it is text and the type wants none, as some generators write it. */
function meant(value: unknown, shape: Shape): { value: unknown; valid: boolean } {
  if (admits(shape, value)) return { value, valid: true };
  if (typeof value === "string") {
    try {
      const parsed: unknown = JSON.parse(value);
      if (admits(shape, parsed)) return { value: parsed, valid: true };
    } catch {
      // Not JSON: a plain mistake, which is what is reported.
    }
  }
  return { value, valid: false };
}

function admits(shape: Shape, value: unknown): boolean {
  if (value === null) return shape.null.ts;
  const type = typeOf(value);
  const typed = shape.types.has(type) || (type === "integer" && shape.types.has("number"));
  return typed && (shape.values?.has(stableJson(value)) ?? true);
}
