import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { changesOf, specLineProblem } from "../scripts/release-notes.js";
import { compare } from "../scripts/drift/tell/compare.js";
import type { Report } from "../scripts/drift/tell/report.js";
import { contractWith, remove, schemas, set } from "./drift/edits.js";
import type { Edit } from "./drift/edits.js";
import { asTheCommandDoes, sideOf } from "./drift/sides.js";

function reportOn(...edits: readonly Edit[]): Report {
  const [base, head] = [contractWith(), contractWith(...edits)].map((document) => ({
    name: "contract",
    side: sideOf(document),
    absent: false,
  }));
  if (!base || !head) throw new Error("two sides were made");
  return compare(base, head, { ...asTheCommandDoes, version: "1.0.0", accept: [], today: "" });
}

const log = "# Changelog\n\n## 1.1.0\n\nMore.\n\nSpec: unchanged.\n\n## 1.0.0\n\nFirst.\n";

describe("the changelog's section of a version", () => {
  test("contains its Spec line", () => {
    expect(changesOf(log, "1.1.0")).toEqual({ text: "More.\n\nSpec: unchanged.", spec: "unchanged." });
    expect(changesOf(readFileSync("CHANGELOG.md", "utf8"), "0.1.0").spec).toMatch(/^S2's published pages/);
  });

  test.each([
    ["1.0.0", 'the section of 1.0.0 must have a "Spec:" line'],
    ["2.0.0", 'no section headed "## 2.0.0"'],
  ])("is missing for %s", (version, message) => {
    expect(() => changesOf(log, version)).toThrow(message);
  });
});

test.each<[string, string, Report, RegExp | undefined]>([
  ["says unchanged of a contract that is", "unchanged.", reportOn(), undefined],
  [
    "says unchanged where prose alone moved",
    "unchanged.",
    reportOn(set("#/info/title", "Tokens")),
    undefined,
  ],
  [
    "names a new contract",
    "S2's pages as read today.",
    reportOn(remove(`${schemas}/AccessTokenIdStr/maxLength`)),
    undefined,
  ],
  [
    "says unchanged of one that broke",
    "unchanged.",
    reportOn(set(`${schemas}/AccessTokenIdStr/maxLength`, 9)),
    /says unchanged/,
  ],
  ["calls new what is the same", "S2's pages as read today.", reportOn(), /must say "unchanged"/],
])("a Spec line %s", (_name, spec, report, problem) => {
  if (problem) expect(specLineProblem(spec, report)).toMatch(problem);
  else expect(specLineProblem(spec, report)).toBeUndefined();
});
