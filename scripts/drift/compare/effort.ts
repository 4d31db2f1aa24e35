import { SpecError } from "../../spec/yaml.js";

/** Work in one comparison beyond which it is refused; a pair of S2's whole documents takes about 10 000 steps. */
const maximumSteps = 1_000_000;

/** How deep one comparison may go into another; beyond it the documents describe nothing that could be sent. */
const maximumDepth = 400;

/** What a comparison has cost, and what it has found out about pairs of schemas on the way. */
export interface Effort {
  /** Counts one step. */
  readonly spend: () => void;
  /** Counts one level, for as long as the work takes. */
  readonly deeper: (work: () => void) => void;
}

/**
 * Opens the account of one comparison.
 *
 * @throws {SpecError} from what it gives, when a pair of documents is made to be slow or endless.
 */
export function createEffort(): Effort {
  let left = maximumSteps;
  let depth = 0;
  return {
    spend: () => {
      left -= 1;
      if (left < 0) {
        throw new SpecError([`the documents are too entangled to compare: more than ${maximumSteps} steps`]);
      }
    },
    deeper: (work) => {
      depth += 1;
      if (depth > maximumDepth) {
        throw new SpecError([`the documents nest deeper than ${maximumDepth} schemas into each other`]);
      }
      work();
      depth -= 1;
    },
  };
}

/** Remembers something for pairs of objects; pairs of anything else are not worth it. */
export interface Pairs<T> {
  readonly get: (a: unknown, b: unknown) => T | undefined;
  readonly set: (a: unknown, b: unknown, value: T) => void;
}

/** Makes an empty memory for pairs. */
export function createPairs<T>(): Pairs<T> {
  const rows = new WeakMap<object, WeakMap<object, T>>();
  return {
    get: (a, b) => (isObject(a) && isObject(b) ? rows.get(a)?.get(b) : undefined),
    set: (a, b, value) => {
      if (!isObject(a) || !isObject(b)) return;
      const row = rows.get(a) ?? new WeakMap<object, T>();
      rows.set(a, row);
      row.set(b, value);
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
