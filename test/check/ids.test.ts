import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { S2, S2ArgumentError, streamPrefix, uniqueId } from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";
import { runs } from "../runs.js";

describe("uniqueId", () => {
  it("appends 26 characters that are safe anywhere to the prefix", () => {
    expect(uniqueId("session/1234/")).toMatch(/^session\/1234\/[0-9a-z]{26}$/);
    expect(new Set(Array.from({ length: 1000 }, () => uniqueId("")))).toHaveProperty("size", 1000);
  });

  it("takes its randomness from the given source", () => {
    const randomBytes = (count: number) => Uint8Array.from({ length: count }, (_, index) => index * 10);
    expect(uniqueId("a/", { randomBytes })).toBe(uniqueId("a/", { randomBytes }));
    expect(uniqueId("a/", { randomBytes })).toBe(
      "a/0amyew6gt4e1bxk8n5v2gtd0amyew".slice(0, 2) + uniqueId("", { randomBytes }),
    );
  });

  it("fills an id to its last byte, and refuses a prefix that leaves no room", async () => {
    const account = createLocalAccount();
    const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch });
    const id = uniqueId("é".repeat(35));
    await accessTokens.issue({ id, scope: { ops: ["read"] } });
    expect(account.tokens().map((token) => token.id)).toEqual([id]);
    expect(() => uniqueId("a".repeat(71))).toThrow(
      "prefix must leave room for 26 characters within the 96 bytes of an id.",
    );
  });

  it.each<[unknown, string]>([
    ["a".repeat(97), "prefix must be at most 96 bytes of UTF-8 without a NUL, got 97 bytes."],
    ["a\0", "prefix must be at most 96 bytes of UTF-8 without a NUL, got one with a NUL."],
    ["\ud800", "prefix must be at most 96 bytes of UTF-8 without a NUL, got half a surrogate pair."],
    [4, "prefix must be a string, got a number."],
    [undefined, "prefix must be a string, got undefined."],
  ])("refuses %j", (prefix, want) => expect(() => uniqueId(prefix as string)).toThrow(want));
});

/** JavaScript allows such calls. */
const joined = (segments: readonly unknown[]) => streamPrefix(...(segments as [string, ...string[]]));

describe("streamPrefix", () => {
  it.each<[string[], string]>([
    [["users", "1234"], "users/1234/"],
    [["users", "a/b"], "users/a%2Fb/"],
    [["users", "a%2Fb"], "users/a%252Fb/"],
    [["a b", "é😀"], "a%20b/é😀/"],
    [["a\nb\u200d\u2028\u00a0"], "a%0Ab%E2%80%8D%E2%80%A8%C2%A0/"],
    [["...", ".a"], ".../.a/"],
    [["\u{e0001}"], "%F3%A0%80%81/"],
  ])("of %j is %j", (segments, want) => expect(joined(segments)).toBe(want));

  it.each<[unknown[], string]>([
    [[], "segments must not be empty: an empty prefix covers everything."],
    [["users", ""], "segments[1] must not be empty."],
    [["."], 'segments[0] must not be "." or "..".'],
    [["a", ".."], 'segments[1] must not be "." or "..".'],
    [["\ud800"], "segments[0] must not hold half a surrogate pair."],
    [["users", 1234], "segments[1] must be a string, got a number."],
    [["users", undefined], "segments[1] must be a string, got undefined."],
    [["a".repeat(512)], "segments must be at most 512 bytes of UTF-8, got 513 bytes."],
    [["", 4], "segments[0] must not be empty.\nsegments[1] must be a string, got a number."],
  ])("refuses %j", (segments, want) => expect(() => joined(segments)).toThrow(want));

  // Segments that an attacker would choose: with separators, escapes and invisible characters.
  const segment = fc.oneof(
    fc.string({
      unit: fc.constantFrom("/", "%", ".", "2", "F", "5", "a", " ", "\0", "\u200d", "é"),
      minLength: 1,
      maxLength: 8,
    }),
    fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
  );
  const segments = fc.array(segment, { minLength: 1, maxLength: 3 });

  it("never gives equal or covering prefixes for different segments", () => {
    fc.assert(
      fc.property(segments, segments, (a, b) => {
        const [one, other] = [prefixOf(a), prefixOf(b)];
        if (one === undefined || other === undefined) return;
        // Only what lies under them is covered: the same segments, and more.
        const under = a.every((part, index) => part === b[index]);
        expect(other.startsWith(one)).toBe(under);
        expect(one.split("/")).toHaveLength(a.length + 1);
        expect(one).not.toMatch(/[\p{Cc}\p{Cf}\p{Z}]|(^|\/)\.{0,2}\/(?!$)/u);
      }),
      { seed: 7, numRuns: runs(50_000) },
    );
  });
});

/** Undefined if no prefix exists. */
function prefixOf(segments: readonly string[]): string | undefined {
  try {
    return joined(segments);
  } catch (error) {
    if (error instanceof S2ArgumentError) return undefined;
    throw error;
  }
}
