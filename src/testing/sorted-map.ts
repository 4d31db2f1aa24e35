import { compareBytes } from "../check/names.js";
import type { NameSet } from "./authorise.js";
import type { ListQuery } from "./read/query.js";

/** A map from names to values, iterated in S2's order of names. */
export interface SortedMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /** Adds or replaces a value. */
  set(key: string, value: V): void;
  /** Removes a key, and reports whether it was there. */
  delete(key: string): boolean;
  /** Returns the values from a key on, in order; that of the key itself only if `inclusive`. */
  from(key: string, inclusive: boolean): IterableIterator<V>;
  /** Returns a separate map with the same values, each passed through `copy`. */
  copy(copy: (value: V) => V): SortedMap<V>;
}

interface Entry<V> {
  readonly key: string;
  value: V;
}

/** The most entries of one chunk. An insert moves at most this many, however large the map. */
const CHUNK_SIZE = 512;

/** Creates an empty map, or one of entries already sorted. */
export function createSortedMap<V>(chunks: Entry<V>[][] = []): SortedMap<V> {
  let size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);

  const locate = (key: string) => {
    const at = Math.max(0, lowerBound(chunks, (chunk) => compareBytes(firstKey(chunk), key) <= 0) - 1);
    const chunk = chunks[at] ?? [];
    const index = lowerBound(chunk, (entry) => compareBytes(entry.key, key) < 0);
    const entry = chunk[index];
    return { at, chunk, index, entry: entry?.key === key ? entry : undefined };
  };

  return {
    get size() {
      return size;
    },
    get: (key) => locate(key).entry?.value,
    set(key, value) {
      const { at, chunk, index, entry } = locate(key);
      if (entry !== undefined) {
        entry.value = value;
        return;
      }
      if (chunks.length === 0) chunks.push(chunk);
      chunk.splice(index, 0, { key, value });
      size++;
      if (chunk.length > CHUNK_SIZE) chunks.splice(at + 1, 0, chunk.splice(CHUNK_SIZE / 2));
    },
    delete(key) {
      const { at, chunk, index, entry } = locate(key);
      if (entry === undefined) return false;
      chunk.splice(index, 1);
      size--;
      if (chunk.length === 0) chunks.splice(at, 1);
      return true;
    },
    *from(key, inclusive) {
      const { at, index, entry } = locate(key);
      let start = entry !== undefined && !inclusive ? index + 1 : index;
      for (let chunk = at; chunk < chunks.length; chunk++) {
        for (const { value } of chunks[chunk]?.slice(start) ?? []) yield value;
        start = 0;
      }
    },
    copy: (copy) =>
      createSortedMap(chunks.map((chunk) => chunk.map(({ key, value }) => ({ key, value: copy(value) })))),
  };
}

function firstKey<V>(chunk: Entry<V>[]): string {
  return chunk[0]?.key ?? "";
}

/** Returns the index of the first item that fails `before`, which holds for a leading part of the items. */
function lowerBound<T>(items: readonly T[], before: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && before(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One page of a listing. */
export interface Listed<V> {
  readonly items: V[];
  readonly hasMore: boolean;
}

/** Selects a page in time that depends on its size, not the map's. `within` narrows it to a scope's names. */
export function selectPage<V>(
  map: SortedMap<V>,
  nameOf: (value: V) => string,
  { prefix, start_after: startAfter, limit }: ListQuery,
  within: NameSet,
): Listed<V> {
  const covered = narrow(prefix, within);
  const items: V[] = [];
  if (covered === undefined) return { items, hasMore: false };
  const fromPrefix = compareBytes(covered.prefix, startAfter) > 0;
  for (const value of map.from(fromPrefix ? covered.prefix : startAfter, fromPrefix || startAfter === "")) {
    if (!covered.matches(nameOf(value))) break;
    if (items.length === limit) return { items, hasMore: true };
    items.push(value);
  }
  return { items, hasMore: false };
}

/** Returns the range of names that a prefix and a set have in common; undefined if there is none. */
function narrow(
  prefix: string,
  within: NameSet,
): { prefix: string; matches: (name: string) => boolean } | undefined {
  if (within === null) return undefined;
  if ("exact" in within) {
    const { exact } = within;
    return exact.startsWith(prefix) ? { prefix: exact, matches: (name) => name === exact } : undefined;
  }
  const longer = prefix.length > within.prefix.length ? prefix : within.prefix;
  const matches = (name: string) => name.startsWith(longer);
  return longer.startsWith(prefix) && longer.startsWith(within.prefix)
    ? { prefix: longer, matches }
    : undefined;
}
