import { SpecError } from "../../spec/yaml.js";

/** Work in one comparison beyond which it is refused; a pair of S2's whole documents takes about 10 000 steps. */
const maximumSteps = 1_000_000;

/** How deep one comparison may go into another; beyond it the documents describe nothing that could be sent. */
export const maximumDepth = 400;

/** What a comparison has cost, and what it has found out about pairs of schemas on the way. */
export interface Effort {
  /** Counts one step. */
  readonly spend: () => void;
  /** Counts one level, for as long as the work takes. */
  readonly deeper: (work: () => void) => void;
  /**
   * Works something out about two schemas once. While that is under way, and so for a pair that contains itself, the
   * answer is the assumption.
   */
  readonly once: <T extends boolean | number>(
    question: string,
    pair: readonly [unknown, unknown],
    assumed: T,
    answer: () => T,
  ) => T;
}

/**
 * A fresh account for one comparison.
 *
 * @throws {SpecError} from what it gives, when a pair of documents is made to be slow or endless.
 */
export function createEffort(steps = maximumSteps): Effort {
  let left = steps;
  let depth = 0;
  const answers = new Map<string, PairMap>();
  return {
    spend: () => {
      left -= 1;
      if (left < 0)
        throw new SpecError([`the documents are too entangled to compare: more than ${steps} steps`]);
    },
    deeper: (work) => {
      depth += 1;
      if (depth > maximumDepth) {
        throw new SpecError([`the documents nest deeper than ${maximumDepth} schemas into each other`]);
      }
      work();
      depth -= 1;
    },
    once: (question, pair, assumed, answer) => {
      const known = answers.get(question) ?? createPairMap();
      answers.set(question, known);
      const before = known.get(pair);
      // Only answers of the same question and so of the same type are kept here.
      if (before !== undefined) return before as typeof assumed;
      known.set(pair, assumed);
      const result = answer();
      known.set(pair, result);
      return result;
    },
  };
}

interface PairMap {
  readonly get: (pair: readonly [unknown, unknown]) => boolean | number | undefined;
  readonly set: (pair: readonly [unknown, unknown], value: boolean | number) => void;
}

/** Remembers something for pairs of objects; pairs of anything else are not worth it. */
function createPairMap(): PairMap {
  const rows = new WeakMap<object, WeakMap<object, boolean | number>>();
  return {
    get: ([a, b]) => (isObject(a) && isObject(b) ? rows.get(a)?.get(b) : undefined),
    set: ([a, b], value) => {
      if (!isObject(a) || !isObject(b)) return;
      const row = rows.get(a) ?? new WeakMap<object, boolean | number>();
      rows.set(a, row);
      row.set(b, value);
    },
  };
}

/** Remembers pairs of objects, so that recursion through them ends. `add` says whether a pair is new. */
export function createPairs(): { readonly add: (a: unknown, b: unknown) => boolean } {
  const seen = createPairMap();
  return {
    add: (a, b) => {
      if (seen.get([a, b]) !== undefined) return false;
      seen.set([a, b], true);
      return true;
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
