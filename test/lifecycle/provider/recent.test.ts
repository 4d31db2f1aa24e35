import { expect, test } from "vitest";
import { Recent } from "../../../src/lifecycle/provider/recent.js";

test("the entry that was set the longest ago goes first, and setting one again makes it the most recent", () => {
  const recent = new Recent<number>(2);
  recent.set("a", 1).set("b", 2).set("a", 3).set("c", 4);
  expect([...recent]).toEqual([
    ["a", 3],
    ["c", 4],
  ]);
});
