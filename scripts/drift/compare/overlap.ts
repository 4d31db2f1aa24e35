import type { Reader } from "../read/reader.js";
import { commonTypes } from "../read/shape.js";
import type { Measure, Part, Shape } from "../read/shape.js";

/** How far into required properties two variants are told apart. */
const maximumDepth = 3;

/**
 * Whether the plainest value of one variant is a value of the other too. Both being open objects is not enough: a value
 * with the keys of both always fits both, and nobody sends one.
 */
export function overlaps(reader: Reader, a: Part, b: Part): boolean {
  return covers(reader, a, b, 0) || covers(reader, b, a, 0);
}

/** Whether one schema admits a value that holds only what another requires. */
function covers(reader: Reader, wide: Part, plain: Part, depth: number): boolean {
  const [a, b] = [reader.shape(wide), reader.shape(plain)];
  const shared = commonTypes(a.types, b.types);
  if (shared.size === 0) return false;
  if (a.union || b.union || depth > maximumDepth) return false;
  if (a.values || b.values) return coversValues(a, b);
  if (["string", "number", "integer", "boolean"].some((type) => shared.has(type))) return coversScalars(a, b);
  if (shared.has("array")) return (b.lower.get("Items")?.value ?? 0) === 0;
  return coversKeys(reader, a, b, depth);
}

function coversValues(a: Shape, b: Shape): boolean {
  if (a.values && b.values) return [...a.values.keys()].some((key) => b.values?.has(key));
  return !a.values;
}

function coversScalars(a: Shape, b: Shape): boolean {
  if ((a.format ?? b.format) !== b.format || (a.pattern ?? b.pattern) !== b.pattern) return false;
  return (["Length", "imum"] as const satisfies Measure[]).every((measure) => {
    const [least, most] = [a.lower.get(measure)?.value ?? -Infinity, a.upper.get(measure)?.value ?? Infinity];
    const [from, to] = [b.lower.get(measure)?.value ?? -Infinity, b.upper.get(measure)?.value ?? Infinity];
    return from <= most && least <= to;
  });
}

function coversKeys(reader: Reader, a: Shape, b: Shape, depth: number): boolean {
  for (const name of a.required) if (!b.required.has(name)) return false;
  for (const name of b.required) {
    const [wide, plain] = [a.properties.get(name), b.properties.get(name)];
    if (!wide && a.rest.kind === "closed") return false;
    if (wide && plain && !covers(reader, wide, plain, depth + 1)) return false;
  }
  return true;
}
