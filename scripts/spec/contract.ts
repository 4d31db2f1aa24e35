import { readEffects, type Effect } from "./effects.js";
import { pointerOf } from "./references.js";
import { isRecord, pointerSegment, readYaml, resolvePointer, SpecError } from "./yaml.js";
import type { YamlDocument } from "./yaml.js";

/** One source file of the contract: its name for messages, and its text. */
export interface SpecFile {
  readonly file: string;
  readonly text: string;
}

export const accesses = ["read", "write"] as const;
export const certainties = ["sourced", "disputed", "inferred"] as const;
export const resourceKinds = ["basin", "stream", "access-token"] as const;
/** What an operation may name; a stream is in a basin. */
const resourceLists: readonly string[] = ["", "basin", "basin,stream", "access-token"];

/** The placement of one operation: its group and the access it takes. */
export interface Placement {
  readonly group: string;
  readonly access: (typeof accesses)[number];
}

/** A placement and its source. */
export interface SourcedPlacement extends Placement {
  readonly source: string;
}

/** A row of `spec/operation-groups.yaml`. */
export interface OperationRow extends SourcedPlacement {
  readonly resources: readonly (typeof resourceKinds)[number][];
  readonly certainty: (typeof certainties)[number];
  readonly rivals: readonly SourcedPlacement[];
}

/** The contract after every check: the OpenAPI document and the operation table that belongs to it. */
export interface Contract {
  readonly document: Readonly<Record<string, unknown>>;
  /** Operations in the order of the document's enum. */
  readonly operations: ReadonlyMap<string, OperationRow>;
  /** The effect of a request of each operation of the API, by operation id. */
  readonly effects: ReadonlyMap<string, Effect>;
  /** Notices that are no problems: rows whose operation this document does not have. */
  readonly notices: readonly string[];
  /** Names of the operation groups, as the document's `PermittedOperationGroups` has them. */
  readonly groups: readonly string[];
}

/** Methods that OpenAPI names; `query` since 3.2. */
export const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/**
 * Reads and checks the files of the contract.
 *
 * @throws {SpecError} with every problem found, each with its file and line.
 */
export function readContract(openapi: SpecFile, table: SpecFile, effectTable: SpecFile): Contract {
  const spec = readYaml(openapi.text, openapi.file);
  const rows = readYaml(table.text, table.file);
  const effectRows = readYaml(effectTable.text, effectTable.file);
  const problems: string[] = [];
  const notices: string[] = [];
  if (!isRecord(spec.value)) throw new SpecError([`${spec.file}:1: expected an OpenAPI document`]);

  checkReferences(spec, problems);
  const ids = checkOperationIds(spec, problems);
  const groups = Object.keys(
    recordAt(spec, ["components", "schemas", "PermittedOperationGroups", "properties"], problems),
  );
  const names = stringsAt(spec, ["components", "schemas", "Operation", "enum"], problems);
  const operations = checkTable(spec, rows, names, groups, problems, notices);
  const effects = readEffects(effectRows, ids, problems, notices);
  if (problems.length > 0) throw new SpecError(problems);
  return { document: spec.value, operations, groups, effects, notices };
}

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

function at(spec: YamlDocument, pointer: string): string {
  return `${spec.file}:${spec.lineOf(pointer)}`;
}

function checkReferences(spec: YamlDocument, problems: string[]): void {
  const visit = (value: unknown, pointer: string): void => {
    if (!isRecord(value) && !Array.isArray(value)) return;
    for (const [key, child] of Object.entries(value)) {
      const here = `${pointer}/${pointerSegment(key)}`;
      if (key === "$ref" && typeof child === "string") {
        if (pointerOf(spec.value, child) === undefined) {
          problems.push(`${at(spec, here)}: $ref "${child}" points at nothing in this file (${here})`);
        }
      } else visit(child, here);
    }
  };
  visit(spec.value, "#");
}

