import { emptySide } from "../../scripts/spec/merge.js";
import type { Side } from "../../scripts/spec/merge.js";

/** A document as one side of a comparison; a partial one stands for a page that shows some operations. */
export function sideOf(document: Record<string, unknown>, partial = false): Side {
  return { ...emptySide, document, partial };
}
