import { pointerOf } from "./references.js";
import { isRecord, pointerSegment, resolvePointer, SpecError } from "./yaml.js";

/** Methods that OpenAPI names; `query` since 3.2. */
export const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/** A path of a document, with the reference of its path item resolved. */
export interface PathItem {
  readonly path: string;
  readonly item: Readonly<Record<string, unknown>>;
  /** JSON pointer of the item's contents; that of the target if the item is a reference. */
  readonly at: string;
}

/** An operation as a document holds it. */
export interface FoundOperation extends PathItem {
  /** In lower case for the methods that OpenAPI names; as written under `additionalOperations`. */
  readonly method: string;
  readonly operation: Readonly<Record<string, unknown>>;
  /** JSON pointer of the operation. */
  readonly operationAt: string;
}

/**
 * Lists the paths of an OpenAPI document, in document order. Keywords beside the reference of a path item win over its
 * target.
 *
 * @throws {SpecError} when a path item refers to something outside the document, whose contents are unknown.
 */
export function* pathsOf(document: unknown): Generator<PathItem> {
  const paths = isRecord(document) ? document["paths"] : undefined;
  if (!isRecord(paths)) return;
  for (const [path, raw] of Object.entries(paths)) {
    let at = `#/paths/${pointerSegment(path)}`;
    let item = isRecord(raw) ? raw : {};
    const seen = new Set<string>();
    for (let ref = item["$ref"]; typeof ref === "string"; ref = item["$ref"]) {
      const pointer = pointerOf(document, ref);
      const target = pointer === undefined ? undefined : resolvePointer(document, pointer);
      if (pointer === undefined || !isRecord(target) || seen.has(ref)) {
        throw new SpecError([`${at}: $ref "${ref}" is not a path item of this document`]);
      }
      seen.add(ref);
      const { $ref: _followed, ...beside } = item;
      item = { ...target, ...beside };
      at = pointer;
    }
    yield { path, item, at };
  }
}

/**
 * Lists the operations of an OpenAPI document, in document order, those under `additionalOperations` included.
 *
 * @throws {SpecError} as {@link pathsOf}.
 */
export function* operationsOf(document: unknown): Generator<FoundOperation> {
  for (const place of pathsOf(document)) {
    const { item, at } = place;
    for (const method of methods) {
      const operation = item[method];
      if (isRecord(operation)) yield { ...place, method, operation, operationAt: `${at}/${method}` };
    }
    const others = isRecord(item["additionalOperations"]) ? item["additionalOperations"] : {};
    for (const [method, operation] of Object.entries(others)) {
      if (!isRecord(operation)) continue;
      const operationAt = `${at}/additionalOperations/${pointerSegment(method)}`;
      yield { ...place, method, operation, operationAt };
    }
  }
}
