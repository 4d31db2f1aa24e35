import type { Side } from "../../spec/merge.js";
import type { Scope } from "../../spec/operations.js";
import { pointerOf, reach } from "../../spec/references.js";
import { createReader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import type { Report } from "./change.js";
import { compareDialect, compareInfo, compareWebhooks } from "./document.js";
import { directions } from "./level.js";
import { nameChanges } from "./names.js";
import { compareOperation } from "./operations.js";
import { createPairs, createWalk } from "./schemas.js";
import type { Shared } from "./schemas.js";
import { addTo, usersIn } from "./users.js";
import type { Found, Node, Region, Use } from "./users.js";
import type { Role, TypeOptions, Walk, Weight } from "./walk.js";

/** Options of the engine, besides the two documents. */
export interface EngineOptions {
  /** Tags of the operations to compare; when empty, all are compared. */
  readonly tags: readonly string[];
  readonly types: TypeOptions;
  /** Names of components below which a lost key is a break, because it changes what the rest of the object means. */
  readonly guarded: readonly string[];
}

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/**
 * Compares all operations of a scope, once each component that they reach, and what the document says of them all.
 *
 * @throws {SpecError} when a reference within the scope leads nowhere.
 */
export function collectChanges(sides: Sides, scope: Scope, options: EngineOptions): readonly Found[] {
  const readers = { base: createReader(sides.base), head: createReader(sides.head) };
  const leadsToGuarded = guardedBy(sides, options.guarded);
  const { regions, walkFrom } = createRegions({
    ...readers,
    leadsToGuarded,
    types: options.types,
    spent: { steps: 0, depth: 0 },
    weights: createPairs<Weight>(),
  });
  const found: Found[] = [];
  const reportTo =
    (operation: string | null, uses: readonly Use[]): Report =>
    (id, at, message, details) => {
      found.push({ change: { id, at, message, ...details }, operation, uses });
    };
  const usesOf = (operation: string): Use[] => directions.map((direction) => ({ operation, direction }));

  const roots = scope.pairs.map(({ base, head }) => {
    const [request, response] = [emptyNode(), emptyNode()];
    const walks = { request: walkFrom(request), response: walkFrom(response) };
    compareOperation(walks, base, head, reportTo(head.name, usesOf(head.name)));
    return { name: head.name, nodes: { request, response } };
  });
  for (const region of regions) {
    const guarded = leadsToGuarded(region.base) || leadsToGuarded(region.head);
    const [base, head] = [readers.base.resolve(to(region.base)), readers.head.resolve(to(region.head))];
    walkFrom(region, guarded).compare(base, head, region.role);
  }

  const users = createUsers();
  for (const { name, nodes } of roots) {
    for (const direction of directions) {
      const use = { operation: name, direction };
      found.push(...nodes[direction].changes.map((change) => ({ change, operation: name, uses: [use] })));
      users.add(nodes[direction], use);
    }
  }
  const inferred = inferUses(sides, scope);
  for (const region of regions) {
    const { all, flowing } = users.of(region);
    const typesOnly = all.filter((use) => !flowing.includes(use));
    const uses = [...all, ...inferred(region)];
    found.push(...region.changes.map((change) => ({ change, operation: null, uses, typesOnly })));
  }

  for (const { name, at, method, path } of scope.removed) {
    const message = `${method.toUpperCase()} ${path} was removed.`;
    reportTo(name, usesOf(name))("operation.removed", [at, undefined], message, { old: name });
  }
  for (const { name, at, method, path } of scope.added) {
    const message = `${method.toUpperCase()} ${path} was added.`;
    reportTo(name, usesOf(name))("operation.added", [undefined, at], message, { new: name });
  }
  const everywhere = roots.flatMap(({ name }) => usesOf(name));
  const sent = everywhere.filter(({ direction }) => direction === "request");
  compareInfo(readers, scope, reportTo(null, sent));
  compareDialect(readers, reportTo(null, everywhere));
  compareWebhooks(readers, options.tags, (name) => reportTo(name, usesOf(name)));
  return [...found, ...nameChanges(sides, scope, [...regions])];
}

function emptyNode(): Node {
  return { changes: [], edges: new Map() };
}

function to(ref: string): Part {
  return { raw: { $ref: ref }, at: ref };
}

/** Starts to collect the regions that walks come to. Walking them adds to them. */
function createRegions(shared: Shared): {
  readonly regions: ReadonlySet<Region & { readonly role: Role }>;
  readonly walkFrom: (node: Node, guarded?: boolean) => Walk;
} {
  const known = new Map<string, Region & { readonly role: Role }>();
  const regions = new Set<Region & { readonly role: Role }>();
  const walkFrom = ({ changes, edges }: Node, guarded = false): Walk => {
    const place = { guarded, flows: directions, about: "" };
    return createWalk(shared, place, {
      note: (change) => changes.push(change),
      enter: (base, head, role, flows) => {
        const key = JSON.stringify([base, head, role]);
        const region = known.get(key) ?? { base, head, role, ...emptyNode() };
        known.set(key, region);
        regions.add(region);
        edges.set(region, new Set([...(edges.get(region) ?? []), ...flows]));
      },
    });
  };
  return { regions, walkFrom };
}

/** Reports whether a pointer is a guarded component or reached from one. */
function guardedBy({ base, head }: Sides, names: readonly string[]): (pointer: string) => boolean {
  const guarded = new Set(
    [base, head].flatMap(({ document }) => {
      const pointers = names.map((name) => pointerOf(document, `#/components/schemas/${name}`));
      const starts = pointers.filter((pointer) => pointer !== undefined).map(to);
      return Array.from(reach(document, starts).pointers);
    }),
  );
  return (pointer) => guarded.has(pointer);
}

/** Starts to remember who uses which region. */
function createUsers(): {
  readonly add: (root: Node, use: Use) => void;
  /** Returns all uses of a region, and those in which values flow. */
  readonly of: (region: Region) => { readonly all: readonly Use[]; readonly flowing: readonly Use[] };
} {
  const [all, flowing] = [new Map<Region, Use[]>(), new Map<Region, Use[]>()];
  const follow = (root: Node, use: Use, isFlowing: boolean): void => {
    const seen = new Set<Node>([root]);
    for (const node of seen) {
      for (const [region, flows] of node.edges) {
        if (seen.has(region) || (isFlowing && !flows.has(use.direction))) continue;
        seen.add(region);
        addTo(isFlowing ? flowing : all, region, use);
      }
    }
  };
  return {
    add: (root, use) => {
      follow(root, use, false);
      follow(root, use, true);
    },
    of: (region) => ({ all: all.get(region) ?? [], flowing: flowing.get(region) ?? [] }),
  };
}

/** Finds operations that were not compared but reach a component that was compared for another. */
function inferUses(sides: Sides, scope: Scope): (region: Region) => readonly Use[] {
  const unjudged = (["base", "head"] as const).map((side) => {
    const entries = scope.notJudged.filter((entry) => entry.side === side);
    const operations = entries.map(({ operation }) => operation);
    return { side, users: usersIn(sides[side], operations, { inferred: true }) };
  });
  return (region) => unjudged.flatMap(({ side, users }) => users.get(region[side]) ?? []);
}
