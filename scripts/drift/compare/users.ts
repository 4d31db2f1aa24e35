import type { Side } from "../../spec/merge.js";
import type { Operation } from "../../spec/operations.js";
import { reach } from "../../spec/references.js";
import { SpecError } from "../../spec/yaml.js";
import type { Part } from "../read/shape.js";
import type { Change } from "./change.js";
import { directions } from "./level.js";
import type { Direction } from "./level.js";

/** An operation that a change touches, and the direction of the changed value there. */
export interface Use {
  readonly operation: string;
  readonly direction: Direction;
  /** True if the operation itself could not be compared, because its page was not given. */
  readonly inferred?: true;
}

/** A change with the operations that it touches. */
export interface Found {
  readonly change: Change;
  /** The operation it belongs to; null if several share it. */
  readonly operation: string | null;
  readonly uses: readonly Use[];
  /** The uses in which the changed value appears only in types: nobody sends it there, or nobody receives it. */
  readonly typesOnly?: readonly Use[];
}

/** Something that is compared once: the request or the answers of an operation, or a component. */
export interface Node {
  readonly changes: Change[];
  /** The components that it refers to, with the directions in which values flow there. */
  readonly edges: Map<Region, Set<Direction>>;
}

/** A component compared with its counterpart, once for all references to it. */
export interface Region extends Node {
  readonly base: string;
  readonly head: string;
}

/** The places that some operations refer to, directly or not, by JSON pointer. */
export type Users = ReadonlyMap<string, readonly Use[]>;

/**
 * Follows the references of some operations. `extra` is added to each use.
 *
 * @throws {SpecError} when one leads nowhere.
 */
export function usersIn(side: Side, operations: readonly Operation[], extra: Partial<Use> = {}): Users {
  const users = new Map<string, Use[]>();
  for (const operation of operations) {
    for (const direction of directions) {
      const { pointers, dangling } = reach(side.document, startsOf(operation, direction));
      if (dangling.length > 0) {
        throw new SpecError(
          dangling.map(({ ref, at }) => `${side.where(at)}: $ref "${ref}" points at nothing (${at})`),
        );
      }
      const use = { operation: operation.name, direction, ...extra };
      for (const pointer of pointers) addTo(users, pointer, use);
    }
  }
  return users;
}

/** Adds a value to the list of a key. */
export function addTo<K, T>(lists: Map<K, T[]>, key: K, value: T): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

/** Returns the roots of an operation's values in one direction, including the path's own parameters. */
function startsOf({ raw, at, item, itemAt }: Operation, direction: Direction): readonly Part[] {
  const { responses, ...request } = raw;
  if (direction === "response") return [{ raw: responses, at: `${at}/responses` }];
  return [
    { raw: request, at },
    { raw: item["parameters"], at: `${itemAt}/parameters` },
  ];
}
