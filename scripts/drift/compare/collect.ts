import type { Side } from "../../spec/merge.js";
import { reach } from "../../spec/references.js";
import type { Change } from "./change.js";
import { compareOperation } from "./operations.js";
import { createEffort } from "./effort.js";
import { directions } from "./level.js";
import { nameChanges } from "./names.js";
import type { Operation, Scope } from "../../spec/operations.js";
import type { Collected, Region, Use } from "./region.js";
import { createReader } from "../read/reader.js";
import { createWalk } from "./schemas.js";
import type { Part } from "../read/shape.js";
import { findUsers, reachedBy } from "./users.js";
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

  const entries = scope.pairs.flatMap(({ base, head }) => {
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
    return both.map((use) => ({ use, to: edges[use.direction] }));
  });
  for (let region = waiting.pop(); region; region = waiting.pop()) {
    const { base, head, changes, edges } = region;
    const walk = walkInto(edges, leadsToScope(base) || leadsToScope(head), (change) => changes.push(change));
    walk.compare(readers.base.resolve(referenceTo(base)), readers.head.resolve(referenceTo(head)));
  }
  const edges = new Map([...regions].map(([key, region]) => [key, region.edges]));
  const usersOf = findUsers(edges, entries);
  const inferred = inferUses(sides, scope);
  for (const [key, region] of regions) {
    if (region.changes.length === 0) continue;
    const uses = [...usersOf(key), ...inferred(region)];
    for (const change of region.changes) collected.push({ change, operation: null, uses });
  }
  const aside = walkInto(new Set(), false, () => undefined);
  const keepsMeaning = (pointer: string): boolean =>
    aside.sameShape(readers.base.resolve(referenceTo(pointer)), readers.head.resolve(referenceTo(pointer)));
  const named = nameChanges(sides, scope, [...regions.values()], keepsMeaning);
  return [...collected, ...unpaired(scope), ...named];
}

function referenceTo(ref: string): Part {
  return { raw: { $ref: ref }, at: ref };
}

/** Operations that were not compared and reach a component that was compared for somebody else. */
function inferUses(sides: { base: Side; head: Side }, scope: Scope): (region: Region) => readonly Use[] {
  const unjudged = (["base", "head"] as const).map((side) => {
    const operations = scope.notJudged
      .filter((entry) => entry.side === side)
      .map(({ operation }) => operation);
    return { side, reached: reachedBy(sides[side], operations, { inferred: true }) };
  });
  return (region) => unjudged.flatMap(({ side, reached }) => reached.usersOf(region[side]));
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
