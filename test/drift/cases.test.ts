import { expect, test } from "vitest";
import { judge } from "../../scripts/drift/compare/judge.js";
import { verdictOf } from "../../scripts/drift/tell/verdict.js";
import { documents } from "./cases/documents.js";
import { keywords } from "./cases/keywords.js";
import { unions } from "./cases/unions.js";
import { asTheCommandDoes, sideOf } from "./sides.js";

test.each([...keywords, ...unions, ...documents])("$name", ({ base, head, want, blame }) => {
  const { findings } = judge(sideOf({ ...base }), sideOf({ ...head }), asTheCommandDoes);
  const { wireRequest, wireResponse } = verdictOf(findings);
  expect([wireRequest, wireResponse], JSON.stringify(findings, null, 1)).toEqual(want);
  const breaks = findings.filter(({ wire }) => wire === "break").map(({ pointer }) => pointer);
  if (blame) expect(breaks).toEqual(blame);
});
