import type { EngineOptions } from "../../scripts/drift/compare/collect.js";
import { guarded } from "../../scripts/drift/read/guarded.js";
import { emptySide } from "../../scripts/spec/merge.js";
import type { Side } from "../../scripts/spec/merge.js";
import { schemaOptions } from "../../scripts/spec/emit/schema-options.js";

/** A document as one side of a comparison; a partial one stands for a page that shows some operations. */
export function sideOf(document: Record<string, unknown>, partial = false): Side {
  return { ...emptySide, document, partial };
}

/** How the tests of this folder judge: as the command does when it is asked for nothing else. */
export const asTheCommandDoes = {
  tags: ["access-tokens"],
  types: schemaOptions,
  guarded,
} satisfies EngineOptions;
