import { holdsData, holdsNames } from "./prose.js";
import { isRecord, pointerSegment, resolvePointer } from "./yaml.js";

/** A `$ref` that leads nowhere, and its place. */
export interface Dangling {
  readonly ref: string;
  readonly at: string;
}

/** Everything that some values refer to, directly or indirectly. */
export interface Reach {
  /** JSON pointers, in the order they were met. */
  readonly pointers: ReadonlySet<string>;
  /** The direct references of each pointer and each start. */
  readonly edges: ReadonlyMap<string, ReadonlySet<string>>;
  readonly dangling: readonly Dangling[];
}

/** Follows every reference of some values, each named by its pointer. */
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
      const pointer = pointerOf(document, ref);
      if (pointer === undefined) {
        dangling.push({ ref, at });
        continue;
      }
      targets.add(pointer);
      if (pointers.has(pointer)) continue;
      pointers.add(pointer);
      waiting.push({ raw: resolvePointer(document, pointer), at: pointer });
    }
  }
  return { pointers, edges, dangling };
}

/** Finds every reference within a value, and its place. */
export function* referencesIn(value: unknown, at: string, isNames = false): Generator<Dangling> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* referencesIn(item, `${at}/${index}`);
  } else if (isRecord(value)) {
    for (const [key, child] of Object.entries(value)) {
      const here = `${at}/${pointerSegment(key)}`;
      if (!isNames && (holdsData(key) || key.startsWith("x-"))) continue;
      if (typeof child === "string") {
        // The mapping of a discriminator refers without a $ref.
        if ((key === "$ref" && !isNames) || (isNames && child.startsWith("#/")))
          yield { ref: child, at: here };
      } else yield* referencesIn(child, here, !isNames && holdsNames(key));
    }
  }
}

/**
 * Returns the JSON pointer of a reference, with percent-encoding decoded and an `$anchor` looked up. Undefined if the
 * reference leads nowhere, or outside the document.
 */
export function pointerOf(document: unknown, ref: string): string | undefined {
  const text = decoded(ref);
  if (text.startsWith("#/")) return resolvePointer(document, text) === undefined ? undefined : text;
  return text.startsWith("#") ? anchorsOf(document).get(text.slice(1)) : undefined;
}

/** Returns the name of the schema component that a reference leads to. */
export function schemaName(ref: string): string | undefined {
  return /^#\/components\/schemas\/([^/]+)$/
    .exec(decoded(ref))?.[1]
    ?.replaceAll("~1", "/")
    .replaceAll("~0", "~");
}

function decoded(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}

const anchors = new WeakMap<object, ReadonlyMap<string, string>>();

function anchorsOf(document: unknown): ReadonlyMap<string, string> {
  if (!isRecord(document)) return new Map();
  const known = anchors.get(document);
  if (known) return known;
  const found = new Map<string, string>();
  const visit = (value: unknown, at: string, keyword: string): void => {
    if (holdsData(keyword) || typeof value !== "object" || value === null) return;
    const isNames = holdsNames(keyword);
    for (const [key, child] of Object.entries(value)) {
      if (key === "$anchor" && !isNames && typeof child === "string") found.set(child, at);
      else visit(child, `${at}/${pointerSegment(key)}`, isNames ? "" : key);
    }
  };
  visit(document, "#", "");
  anchors.set(document, found);
  return found;
}
