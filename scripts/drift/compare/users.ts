import type { Side } from "../../spec/merge.js";
import type { Operation } from "../../spec/operations.js";
import { reach } from "../../spec/references.js";
import { SpecError } from "../../spec/yaml.js";
import type { Part } from "../read/shape.js";
import { directions } from "./level.js";
import type { Direction } from "./level.js";

/** An operation that a change touches, and the direction of the changed value there. */
export interface Use {
  readonly operation: string;
  readonly direction: Direction;
  /** True if the operation itself could not be compared, because its page was not given. */
  readonly inferred?: true;
}

/** The start of a use: the nodes that an operation refers to directly. */
export interface Entry {
  readonly use: Use;
  readonly to: Iterable<string>;
}

/** Finds the users of a node by walking a graph backwards, which costs as much as the way, not the graph. */
export function findUsers(
  edges: ReadonlyMap<string, Iterable<string>>,
  entries: readonly Entry[],
): (node: string) => readonly Use[] {
  const parents = new Map<string, string[]>();
  const direct = new Map<string, Use[]>();
  for (const [from, targets] of edges) for (const to of targets) push(parents, to, from);
  for (const { use, to } of entries) for (const node of to) push(direct, node, use);
  return (node) => {
    const seen = new Set([node]);
    const uses = new Set<Use>();
    for (const here of seen) {
      for (const parent of parents.get(here) ?? []) seen.add(parent);
      for (const use of direct.get(here) ?? []) uses.add(use);
    }
    return [...uses];
  };
}

/** The pointers that some operations reach, and the users of each. */
export interface Reached {
  readonly pointers: ReadonlySet<string>;
  readonly usersOf: (pointer: string) => readonly Use[];
}

/**
 * Follows the references of some operations. `extra` is added to each use.
 *
 * @throws {SpecError} when one leads nowhere.
 */
export function reachedBy(side: Side, operations: readonly Operation[], extra: Partial<Use> = {}): Reached {
  const places = operations.flatMap((operation) =>
    directions.map((direction) => ({ operation, direction, starts: startsOf(operation, direction) })),
  );
  const { pointers, edges, dangling } = reach(
    side.document,
    places.flatMap(({ starts }) => starts),
  );
  if (dangling.length > 0) {
    throw new SpecError(
      dangling.map(({ ref, at }) => `${side.where(at)}: $ref "${ref}" points at nothing (${at})`),
    );
  }
  const entries = places.map(({ operation, direction, starts }) => ({
    use: { operation: operation.name, direction, ...extra },
    to: starts.map(({ at }) => at),
  }));
  return { pointers, usersOf: findUsers(edges, entries) };
}

/** Returns the roots of an operation's values in one direction, including the path's own parameters. */
function startsOf(operation: Operation, direction: Direction): Part[] {
  const { responses, ...request } = operation.raw;
  if (direction === "response") return [{ raw: responses, at: `${operation.at}/responses` }];
  return [
    { raw: request, at: operation.at },
    { raw: operation.item["parameters"], at: `${operation.itemAt}/parameters` },
  ];
}

function push<T>(into: Map<string, T[]>, key: string, value: T): void {
  const known = into.get(key);
  if (known) known.push(value);
  else into.set(key, [value]);
}
