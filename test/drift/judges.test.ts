import { beforeAll, describe, expect, test } from "vitest";
import { runs } from "../runs.js";
import { contractWith } from "./edits.js";
import { createDisagreements } from "./judges/disagreement.js";
import type { Disagreements } from "./judges/disagreement.js";
import { randomCases } from "./random-edits.js";

/** Each is judged both ways, so that these are twice as many edits. */
const cases = randomCases(20_261_122, Math.max(155, runs(1000)));
let disagreements: Disagreements;

beforeAll(async () => {
  disagreements = await createDisagreements([contractWith(), ...cases.map(({ document }) => document)]);
}, 240_000);

describe("two judges that do not know the rules agree with them", () => {
  test.each(cases.map(({ name }, index) => ({ name, index: index + 1 })))("$name", ({ index }) => {
    expect(disagreements(0, index)).toEqual([]);
  });

  test.each(cases.map(({ name }, index) => ({ name, index: index + 1 })))(
    "in reverse: $name",
    ({ index }) => {
      expect(disagreements(index, 0)).toEqual([]);
    },
  );
});
