import { expect, test } from "vitest";
import { judge } from "../../scripts/drift/compare/judge.js";
import { verdictOf } from "../../scripts/drift/tell/verdict.js";
import { contractWith } from "./edits.js";
import { objects } from "./pairs/objects.js";
import { operations } from "./pairs/operations.js";
import { alike, unlike } from "./pairs/spellings.js";
import { surroundings } from "./pairs/surroundings.js";
import { values } from "./pairs/values.js";
import { asTheCommandDoes, sideOf } from "./sides.js";

test.each([...values, ...alike, ...unlike, ...objects, ...operations, ...surroundings])(
  "$name",
  ({ base, head, want, rules }) => {
    const { findings } = judge(
      sideOf(contractWith(...base)),
      sideOf(contractWith(...head)),
      asTheCommandDoes,
    );
    const { wireRequest, wireResponse, ts } = verdictOf(findings);
    const found = new Set(findings.map(({ id }) => id));
    expect([...found].toSorted()).toEqual(rules.toSorted());
    expect([wireRequest, wireResponse, ts].join(), JSON.stringify(findings, null, 1)).toEqual(want.join());
  },
);
