import { isRecord, pointerSegment, SpecError } from "../yaml.js";

/** The most bytes of one input; S2's whole document has about 300 000. */
export const maximumBytes = 5_000_000;

/** The most values of one document, counting each use of an alias; S2's whole document has about 10 000. */
const maximumValues = 500_000;
const maximumDepth = 100;

/**
 * Refuses a document that would cost more to compare than any real contract: aliases that multiply, nesting without
 * end, and keys that would reach into an object's prototype.
 *
 * @throws {SpecError} naming the place.
 */
export function checkBounds(document: unknown, file: string): void {
  let left = maximumValues;
  const visit = (value: unknown, pointer: string, depth: number): void => {
    left -= 1;
    if (left < 0)
      throw new SpecError([`${file}: more than ${maximumValues} values, counting each use of an alias`]);
    if (!isRecord(value) && !Array.isArray(value)) return;
    if (depth > maximumDepth) {
      throw new SpecError([`${file}: nested deeper than ${maximumDepth} at ${pointer.slice(0, 200)}`]);
    }
    for (const [key, child] of Object.entries(value)) {
      if (key === "__proto__") throw new SpecError([`${file}: the key "__proto__" at ${pointer} is refused`]);
      visit(child, `${pointer}/${pointerSegment(key)}`, depth + 1);
    }
  };
  visit(document, "#", 0);
}
