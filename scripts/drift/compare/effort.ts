import { SpecError } from "../../spec/yaml.js";

/** The most steps that one comparison may take; a pair of S2's whole documents takes about 10 000. */
const maximumSteps = 1_000_000;

/** The deepest nesting of comparisons; beyond it the documents describe nothing that could be sent. */
const maximumDepth = 400;

/** The cost of a comparison so far. */
export interface Effort {
  /** Counts one step. */
  readonly spend: () => void;
  /** Counts one level of depth for the duration of the work. */
  readonly deeper: (work: () => void) => void;
}

/**
 * Starts counting the effort of one comparison.
 *
 * @throws {SpecError} from the returned functions, when documents are built to make it slow or endless.
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

/** A memory for pairs of objects; other pairs are not worth remembering. */
export interface Pairs<T> {
  readonly get: (a: unknown, b: unknown) => T | undefined;
  readonly set: (a: unknown, b: unknown, value: T) => void;
}

/** Creates an empty memory for pairs. */
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
