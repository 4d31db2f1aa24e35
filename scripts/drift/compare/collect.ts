import type { Side } from "../../spec/merge.js";
import type { Scope } from "../../spec/operations.js";
import { createReader } from "../../spec/schema/reader.js";
import { compareInfo, compareUnjudged } from "./document.js";
import { nameChanges } from "./names.js";
import { compareOperation } from "./operations.js";
import { directions } from "./rules.js";
import type { Direction } from "./rules.js";
import { createWalk } from "./schemas/schemas.js";
import type { Shared } from "./schemas/schemas.js";
import { createGraph, reachedBy } from "./uses.js";
import type { Found, Use } from "./uses.js";
import type { Change, Place, Report, Walk, Where } from "./walk.js";

/** Options of the engine, besides the two documents. */
export interface EngineOptions extends Pick<Walk, "types"> {
  /** Tags of the operations to compare; when empty, all are compared. */
  readonly tags: readonly string[];
  /** Names of components below which a lost key is a break, because it changes what the rest of the object means. */
  readonly guarded: readonly string[];
}

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

/**
 * Compares all operations of a scope with all that they reach, and what the document says of them all.
 *
 * @throws {SpecError} when a reference within the scope leads nowhere.
 */
export function collectChanges(sides: Sides, scope: Scope, options: EngineOptions): readonly Found[] {
  const readers = { base: createReader(sides.base), head: createReader(sides.head) };
  const { guarded, types, tags } = options;
  const found: Found[] = [];
  const reportTo =
    (...uses: readonly Use[]): Report =>
    (id, at, message, details) => {
      found.push({ change: { id, at, message, ...details }, uses });
    };
  const usesOf = (operation: string): Use[] => directions.map((direction) => ({ operation, direction }));

  const graph = createGraph();
  /** Components that were compared, once for all references to them, and what was found in each. */
  const regions = new Map<string, Change[]>();
  const met = new Map<string, readonly [string, string]>();
  const waiting: (() => void)[] = [];
  const shared = { ...readers, types, guarded, spent: { steps: 0, depth: 0 }, weights: new Map() };
  const walkFrom = (from: string | Use, report: Report, place: Place, direction: Direction): Walk => {
    const enter: Shared["enter"] = ({ refs, parts, role, isGuarded }) => {
      const key = [...refs, role, isGuarded, direction].join(" ");
      graph.link(from, key);
      if (refs[0] !== refs[1]) met.set(refs.join(" "), refs);
      if (regions.has(key)) return;
      const changes: Change[] = [];
      regions.set(key, changes);
      const note: Report = (id, at, message, details) => changes.push({ id, at, message, ...details });
      waiting.push(() => {
        walkFrom(key, note, { guarded: isGuarded, about: "" }, direction).compare(...parts, role);
      });
    };
    return createWalk({ ...shared, direction, isForward: true, enter }, place, report);
  };
  for (const { base, head } of scope.pairs) {
    const walkIn = (direction: Direction): Walk => {
      const use = { operation: head.name, direction };
      return walkFrom(use, reportTo(use), { guarded: false, about: "" }, direction);
    };
    const walks = { request: walkIn("request"), response: walkIn("response") };
    compareOperation(walks, base, head, reportTo(...usesOf(head.name)));
  }
  for (let next = waiting.pop(); next; next = waiting.pop()) next();
  for (const [key, changes] of regions) {
    const uses = changes.length > 0 ? graph.usesOf(key) : [];
    found.push(...changes.map((change) => ({ change, uses })));
  }

  for (const { name, at, method, path } of scope.removed) {
    const message = `${method.toUpperCase()} ${path} was removed.`;
    reportTo(...usesOf(name))("operation.removed", [at, undefined], message, { old: name });
  }
  for (const { name, at, method, path } of scope.added) {
    const message = `${method.toUpperCase()} ${path} was added.`;
    reportTo(...usesOf(name))("operation.added", [undefined, at], message, { new: name });
  }
  const everywhere = scope.pairs.flatMap(({ head }) => usesOf(head.name));
  compareInfo(readers, scope, reportTo(...everywhere.filter(({ direction }) => direction === "request")));
  compareUnjudged(readers, tags, (name) => reportTo(...(name === "" ? everywhere : usesOf(name))));
  const inferred = inferUses(sides, scope);
  const all = found.map(({ change, uses }) => ({ change, uses: [...uses, ...inferred(change.at)] }));
  return [...all, ...nameChanges(sides, scope, [...met.values()], all)];
}

/** Finds operations that were not compared but reach a component that was compared for another. */
function inferUses(sides: Sides, scope: Scope): (at: Where) => readonly Use[] {
  const [base, head] = (["base", "head"] as const).map((side) => {
    const entries = scope.notJudged.filter((entry) => entry.side === side);
    const operations = entries.map(({ operation }) => operation);
    return reachedBy(sides[side], operations, { inferred: true });
  });
  const componentOf = (pointer = ""): string => pointer.split("/").slice(0, 4).join("/");
  return ([old, now]) => [
    ...(base?.usesOf(componentOf(old)) ?? []),
    ...(head?.usesOf(componentOf(now)) ?? []),
  ];
}
