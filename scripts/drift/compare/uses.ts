import type { Operation } from "../../spec/operations.js";
import { reach } from "../../spec/references.js";
import type { Side } from "../../spec/merge.js";
import { SpecError } from "../../spec/yaml.js";
import { directions } from "./rules.js";
import type { Direction } from "./rules.js";
import type { Change } from "./walk.js";

/** An operation that a change touches, and the direction of the changed value there. */
export interface Use {
  readonly operation: string;
  readonly direction: Direction;
  /** True if the operation itself could not be compared, because its page was not given. */
  readonly inferred?: true;
}

/** A change, and where it is met. */
export interface Found {
  readonly change: Change;
  readonly uses: readonly Use[];
}

/** Creates a graph of references between named things, which start at uses. */
export function createGraph() {
  const parents = new Map<string, Set<string | Use>>();
  return {
    link: (from: string | Use, to: string): void => {
      parents.set(to, (parents.get(to) ?? new Set()).add(from));
    },
    /** Returns the uses that lead to something, by going back, which costs as much as the way. */
    usesOf: (name: string): readonly Use[] => {
      const seen = new Set<string | Use>([name]);
      for (const here of seen) {
        if (typeof here === "string") for (const parent of parents.get(here) ?? []) seen.add(parent);
      }
      return [...seen].filter((one) => typeof one !== "string");
    },
  };
}

/** The places that some operations refer to, by JSON pointer. */
export interface Reached extends ReturnType<typeof createGraph> {
  readonly pointers: ReadonlySet<string>;
}

/**
 * Follows the references of some operations. `extra` is added to each use.
 *
 * @throws {SpecError} when one leads nowhere.
 */
export function reachedBy(side: Side, operations: readonly Operation[], extra: Partial<Use> = {}): Reached {
  const graph = createGraph();
  const starts = operations.flatMap(({ name, raw, at, item, itemAt }) => {
    const [request, response] = directions.map((direction) =>
      Object.assign({ operation: name, direction }, extra),
    );
    const { responses, ...rest } = raw;
    return [
      { use: request, raw: rest, at },
      { use: request, raw: item["parameters"], at: `${itemAt}/parameters` },
      { use: response, raw: responses, at: `${at}/responses` },
    ];
  });
  const { pointers, edges, dangling } = reach(side.document, starts);
  const problems = dangling.map(
    ({ ref, at }) => `${side.where(at)}: $ref "${ref}" points at nothing (${at})`,
  );
  if (problems.length > 0) throw new SpecError(problems);
  for (const { use, at } of starts) if (use) graph.link(use, at);
  for (const [from, targets] of edges) for (const to of targets) graph.link(from, to);
  return { ...graph, pointers };
}
