import { expect, it } from "vitest";
import { askGuards } from "../../src/access-tokens/before.js";
import type { IssueGuard } from "../../src/index.js";

const token = {
  id: "a",
  scope: { ops: ["read"] },
  autoPrefixStreams: undefined,
  expiresAtText: undefined,
  expiresAtMillis: undefined,
} as const;
const issue = { path: "id", code: "house_rule", message: "Not that one." };

const nothing = () => undefined;

function verdicts(...guards: readonly (() => unknown)[]): string[] {
  // JavaScript allows such values.
  return askGuards(guards as readonly IssueGuard[], token, 0).map(({ path, code }) => `${path} ${code}`);
}

it("collects the issues of all guards", () => {
  expect(
    verdicts(
      nothing,
      () => [issue],
      () => null,
      () => [],
      () => [issue, issue],
    ),
  ).toEqual(Array(3).fill("id house_rule"));
});

it.each<[string, () => unknown]>([
  ["a promise of consent", () => Promise.resolve()],
  ["a promise that fails", () => Promise.reject(new Error("mine"))],
  ["a boolean", () => true],
  ["text", () => "no"],
  ["an issue alone", () => issue],
  ["a list of something else", () => [{ message: "no" }]],
])("rejects a guard that returns %s", (_name, guard) => {
  expect(verdicts(nothing, guard)).toEqual(["before[1] wrong_type"]);
});
