import { stableJson } from "../../spec/equal.js";
import { withoutProse } from "../../spec/prose.js";
import { reach } from "../../spec/references.js";
import { resolvePointer } from "../../spec/yaml.js";
import type { Reader } from "./reader.js";

/**
 * Returns what a part of a document says to a program, as text, without prose and with everything that it refers to.
 * Equal texts mean that nothing changed; the same meaning written another way has another text.
 */
export function meaningOf({ side: { document } }: Reader, keyword: string, raw: unknown): string | undefined {
  if (raw === undefined) return undefined;
  // Read with its keyword, which says whether its keys are names.
  const { pointers } = reach(document, [{ raw: { [keyword]: raw }, at: "#" }]);
  const targets = [...pointers]
    .toSorted()
    .map((pointer) => [pointer, withoutProse(resolvePointer(document, pointer))]);
  return stableJson([withoutProse(raw, keyword), targets]);
}
