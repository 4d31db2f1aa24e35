import { expect, it } from "vitest";
import { ownData } from "../../src/check/own.js";
import { place } from "../../src/check/problems.js";

function copied(value: unknown): [unknown, string[]] {
  const at = place("x");
  const copy = ownData(value, at);
  return [copy, at.issues.map(({ message }) => message)];
}

it("copies data and freezes the copy throughout", () => {
  const given = { a: [1, { b: null }], c: "d", e: true, f: undefined };
  const [copy, issues] = copied(given);
  given.a.push(2);
  expect([copy, issues]).toEqual([{ a: [1, { b: null }], c: "d", e: true }, []]);
  const frozen = (part: unknown): boolean =>
    typeof part !== "object" || part === null || (Object.isFrozen(part) && Object.values(part).every(frozen));
  expect(frozen(copy)).toBe(true);
});

it("copies own data properties only, ignoring toJSON and inherited getters", () => {
  class Claims {
    own = 1;
    toJSON = undefined;
    get inherited(): number {
      return 2;
    }
  }
  expect(copied(new Claims())).toEqual([{ own: 1 }, []]);
  expect(copied(JSON.parse('{"__proto__": 1}'))[0]).toSatisfy((copy: object) =>
    Object.hasOwn(copy, "__proto__"),
  );
});

const nested = (levels: number): unknown => (levels === 1 ? {} : { a: nested(levels - 1) });
const circle: Record<string, unknown> = {};
circle["self"] = circle;
let diamond: unknown = 1;
for (let level = 0; level < 50; level++) diamond = [diamond, diamond];

it.each<[string, unknown, string[]]>([
  ["as deep as allowed", nested(64), []],
  ["too deep", nested(65), ["x must be at most 64 levels deep, got more."]],
  [
    "deep enough to overflow the stack",
    JSON.parse("[".repeat(5000) + "]".repeat(5000)),
    ["x must be at most 64 levels deep, got more."],
  ],
  ["a circle", circle, ["x must be at most 64 levels deep, got more."]],
  ["one object repeated many times", diamond, ["x must be at most 100000 values, got more."]],
  ["far too many items", Array(1e9), ["x must be at most 100000 values, got more."]],
  ["a function", { a: () => 0 }, ["x.a must be data that JSON can carry, got a function."]],
  ["a bigint", [1n], ["x[0] must be data that JSON can carry, got a bigint."]],
  ["a number that JSON lacks", NaN, ["x must be data that JSON can carry, got NaN."]],
  ["a Date", new Date(0), ["x must be data that JSON can carry, got a Date."]],
  ["a Map", new Map(), ["x must be data that JSON can carry, got an object."]],
])("%s", (_name, value, want) => expect(copied(value)[1]).toEqual(want));
