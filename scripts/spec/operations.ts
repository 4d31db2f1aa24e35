import { operationsOf } from "./contract.js";
import type { Side } from "./merge.js";
import { isRecord, pointerSegment } from "./yaml.js";

type Json = Readonly<Record<string, unknown>>;

/** One operation of one side. */
export interface Operation {
  /** Its operationId; `GET /path` where it has none. */
  readonly name: string;
  readonly id: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly raw: Json;
  /** The path item it stands in, whose parameters and servers it shares. */
  readonly item: Json;
  /** JSON pointer. */
  readonly at: string;
}

/** The operations that are compared, and those that cannot be. */
export interface Scope {
  /** The same operation in both. */
  readonly pairs: readonly { readonly base: Operation; readonly head: Operation }[];
  readonly removed: readonly Operation[];
  readonly added: readonly Operation[];
  /** On one side only, while the other shows just some operations. */
  readonly notJudged: readonly { readonly operation: Operation; readonly side: "base" | "head" }[];
}

/** All operations of a side, in document order. */
export function listOperations(side: Side): readonly Operation[] {
  const paths = side.document["paths"];
  return [...operationsOf(side.document)].map(({ path, method, operation }) => {
    const id = operation["operationId"];
    const item = isRecord(paths) ? paths[path] : undefined;
    return {
      name: typeof id === "string" ? id : `${method.toUpperCase()} ${path}`,
      id: typeof id === "string" ? id : undefined,
      method,
      path,
      tags: Array.isArray(operation["tags"])
        ? operation["tags"].filter((tag) => typeof tag === "string")
        : [],
      raw: operation,
      item: isRecord(item) ? item : {},
      at: `#/paths/${pointerSegment(path)}/${method}`,
    };
  });
}

/** A path with its variables' names taken out: `/a/{id}` and `/a/{name}` are the same place. */
export function template(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "{}");
}

/**
 * Pairs the operations of two sides and keeps those that carry the tag on either. They are paired by operationId, then
 * by method and path, before anything is left out: a tag and a path may have been renamed together.
 */
export function selectScope(base: Side, head: Side, tag: string): Scope {
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

  const tagged = ({ tags }: Operation): boolean => tags.includes(tag);
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