function checkOperationIds(spec: YamlDocument, problems: string[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const { path, method, operation } of operationsOf(spec.value)) {
    const pointer = `#/paths/${pointerSegment(path)}/${method}`;
    const id = operation["operationId"];
    if (typeof id !== "string" || id === "") {
      problems.push(`${at(spec, pointer)}: ${method.toUpperCase()} ${path} has no operationId`);
    } else if (seen.has(id)) {
      problems.push(`${at(spec, pointer)}: operationId "${id}" is also that of ${seen.get(id)}`);
    } else seen.set(id, `${method.toUpperCase()} ${path}`);
  }
  if (seen.size === 0 && problems.length === 0)
    problems.push(`${spec.file}:1: the document has no operations`);
  return [...seen.keys()];
}

function recordAt(
  spec: YamlDocument,
  keys: readonly string[],
  problems: string[],
): Readonly<Record<string, unknown>> {
  const pointer = ["#", ...keys].join("/");
  const value = resolvePointer(spec.value, pointer);
  if (isRecord(value)) return value;
  problems.push(`${at(spec, pointer)}: expected a mapping at ${pointer}`);
  return {};
}

function stringsAt(spec: YamlDocument, keys: readonly string[], problems: string[]): readonly string[] {
  const pointer = ["#", ...keys].join("/");
  const value = resolvePointer(spec.value, pointer);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  problems.push(`${at(spec, pointer)}: expected a list of names at ${pointer}`);
  return [];
}

function checkTable(
  spec: YamlDocument,
  table: YamlDocument,
  names: readonly string[],
  groups: readonly string[],
  problems: string[],
  notices: string[],
): Map<string, OperationRow> {
  const rows = recordAt(table, ["operations"], problems);
  const operations = new Map<string, OperationRow>();
  for (const [index, name] of names.entries()) {
    if (!Object.hasOwn(rows, name)) {
      const line = at(spec, `#/components/schemas/Operation/enum/${index}`);
      problems.push(
        `${line}: operation "${name}" has no row in ${table.file}; add one as the rows there are`,
      );
      continue;
    }
    const row = checkRow(table, name, rows[name], groups, problems);
    if (row) operations.set(name, row);
  }
  for (const name of Object.keys(rows)) {
    if (names.includes(name)) continue;
    notices.push(
      `${at(table, `#/operations/${pointerSegment(name)}`)}: operation "${name}" is not in the enum of ${spec.file}; its row is unused`,
    );
  }
  return operations;
}

function checkRow(
  table: YamlDocument,
  name: string,
  row: unknown,
  groups: readonly string[],
  problems: string[],
): OperationRow | undefined {
  const pointer = `#/operations/${pointerSegment(name)}`;
  const before = problems.length;
  const expect = (ok: boolean, key: string, wanted: string): void => {
    if (!ok) problems.push(`${at(table, `${pointer}/${key}`)}: ${key} of "${name}" must be ${wanted}`);
  };
  const value = isRecord(row) ? row : {};
  const { group, access, resources, certainty, source } = value;
  const rivals = value["rivals"] ?? [];
  expect(typeof group === "string" && groups.includes(group), "group", `one of ${groups.join(", ")}`);
  expect(oneOf(accesses, access), "access", `one of ${accesses.join(", ")}`);
  expect(
    Array.isArray(resources) && resourceLists.includes(resources.join()),
    "resources",
    resourceLists.map((list) => `[${list.replace(",", ", ")}]`).join(" or "),
  );
  expect(oneOf(certainties, certainty), "certainty", `one of ${certainties.join(", ")}`);
  expect(isSource(source), "source", "text that says who says so");
  const others: readonly unknown[] | undefined = Array.isArray(rivals) ? rivals : undefined;
  const fit = others?.every(
    (rival) =>
      isRecord(rival) &&
      groups.includes(String(rival["group"])) &&
      oneOf(accesses, rival["access"]) &&
      isSource(rival["source"]),
  );
  expect(
    fit === true && (certainty === "disputed") === (others ?? []).length > 0,
    "rivals",
    "the other readings of a disputed row, each with its source, and absent elsewhere",
  );
  const readings = [value, ...(others ?? [])].map((reading) =>
    isRecord(reading) ? `${String(reading["group"])} ${String(reading["access"])}` : "",
  );
  expect(new Set(readings).size === readings.length, "rivals", "readings that differ");
  if (problems.length > before) return undefined;
  // Each field was checked just above.
  return { group, access, resources, certainty, rivals, source } as OperationRow;
}

function isSource(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown): value is T {
  return allowed.some((item) => item === value);
}
