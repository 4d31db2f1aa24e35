import { isRecord, pointerSegment } from "./yaml.js";

/** A place where two values differ, and the value of each there. */
export interface Difference {
  readonly pointer: string;
  readonly old: unknown;
  readonly new: unknown;
}

/** Keys whose lists are sets, in any order. */
const sets = new Set([
  "required",
  "enum",
  "type",
  "tags",
  "oneOf",
  "anyOf",
  "allOf",
  "parameters",
  "security",
]);

/** Returns the first place where two JSON values differ, ignoring the order of keys and of lists that are sets. */
export function firstDifference(old: unknown, now: unknown, pointer: string): Difference | undefined {
  if (isRecord(old) && isRecord(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const inner = firstDifference(old[key], now[key], `${pointer}/${pointerSegment(key)}`);
      if (inner) return inner;
    }
    return undefined;
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    const key = pointer.slice(pointer.lastIndexOf("/") + 1);
    const [a, b] = sets.has(key) ? [sorted(old), sorted(now)] : [old, now];
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
      const inner = firstDifference(a[index], b[index], `${pointer}/${index}`);
      if (inner) return inner;
    }
    return undefined;
  }
  return Object.is(old, now) ? undefined : { pointer, old, new: now };
}

/** Returns JSON with sorted keys and sets: equal texts for equal values, whatever their order. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (Array.isArray(inner)) return sets.has(key) ? sorted(inner) : inner;
    if (!isRecord(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function sorted(list: readonly unknown[]): unknown[] {
  return list
    .map((item) => ({ item, key: stableJson(item) ?? "" }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
