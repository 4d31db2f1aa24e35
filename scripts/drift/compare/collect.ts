import type { Side } from "../../spec/merge.js";
import type { Operation, Scope } from "../../spec/operations.js";
import { pointerOf, reach } from "../../spec/references.js";
import { createReader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import type { Change } from "./change.js";
import type { Collected, Edges, Region } from "./collected.js";
import { createEffort, createPairs } from "./effort.js";
import { directions } from "./level.js";
import type { Direction } from "./level.js";
import { nameChanges } from "./names.js";
import { compareOperation } from "./operations.js";
import { createWalk } from "./schemas.js";
import { findUsers, reachedBy } from "./users.js";
import type { Use } from "./users.js";
import type { TypeOptions, Walk } from "./walk.js";
import type { Weight } from "./weight.js";

/** Options of the engine, besides the two documents. */
export interface EngineOptions {
  readonly types: TypeOptions;
  /** Names of components below which a lost key is a break, because it changes what the rest of the object means. */
  readonly guarded: readonly string[];
}

/**
 * Compares all operations of a scope, and once each component that they reach.
 *
 * @throws {SpecError} when a reference within the scope leads nowhere.
 */
export function collectChanges(
  sides: { readonly base: Side; readonly head: Side },
  scope: Scope,
  options: EngineOptions,
): readonly Collected[] {
  const readers = { base: createReader(sides.base), head: createReader(sides.head) };
  const regions = new Map<string, Region>();
  const waiting: Region[] = [];
  const collected: Collected[] = [];
  const shared = { effort: createEffort(), weights: createPairs<Weight>() };
  const leadsToGuarded = guardedBy(sides, options.guarded);
  const walkInto = (edges: Edges, guarded: boolean, report: (change: Change) => void): Walk =>
    createWalk({
      ...readers,
      ...shared,
      types: options.types,
      guarded,
      leadsToGuarded,
      flows: directions,
      report,
      enter: (base, head, role, flows) => {
        const key = JSON.stringify([base, head, role]);
        edges.set(key, new Set([...(edges.get(key) ?? []), ...flows]));
        if (regions.has(key)) return;
        const region: Region = { base, head, role, changes: [], edges: new Map() };
        regions.set(key, region);
        waiting.push(region);
      },
    });

  const entries = scope.pairs.flatMap(({ base, head }) => {
    const edges = { request: new Map() as Edges, response: new Map() as Edges };
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
    return both.map((use) => ({ use, to: edges[use.direction].keys() }));
  });
  for (let region = waiting.pop(); region; region = waiting.pop()) {
    const { base, head, role, changes, edges } = region;
    const guarded = leadsToGuarded(base) || leadsToGuarded(head);
    const walk = walkInto(edges, guarded, (change) => changes.push(change));
    walk.compare(readers.base.resolve(referenceTo(base)), readers.head.resolve(referenceTo(head)), role);
  }
  collected.push(...withUsers(regions, entries, inferUses(sides, scope)));
  const named = nameChanges(sides, scope, [...regions.values()]);
  return [...collected, ...unpaired(scope), ...named];
}

function referenceTo(ref: string): Part {
  return { raw: { $ref: ref }, at: ref };
}

/** Reports whether a pointer is a guarded component or reached from one. */
function guardedBy(
  { base, head }: { readonly base: Side; readonly head: Side },
  names: readonly string[],
): (pointer: string) => boolean {
  const guarded = new Set(
    [base, head].flatMap(({ document }) => {
      const pointers = names.map((name) => pointerOf(document, `#/components/schemas/${name}`));
      const starts = pointers.filter((pointer) => pointer !== undefined).map(referenceTo);
      return Array.from(reach(document, starts).pointers);
    }),
  );
  return (pointer) => guarded.has(pointer);
}

function withUsers(
  regions: ReadonlyMap<string, Region>,
  entries: readonly { readonly use: Use; readonly to: Iterable<string> }[],
  inferred: (region: Region) => readonly Use[],
): Collected[] {
  const starts = entries.map(({ use, to }) => ({ use, to: [...to] }));
  const usersBy = (
    keep: (flows: ReadonlySet<Direction>) => boolean,
    some: typeof starts,
  ): ReturnType<typeof findUsers> =>
    findUsers(
      new Map(
        [...regions].map(([key, { edges }]) => [
          key,
          [...edges].filter(([, flows]) => keep(flows)).map(([to]) => to),
        ]),
      ),
      some,
    );
  const all = usersBy(() => true, starts);
  const flowing = directions.map((direction) =>
    usersBy(
      (flows) => flows.has(direction),
      starts.filter(({ use }) => use.direction === direction),
    ),
  );
  return [...regions].flatMap(([key, region]) => {
    if (region.changes.length === 0) return [];
    const direct = all(key);
    const sentOrRead = new Set(flowing.flatMap((usersOf) => usersOf(key)));
    const typesOnly = direct.filter((use) => !sentOrRead.has(use));
    const uses = [...direct, ...inferred(region)];
    return region.changes.map((change) => ({ change, operation: null, uses, typesOnly }));
  });
}

/** Finds operations that were not compared but reach a component that was compared for another. */
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
    ...scope.removed.map((operation) => whole("operation.removed", operation)),
    ...scope.added.map((operation) => whole("operation.added", operation)),
  ];
}

function whole(id: "operation.removed" | "operation.added", operation: Operation): Collected {
  const { method, path, name, at } = operation;
  const [said, change] =
    id === "operation.added"
      ? ["added", { at: [undefined, at] as const, new: name }]
      : ["removed", { at: [at, undefined] as const, old: name }];
  return {
    change: { id, ...change, message: `${method.toUpperCase()} ${path} was ${said}.` },
    operation: name,
    uses: directions.map((direction) => ({ operation: name, direction })),
  };
}
