import * as fc from "fast-check";
import { expect, test } from "vitest";
import { quoted, shown } from "../../src/check/text.js";

test.each<[given: string, want: string]>([
  ["users/1 a é हिन्दी 😀", "users/1 a é हिन्दी 😀"],
  ["a\nb", "a\\nb"],
  ["a\\nb", "a\\\\nb"],
  ["\u007f\u0085\u009b", "\\u007f\\u0085\\u009b"],
  ["\u2028\u2029\u00a0\u3000", "\\u2028\\u2029\\u00a0\\u3000"],
  ["\u202e\u2066\u200d\ufeff", "\\u202e\\u2066\\u200d\\ufeff"],
  ["\u{e0001}", "\\u{e0001}"],
  ["\ud800", "\\ud800"],
  ['say "x"', 'say "x"'],
])("shown(%j)", (given, want) => expect(shown(given)).toBe(want));

test("quoted also escapes quotation marks", () => expect(quoted('a"b\\')).toBe('"a\\"b\\\\"'));

test("shows different texts differently and no invisible character", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(quoted(a)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      if (a !== b) expect(shown(a)).not.toBe(shown(b));
    }),
    { seed: 7, numRuns: 2_000 },
  );
});
