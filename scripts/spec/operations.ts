import { operationsOf } from "./paths.js";
import type { Side } from "./merge.js";

type Json = Readonly<Record<string, unknown>>;

/** An operation of one side. */
export interface Operation {
  /** Its operationId; `GET /path` if it has none. */
  readonly name: string;
  readonly id: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly raw: Json;
  /** Its path item, whose parameters and servers it shares. */
  readonly item: Json;
  /** JSON pointer. */
  readonly at: string;
  /** JSON pointer of the path item. */
  readonly itemAt: string;
}

/** The operations that are compared, and those that cannot be. */
export interface Scope {
  /** Operations on both sides. */
  readonly pairs: readonly { readonly base: Operation; readonly head: Operation }[];
  readonly removed: readonly Operation[];
  readonly added: readonly Operation[];
  /** Operations on one side only, where the other shows just some operations. */
  readonly notJudged: readonly { readonly operation: Operation; readonly side: "base" | "head" }[];
}

/** Lists all operations of a side, in document order. */
export function listOperations(side: Pick<Side, "document">): readonly Operation[] {
  return [...operationsOf(side.document)].map(({ path, method, operation, item, at, operationAt }) => {
    const id = operation["operationId"];
    return {
      name: typeof id === "string" ? id : `${method.toUpperCase()} ${path}`,
      id: typeof id === "string" ? id : undefined,
      method,
      path,
      tags: Array.isArray(operation["tags"])
        ? operation["tags"].filter((tag) => typeof tag === "string")
        : [],
      raw: operation,
      item,
      at: operationAt,
      itemAt: at,
    };
  });
}

/** Returns a path without the names of its variables: `/a/{id}` and `/a/{name}` are the same place. */
export function template(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "{}");
}

/**
 * Pairs the operations of two sides and keeps those that carry one of the tags on either side, or all when no tag is
 * given. They are paired by operationId, then by method and path, before anything is left out: a tag and a path may
 * have been renamed together.
 */
export function selectScope(base: Side, head: Side, tags: readonly string[]): Scope {
  const before = listOperations(base);
  const after = new Set(listOperations(head));
  const pairs: { base: Operation; head: Operation }[] = [];
  const alone = new Set(before);
  const pairUp = (keyOf: (operation: Operation) => string | undefined): void => {
    const byKey = new Map<string, Operation>();
    for (const operation of after) {
      const key = keyOf(operation);
      if (key !== undefined && !byKey.has(key)) byKey.set(key, operation);
    }
    for (const operation of alone) {
      const key = keyOf(operation);
      const partner = key === undefined ? undefined : byKey.get(key);
      if (key === undefined || !partner) continue;
      byKey.delete(key);
      pairs.push({ base: operation, head: partner });
      alone.delete(operation);
      after.delete(partner);
    }
  };
  pairUp(({ id }) => id);
  pairUp(({ method, path }) => `${method} ${path}`);
  pairUp(({ method, path }) => `${method} ${template(path)}`);

  const tagged = (operation: Operation): boolean => carries(operation.tags, tags);
  const gone = [...alone].filter(tagged);
  const come = [...after].filter(tagged);
  return {
    pairs: pairs.filter((pair) => tagged(pair.base) || tagged(pair.head)),
    removed: head.partial ? [] : gone,
    added: base.partial ? [] : come,
    notJudged: [
      ...(head.partial ? gone.map((operation) => ({ operation, side: "base" as const })) : []),
      ...(base.partial ? come.map((operation) => ({ operation, side: "head" as const })) : []),
    ],
  };
}

/** Reports whether some tags include a wanted one, or none is wanted. */
export function carries(tags: unknown, wanted: readonly string[]): boolean {
  return wanted.length === 0 || (Array.isArray(tags) && tags.some((tag) => wanted.includes(tag)));
}
