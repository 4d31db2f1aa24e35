import { describe, expect, it } from "vitest";
import { TOKEN_ID_MAX_BYTES } from "../../generated/constants.js";
import { compareBytes, nameProblem, prefixProblem, type NameKind } from "../../src/check/names.js";

const names: readonly [NameKind, string, boolean][] = [
  ["accessToken", "a", true],
  ["accessToken", "", false],
  ["accessToken", ".", false],
  ["accessToken", "..", false],
  ["accessToken", "...", true],
  ["accessToken", "a\0b", false],
  ["accessToken", "\ud800", false],
  ["accessToken", "a".repeat(TOKEN_ID_MAX_BYTES), true],
  ["accessToken", "a".repeat(TOKEN_ID_MAX_BYTES + 1), false],
  ["accessToken", "ü".repeat(TOKEN_ID_MAX_BYTES / 2), true],
  ["accessToken", "ü".repeat(TOKEN_ID_MAX_BYTES / 2 + 1), false],
  ["basin", "my-basin", true],
  ["basin", "a-b-c-d", false],
  ["basin", "a".repeat(48), true],
  ["basin", "a".repeat(49), false],
  ["basin", "-my-basin", false],
  ["basin", "my-basin-", false],
  ["basin", "My-basin", false],
  ["basin", "my.basin", false],
  ["stream", "a\0b", true],
  ["stream", "", false],
  ["stream", "..", false],
  ["stream", "a/b ü", true],
  ["stream", "a".repeat(512), true],
  ["stream", "a".repeat(513), false],
  ["stream", "\udc00a", false],
];

const prefixes: readonly [NameKind, string, boolean][] = [
  ["accessToken", "", true],
  ["accessToken", "..", true],
  ["accessToken", "\0", false],
  ["accessToken", "a".repeat(TOKEN_ID_MAX_BYTES + 1), false],
  ["basin", "", true],
  ["basin", "a", true],
  ["basin", "my-", true],
  ["basin", "-", false],
  ["basin", "a".repeat(48), true],
  ["basin", "a".repeat(49), false],
  ["stream", "", true],
  ["stream", ".", true],
  ["stream", "a\ud83d", false],
  ["stream", "a".repeat(513), false],
];

describe("names", () => {
  it.each(names)("%s %j: %j", (kind, name, fits) => expect(nameProblem(kind, name) === undefined).toBe(fits));
  it.each(prefixes)("%s prefix %j: %j", (kind, prefix, fits) => {
    expect(prefixProblem(kind, prefix) === undefined).toBe(fits);
  });
  it.each<[NameKind, string, string]>([
    [
      "accessToken",
      "",
      'must be 1 to 96 bytes of UTF-8 without a NUL, and not "." or "..", got an empty string.',
    ],
    ["accessToken", "..", 'must be 1 to 96 bytes of UTF-8 without a NUL, and not "." or "..", got "..".'],
    ["stream", "é".repeat(300), 'must be 1 to 512 bytes of UTF-8, and not "." or "..", got 600 bytes.'],
    ["stream", "\ud800", 'must be 1 to 512 bytes of UTF-8, and not "." or "..", got half a surrogate pair.'],
    [
      "basin",
      "short",
      "must be 8 to 48 lowercase letters, digits and hyphens, with no hyphen at either end, got 5 characters.",
    ],
  ])("state the rule and what was got for %s %j", (kind, name, want) =>
    expect(nameProblem(kind, name)).toBe(want),
  );

  it.each<[NameKind, string, string]>([
    ["accessToken", "a\0", "must be at most 96 bytes of UTF-8 without a NUL, got one with a NUL."],
    [
      "basin",
      "-a",
      "must be at most 48 lowercase letters, digits and hyphens, with no hyphen at the beginning, got one with a hyphen there.",
    ],
    [
      "basin",
      "A",
      "must be at most 48 lowercase letters, digits and hyphens, with no hyphen at the beginning, got another character.",
    ],
  ])("state the rule and what was got for the %s prefix %j", (kind, prefix, want) => {
    expect(prefixProblem(kind, prefix)).toBe(want);
  });

  it("never quote a name, which may be a secret in the wrong place", () => {
    const secret = `s2_${"live-secret".repeat(60)}\0`;
    for (const kind of ["accessToken", "basin", "stream"] as const) {
      expect(`${nameProblem(kind, secret)}${prefixProblem(kind, secret)}`).not.toContain("live");
    }
  });
});

describe("compareBytes", () => {
  it("sorts by UTF-8 bytes, unlike <", () => {
    const texts = [
      "",
      "a",
      "ab",
      "b",
      "\u07ff",
      "\ud7ff",
      "\ue000",
      "\uffff",
      "\u{10000}",
      "\u{10ffff}",
      "é",
      "z\u{1f600}",
      "z\uff00",
    ];
    const bytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...texts].sort(compareBytes)).toEqual(bytes);
    expect([...texts].sort()).not.toEqual(bytes);
    expect(texts.map((text) => compareBytes(text, text))).toEqual(texts.map(() => 0));
  });
});
