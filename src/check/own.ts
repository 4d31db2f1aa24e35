import { isRecord } from "./keys.js";
import { MOST_LEVELS, MOST_VALUES } from "./limits.js";
import { below, expected, numberOrKind, type Place } from "./problems.js";
import { ownValues } from "./values.js";

/**
 * Copies data as JSON would carry it, frozen throughout: own properties only, each read once, without calling `toJSON`.
 * For the parts of a listed scope that no reader knows. Data that is too deep, too large or circular, and anything that
 * is not data, is an issue.
 */
export function ownData(value: unknown, whole: Place): unknown {
  const { issues } = whole;
  const before = issues.length;
  let left = MOST_VALUES;

  function copy(item: unknown, at: Place, level: number): unknown {
    if (issues.length > before) return undefined;
    if (level > MOST_LEVELS || left-- <= 0) {
      const most = level > MOST_LEVELS ? `${MOST_LEVELS} levels deep` : `${MOST_VALUES} values`;
      return expected(whole, `at most ${most}`, "more", "too_large");
    }
    if (Array.isArray(item)) {
      const items: unknown[] = [];
      for (let index = 0; index < item.length && issues.length === before; index++) {
        const part = Object.hasOwn(item, index) ? item[index] : null;
        items.push(copy(part, below(at, index), level + 1) ?? null);
      }
      return Object.freeze(items);
    }
    if (isRecord(item) && isData(item)) {
      const parts = [...ownValues(item, at)].filter(([, part]) => part !== undefined);
      return Object.freeze(
        Object.fromEntries(parts.map(([key, part]) => [key, copy(part, below(at, key), level + 1)])),
      );
    }
    if (item === null || typeof item === "string" || typeof item === "boolean") return item;
    if (typeof item === "number" && Number.isFinite(item)) return item;
    return expected(at, "data that JSON can carry", numberOrKind(item));
  }

  return copy(value, whole, 1);
}

/**
 * Reports whether an object is plain data. A `Date`, a `Map` and the like hold their contents outside their properties.
 */
function isData(value: object): boolean {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/**
 * Compares data as JSON carries it, in any order of keys; absent, undefined and null are the same. Calls `refuse` with
 * the rule that data breaks which is too deep, too large or circular.
 */
export function sameData(a: unknown, b: unknown, refuse: (rule: string) => never): boolean {
  let parts = 0;

  function equal(a: unknown, b: unknown, level: number): boolean {
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
      return Object.is(a ?? null, b ?? null);
    parts += 1;
    if (level > MOST_LEVELS) refuse(`nested at most ${MOST_LEVELS} levels deep`);
    if (parts > MOST_VALUES) refuse(`of at most ${MOST_VALUES} parts`);
    if (Array.isArray(a) && Array.isArray(b))
      return a.length === b.length && a.every((item, index) => equal(item, b[index], level + 1));
    if (!isRecord(a) || !isRecord(b)) return false;
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => equal(own(a, key), own(b, key), level + 1));
  }

  return equal(a, b, 1);
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
