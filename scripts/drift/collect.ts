import type { Side } from "../spec/merge.js";
import { reach } from "../spec/references.js";
import type { Change } from "./change.js";
import { compareOperation } from "./compare-operations.js";
import { createEffort } from "./effort.js";
import { directions } from "./level.js";
import type { Direction } from "./level.js";
import { nameChanges, startsOf } from "./names.js";
import type { Operation, Scope } from "../spec/operations.js";
import type { Collected, Region, Use } from "./region.js";
import { createReader } from "./reader.js";
import { createWalk } from "./schemas.js";
import type { Part } from "./shape.js";
import type { TypeOptions, Walk } from "./walk.js";

/** Everything under this component decides what a token may do. */
const scopeComponent = "#/components/schemas/AccessTokenScope";

/**
 * Compares all operations of a scope, and each component that they reach once.
 *
 * @throws {SpecError} when a reference within the scope leads nowhere.
 */
export function collectChanges(
  sides: { readonly base: Side; readonly head: Side },
  scope: Scope,
  types: TypeOptions,
): readonly Collected[] {
  const readers = { base: createReader(sides.base), head: createReader(sides.head) };
  const regions = new Map<string, Region>();
  const waiting: Region[] = [];
  const collected: Collected[] = [];
  const effort = createEffort();
  const permissions = new Set(
    [sides.base, sides.head].flatMap(({ document }) =>
      Array.from(reach(document, [{ raw: { $ref: scopeComponent }, at: "#" }]).pointers),
    ),
  );
  const leadsToScope = (ref: string): boolean => permissions.has(ref);
  const enterInto =
    (edges: Set<string>) =>
    (base: string, head: string): void => {
      const key = JSON.stringify([base, head]);
      edges.add(key);
      if (regions.has(key)) return;
      const region: Region = { base, head, changes: [], edges: new Set() };
      regions.set(key, region);
      waiting.push(region);
    };
  const walkInto = (edges: Set<string>, underScope: boolean, report: (change: Change) => void): Walk =>
    createWalk({ ...readers, types, underScope, leadsToScope, report, enter: enterInto(edges), effort });

  const entries = scope.pairs.map(({ base, head }) => {
    const edges = { request: new Set<string>(), response: new Set<string>() };
    const both = directions.map((direction) => ({ operation: head.name, direction }));
    compareOperation(
      base,
      head,
      (direction) =>
        walkInto(edges[direction], false, (change) => {
          collected.push({ change, operation: head.name, uses: [{ operation: head.name, direction }] });
        }),
      (change) => collected.push({ change, operation: head.name, uses: both }),
    );
    return { operation: head.name, edges };
  });
  for (let region = waiting.pop(); region; region = waiting.pop()) {
    const { base, head, changes, edges } = region;
    const walk = walkInto(edges, leadsToScope(base) || leadsToScope(head), (change) => changes.push(change));
    walk.compare(readers.base.resolve(referenceTo(base)), readers.head.resolve(referenceTo(head)));
  }
  const users = usersOf(regions, entries);
  const inferred = inferUses(sides, scope);
  for (const [key, region] of regions) {
    const uses = [...(users.get(key) ?? []), ...inferred(region)];
    for (const change of region.changes) collected.push({ change, operation: null, uses });
  }
  return [...collected, ...unpaired(scope), ...nameChanges(sides, scope, [...regions.values()])];
}

function referenceTo(ref: string): Part {
  return { raw: { $ref: ref }, at: ref };
}

/** For each region, the operations that reach it and by which direction. */
function usersOf(
  regions: ReadonlyMap<string, Region>,
  entries: readonly { operation: string; edges: Record<Direction, Set<string>> }[],
): ReadonlyMap<string, Use[]> {
  const users = new Map<string, Use[]>();
  for (const { operation, edges } of entries) {
    for (const direction of directions) {
      const seen = new Set(edges[direction]);
      for (const key of seen) {
        for (const next of regions.get(key)?.edges ?? []) seen.add(next);
        users.set(key, [...(users.get(key) ?? []), { operation, direction }]);
      }
    }
  }
  return users;
}

/** Operations that were not compared, and what each reaches: a component among it was compared for somebody else. */
function inferUses(sides: { base: Side; head: Side }, scope: Scope): (region: Region) => Use[] {
  const outside = scope.notJudged.flatMap(({ operation, side }) =>
    directions.map((direction) => ({
      side,
      use: { operation: operation.name, direction, inferred: true as const },
      pointers: reach(sides[side].document, startsOf(operation, direction)).pointers,
    })),
  );
  return (region) => outside.filter(({ side, pointers }) => pointers.has(region[side])).map(({ use }) => use);
}

function unpaired(scope: Scope): Collected[] {
  return [
    ...scope.removed.map((operation) => whole("operation.removed", operation, "is gone")),
    ...scope.added.map((operation) => whole("operation.added", operation, "is new")),
  ];
}

function whole(id: "operation.removed" | "operation.added", operation: Operation, said: string): Collected {
  const { method, path, name, at } = operation;
  const message = `${method.toUpperCase()} ${path} ${said}.`;
  return {
    change: { id, pointer: at, message, [id === "operation.added" ? "new" : "old"]: name },
    operation: name,
    uses: directions.map((direction) => ({ operation: name, direction })),
  };
}
