import { methods, operationsOf, pathsOf } from "./paths.js";
import type { Side } from "./merge.js";
import { reach } from "./references.js";
import { isRecord, SpecError } from "./yaml.js";

type Json = Readonly<Record<string, unknown>>;

/** An operation to keep, by its place. */
export interface Place {
  readonly path: string;
  readonly method: string;
}

/** A part of a document: some operations, and the components that they reach. */
export interface Pruned {
  readonly paths: Readonly<Record<string, Json>>;
  /** By kind, then by name. */
  readonly components: Readonly<Record<string, Json>>;
}

/**
 * Cuts a document down to some operations and everything they refer to.
 *
 * @throws {SpecError} when a reference leads nowhere, or outside what is kept.
 */
export function prune(side: Side, places: readonly Place[]): Pruned {
  // A referenced path item is inlined: its other operations may not be kept.
  const all = new Map([...pathsOf(side.document)].map(({ path, item }) => [path, item]));
  const paths: Record<string, Json> = {};
  for (const { path } of places) {
    const kept = new Set(places.filter((place) => place.path === path).map(({ method }) => method));
    paths[path] ??= onlyMethods(all.get(path) ?? {}, kept);
  }
  const { pointers, dangling } = reach(side.document, [{ raw: paths, at: "#/paths" }]);
  const problems = dangling.map(
    ({ ref, at }) => `${side.where(at)}: $ref "${ref}" points at nothing (${at})`,
  );
  const components: Record<string, Record<string, unknown>> = {};
  const available = recordOf(side.document["components"]);
  const keep = (kind: string, name: string): void => {
    const value = recordOf(available[kind])[name];
    if (value !== undefined) (components[kind] ??= {})[name] = value;
  };
  for (const pointer of pointers) {
    const [, top, kind, name] = pointer
      .split("/")
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (top === "components" && kind !== undefined && name !== undefined) keep(kind, name);
    else problems.push(`${side.where(pointer)}: something refers to ${pointer}, which is not kept`);
  }
  if (problems.length > 0) throw new SpecError(problems);
  for (const name of schemeNames(side, paths)) keep("securitySchemes", name);
  return { paths, components: inOrder(available, components) };
}

/** Returns a path item with only some operations, including those under `additionalOperations`. */
function onlyMethods(item: Json, kept: ReadonlySet<string>): Json {
  const { additionalOperations, ...rest } = item;
  const others = Object.entries(recordOf(additionalOperations)).filter(([method]) => kept.has(method));
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => !methods.includes(key) || kept.has(key))),
    ...(others.length === 0 ? {} : { additionalOperations: Object.fromEntries(others) }),
  };
}

/** Returns the security schemes that the operations name, or the document for all of them. */
function schemeNames(side: Side, paths: Readonly<Record<string, Json>>): Set<string> {
  const names = new Set<string>();
  const requirements = [side.document["security"]];
  for (const { operation } of operationsOf({ paths })) requirements.push(operation["security"]);
  for (const list of requirements) {
    if (!Array.isArray(list)) continue;
    for (const alternative of list) for (const name of Object.keys(recordOf(alternative))) names.add(name);
  }
  return names;
}

/** Returns components in the order of the document they come from. */
function inOrder(available: Json, kept: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const kinds = Object.keys(available).filter((kind) => kept[kind] !== undefined);
  return Object.fromEntries(
    kinds.map((kind) => {
      const names = Object.keys(recordOf(available[kind])).filter((name) =>
        Object.hasOwn(kept[kind] ?? {}, name),
      );
      return [kind, Object.fromEntries(names.map((name) => [name, kept[kind]?.[name]]))];
    }),
  );
}

function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}
