import { describe, expect, it } from "vitest";
import { covers, coversAll, describeSet, readSet, startsWithBytes } from "../../src/scope/resources.js";

describe("a set", () => {
  it.each<[unknown, ReturnType<typeof readSet>["kind"], boolean, string]>([
    [undefined, "none", false, "covers nothing"],
    [null, "none", false, "covers nothing"],
    [{ exact: "" }, "none", false, "covers nothing"],
    [{ exact: "a" }, "exact", false, 'covers only "a"'],
    [{ prefix: "" }, "prefix", true, "covers everything"],
    [{ prefix: "a" }, "prefix", false, 'covers names that begin with "a"'],
    [{ exact: "a", prefix: "" }, "unreadable", false, "is of a shape that this version cannot read"],
    [{ exact: 1 }, "unreadable", false, "is of a shape that this version cannot read"],
    [{}, "unreadable", false, "is of a shape that this version cannot read"],
    ["a", "unreadable", false, "is of a shape that this version cannot read"],
    [[], "unreadable", false, "is of a shape that this version cannot read"],
  ])("%j is %s", (set, kind, all, description) => {
    const reading = readSet(set);
    expect(reading.kind).toBe(kind);
    expect(coversAll(reading)).toBe(all);
    expect(describeSet(reading)).toBe(description);
    expect(covers(reading, "a")).toBe(
      { none: "no", exact: "yes", prefix: "yes", unreadable: "unknown" }[kind],
    );
    expect(covers(reading, "b")).toBe(
      { none: "no", exact: "no", prefix: all ? "yes" : "no", unreadable: "unknown" }[kind],
    );
  });
});

describe("startsWithBytes", () => {
  it.each([
    ["", "", true],
    ["abc", "ab", true],
    ["ab", "abc", false],
    ["abc", "b", false],
    // Half a pair has other bytes than the pair.
    ["\u{10000}", "\ud800", false],
    ["\u{10ffff}", "\udbff", false],
    ["\u{103ff}", "\ud800", false],
    ["\u{1f600}x", "\u{1f600}", true],
    ["\ud800", "\ud800", true],
    ["\ud800x", "\ud800", true],
    ["\ud800\ue000", "\ud800", true],
    ["\ud800\ud800", "\ud800", true],
    ["\udc00\udc00", "\udc00", true],
    ["\ud7ff\udc00", "\ud7ff", true],
  ])("tells whether %j begins with %j: %s", (name, prefix, want) =>
    expect(startsWithBytes(name, prefix)).toBe(want),
  );
});
