import {
  ArgumentParseError,
  EnumValidationError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/model/index.js";
import { argumentProblem } from "../../src/cli/problems.js";

const list = commands.get("list");
if (list === undefined) throw new TypeError("list is a command");

test.each<{ error: Error; want: string }>([
  {
    error: new ArgumentParseError("limit" as never, "x", new Error("a whole number")),
    want: '--limit must be a whole number, got "x".',
  },
  {
    error: new ArgumentParseError("ID" as never, "x", "no error"),
    want: 'ID must be another value, got "x".',
  },
  {
    error: new EnumValidationError("color" as never, "blue", ["auto", "always", "never"], []),
    want: '--color must be auto, always or never, got "blue".',
  },
  {
    error: new EnumValidationError("as" as never, "csv", ["json"], []),
    want: '--as must be json, got "csv".',
  },
  { error: new UnsatisfiedFlagError("prefix" as never), want: "--prefix needs a value." },
  {
    error: new UnsatisfiedFlagError("prefix" as never, "json" as never),
    want: "--prefix needs a value, got --json.",
  },
  { error: new UnexpectedFlagError("prefix" as never, "a", "b"), want: "--prefix is given more than once." },
  { error: new UnexpectedPositionalError(0, "x"), want: 'list takes no operand, got "x" too.' },
  { error: new UnexpectedPositionalError(2, "x"), want: 'list takes at most 2, got "x" too.' },
  { error: new UnsatisfiedPositionalError("ID" as never, undefined), want: "list needs ID." },
])("$want", ({ error, want }) => expect(argumentProblem(list, error)).toBe(want));

test("an error of another kind passes through", () => {
  const error = new RangeError("a bug");
  expect(() => argumentProblem(list, error)).toThrow(error);
});
