import type { EngineOptions } from "../../scripts/drift/compare/collect.js";
import { ours } from "../../scripts/drift/tell/compare.js";
import { emptySide } from "../../scripts/spec/merge.js";
import type { Side } from "../../scripts/spec/merge.js";

/** A document as one side of a comparison; a partial one stands for a page that shows some operations. */
export function sideOf(document: Record<string, unknown>, partial = false): Side {
  return { ...emptySide, document, partial };
}

/** The options of the tests of this folder: those of the command without arguments. */
export const asTheCommandDoes = {
  tags: ["access-tokens"],
  ...ours,
} satisfies EngineOptions;
