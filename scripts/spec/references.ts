import { resolvePointer } from "./contract.js";
import { isRecord, pointerSegment } from "./yaml.js";

/** A `$ref` that leads nowhere, and where it stands. */
export interface Dangling {
  readonly ref: string;
  readonly at: string;
}

/** Everything that some values refer to, directly or through what they refer to. */
export interface Reach {
  /** JSON pointers, in the order they were met. */
  readonly pointers: ReadonlySet<string>;
  /** What each pointer, and each start, refers to itself. */
  readonly edges: ReadonlyMap<string, ReadonlySet<string>>;
  readonly dangling: readonly Dangling[];
}

/** Keywords whose value is data: a `$ref` in it is nothing but a key. */
const data = new Set(["example", "examples", "default", "enum", "const"]);

/** Keywords whose keys are names that somebody chose, and so no keywords themselves. */
const named = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "mapping",
]);

/** Follows every reference of some values, each named by the pointer where it stands. */
export function reach(
  document: unknown,
  starts: readonly { readonly raw: unknown; readonly at: string }[],
): Reach {
  const pointers = new Set<string>();
  const dangling: Dangling[] = [];
  const edges = new Map<string, Set<string>>();
  const waiting = [...starts];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const targets = edges.get(next.at) ?? new Set();
    edges.set(next.at, targets);
    for (const { ref, at } of referencesIn(next.raw, next.at)) {
      const pointer = decoded(ref);
      targets.add(pointer);
      if (pointers.has(pointer)) continue;
      const raw = pointer.startsWith("#/") ? resolvePointer(document, pointer) : undefined;
      if (raw === undefined) dangling.push({ ref, at });
      else {
        pointers.add(pointer);
        waiting.push({ raw, at: pointer });
      }
    }
  }
  return { pointers, edges, dangling };
}

/** Every reference within a value, and where it stands. */
export function* referencesIn(value: unknown, at: string, isNames = false): Generator<Dangling> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* referencesIn(item, `${at}/${index}`);
  } else if (isRecord(value)) {
    for (const [key, child] of Object.entries(value)) {
      const here = `${at}/${pointerSegment(key)}`;
      if (!isNames && (data.has(key) || key.startsWith("x-"))) continue;
      if (typeof child === "string") {
        // The mapping of a discriminator refers without a $ref.
        if ((key === "$ref" && !isNames) || (isNames && child.startsWith("#/")))
          yield { ref: child, at: here };
      } else yield* referencesIn(child, here, !isNames && named.has(key));
    }
  }
}

/** The name of a schema component, of a reference to one. */
export function schemaName(ref: string): string | undefined {
  return /^#\/components\/schemas\/([^/]+)$/
    .exec(decoded(ref))?.[1]
    ?.replaceAll("~1", "/")
    .replaceAll("~0", "~");
}

/** A reference as a plain JSON pointer: percent-encoding taken off. */
export function decoded(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}
