import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareBytes } from "../../src/check/names.js";
import { byteLength } from "../../src/testing/read/names.js";
import { createSortedMap } from "../../src/testing/sorted-map.js";

const seed = 20_261_101;
/** Names that end on either side of the surrogates, where UTF-16 and UTF-8 sort differently. */
const name = fc.string({
  unit: fc.constantFrom("a", "b", "/", "é", "\ud7ff", "\ue000", "\uffff", "😀", "𐀀"),
  maxLength: 4,
});

test("compares names by their UTF-8 bytes", () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(byteLength(a)).toBe(Buffer.byteLength(a));
    }),
    { seed, numRuns: 2_000 },
  );
});

test("agrees with a plain map sorted each time", () => {
  const step = fc.record({ kind: fc.constantFrom("set", "set", "delete"), key: name });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), name, fc.boolean(), (steps, from, inclusive) => {
      const map = createSortedMap<string>();
      const model = new Map<string, string>();
      for (const [index, { kind, key }] of steps.entries()) {
        if (kind === "set") {
          map.set(key, `${key}${index}`);
          model.set(key, `${key}${index}`);
        } else expect(map.delete(key)).toBe(model.delete(key));
        expect(map.get(key)).toBe(model.get(key));
      }
      const want = [...model]
        .filter(([key]) => compareBytes(key, from) > 0 || (inclusive && key === from))
        .sort(([a], [b]) => compareBytes(a, b))
        .map(([, value]) => value);
      expect([...map.from(from, inclusive)]).toEqual(want);
      expect(map.size).toBe(model.size);
    }),
    { seed, numRuns: 500 },
  );
});

test("keeps its order when chunks split, whatever the order of insertion", () => {
  const keys = Array.from({ length: 5_000 }, (_, index) => String((index * 2_741) % 5_000).padStart(4, "0"));
  const map = createSortedMap<string>();
  for (const key of keys) map.set(key, key);
  expect([...map.from("", true)]).toEqual([...keys].sort());
  for (const key of keys.slice(0, 4_990)) map.delete(key);
  expect([...map.from("", true)]).toEqual(keys.slice(4_990).sort());
});

test("copies are independent", () => {
  const map = createSortedMap<number>();
  map.set("a", 1);
  const copy = map.copy((value) => value + 1);
  copy.set("b", 3);
  map.set("a", 0);
  expect([[...map.from("", true)], [...copy.from("", true)]]).toEqual([[0], [2, 3]]);
});
