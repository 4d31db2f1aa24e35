import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { kindOf, mustBe, place, problem, within } from "../../src/check/problems.js";
import {
  alternatives,
  choice,
  flag,
  listOf,
  nullable,
  readCall,
  shape,
  text,
  wholeNumber,
} from "../../src/check/values.js";
import { S2ArgumentError } from "../../src/errors.js";
import type { Reader } from "../../src/check/values.js";

function read<T>(reader: Reader<T>, value: unknown, path = "x"): [T | undefined, string[]] {
  const at = place(path);
  const copy = reader(value, at);
  return [copy, at.issues.map(({ message }) => message)];
}

describe("the description of a value", () => {
  it.each<[unknown, string]>([
    [undefined, "undefined"],
    [null, "null"],
    ["secret", "a string"],
    [4, "a number"],
    [4n, "a bigint"],
    [true, "a boolean"],
    [[1], "an array"],
    [{ secret: 1 }, "an object"],
    [() => 0, "a function"],
    [Symbol("secret"), "a symbol"],
    [new Date(0), "a Date"],
    [runInNewContext("new Date(0)"), "a Date"],
    [Object.create(Date.prototype), "an object"],
    [Promise.resolve("secret"), "a Promise"],
  ])("is a harmless kind: case %#", (value, want) => expect(kindOf(value)).toBe(want));

  it("is part of a sentence that begins with the path", () => {
    expect(mustBe("id", "wrong_type", "a string", "a number").message).toBe(
      "id must be a string, got a number.",
    );
    expect(problem("", "c", "must not be empty.").message).toBe("The argument must not be empty.");
  });

  it("takes on the path of an enclosing part", () => {
    const issue = mustBe("streams.prefix", "wrong_type", "a string", "null");
    expect(within("scope", issue)).toEqual({
      path: "scope.streams.prefix",
      code: "wrong_type",
      message: "scope.streams.prefix must be a string, got null.",
    });
    expect(within("scope", { path: "", code: "c", message: "Mine." })).toEqual({
      path: "scope",
      code: "c",
      message: "Mine.",
    });
  });
});

describe("readers", () => {
  it.each<[string, Reader<unknown>, unknown, string]>([
    ["flag", flag, 1, "x must be true or false, got a number."],
    ["choice", choice("a", "b"), "c", 'x must be "a" or "b", got a string.'],
    ["text", text(() => undefined), 4, "x must be a string, got a number."],
    ["text that is wrong", text(() => "is odd."), "4", "x is odd."],
    ["number too large", wholeNumber(1, 1000), 5000, "x must be a whole number from 1 to 1000, got 5000."],
    ["number in part", wholeNumber(1, 1000), 1.5, "x must be a whole number from 1 to 1000, got 1.5."],
    ["number as text", wholeNumber(1, 1000), "5", "x must be a whole number from 1 to 1000, got a string."],
    ["no number", wholeNumber(0, Infinity), NaN, "x must be a whole number, 0 or more, got NaN."],
    ["list", listOf(flag), "ab", "x must be an array, got a string."],
    ["hole", listOf(flag), Array(1), "x[0] must be true or false, got undefined."],
    ["huge list", listOf(flag), Array(1e9), "x must be an array of at most 100000 items, got 1000000000."],
    ["object", shape({ a: flag, b: flag }), "ab", "x must be an object { a, b }, got a string."],
    [
      "missing key",
      shape<{ a: boolean }>({ a: flag }, ["a"]),
      {},
      "x.a must be true or false, got undefined.",
    ],
    [
      "unknown key",
      shape({ prefix: flag }),
      { prefx: true },
      'There is no "prefx" here; use prefix instead.',
    ],
  ])("refuse a wrong %s", (_name, reader, value, want) => expect(read(reader, value)[1]).toEqual([want]));

  it("accept null only where allowed", () => {
    expect(read(nullable(flag), null)).toEqual([null, []]);
    expect(read(flag, null)[1]).toEqual(["x must be true or false, got null."]);
  });

  it("list alternatives", () => {
    expect([alternatives(["a"]), alternatives(["a", "b", "c"])]).toEqual(['"a"', '"a", "b" or "c"']);
  });
});

describe("a shape", () => {
  const options = shape<{ a?: boolean | undefined; list?: readonly boolean[] }>({
    a: flag,
    list: listOf(flag),
  });

  it("is read once, getters included", () => {
    let asked = 0;
    const [copy] = read(options, {
      get a() {
        asked += 1;
        return asked === 1;
      },
    });
    expect([asked, copy?.a, copy?.a]).toEqual([1, true, true]);
  });

  it("is copied, and the copy cannot change", () => {
    const given = { a: true, list: [true] };
    const [copy] = read(options, given);
    given.a = false;
    given.list.push(false);
    expect(copy).toEqual({ a: true, list: [true] });
    expect([copy, copy?.list].every((part) => Object.isFrozen(part))).toBe(true);
  });

  it("has own keys only, whatever a prototype holds", () => {
    expect(read(options, Object.create({ a: true }))).toEqual([{}, []]);
    // oxlint-disable-next-line eslint/no-extend-native -- what another script may have done
    Object.defineProperty(Object.prototype, "a", { value: true, configurable: true });
    try {
      expect(read(options, {})[0]?.a).toBeUndefined();
    } finally {
      Reflect.deleteProperty(Object.prototype, "a");
    }
    expect(read(options, JSON.parse('{"__proto__": {"a": true}}'))[1]).toHaveLength(1);
  });

  it("does not call toJSON", () =>
    expect(read(options, { a: true, toJSON: undefined })).toEqual([{ a: true }, []]));

  it("reports that a getter threw, without its error", () => {
    const given = {
      get a(): boolean {
        throw new Error("secret");
      },
    };
    expect(read(options, given)[1]).toEqual(["x.a could not be read: its getter threw."]);
  });
});

it("reports all problems of an input and its options at once", () => {
  const input = shape({ a: flag });
  const call = () => readCall("list", [input, { a: 1 }], [input, { b: 1 }]);
  expect(call).toThrow(
    'a must be true or false, got a number.\noptions.b: There is no "b" here; use a instead.',
  );
});

it("shows the first fifty problems in an error and counts the rest", () => {
  const issues = Array.from({ length: 70 }, (_, index) => mustBe(`ops[${index}]`, "c", "x", "y"));
  const error = new S2ArgumentError(issues);
  expect(error.issues).toHaveLength(70);
  expect(error.message.split("\n")).toHaveLength(51);
  expect(error.message).toMatch(/… and 20 more\.$/);
});
