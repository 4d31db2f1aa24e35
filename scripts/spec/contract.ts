import { readEffects, type Effect } from "./effects.js";
import { operationsOf } from "./paths.js";
import { readPlacements, type OperationRow } from "./placements.js";
import { pointerOf } from "./references.js";
import { createReader } from "./schema/reader.js";
import type { Shape } from "./schema/shape.js";
import { isRecord, placeOf, pointerSegment, readYaml, resolvePointer, SpecError } from "./yaml.js";
import type { YamlDocument } from "./yaml.js";

/** One source file of the contract: its name for messages, and its text. */
export interface SpecFile {
  readonly file: string;
  readonly text: string;
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
  if (problems.length > 0) throw new SpecError(problems);
  const groups = [...shapeOf(spec, "PermittedOperationGroups").properties.keys()];
  const names = [...(shapeOf(spec, "Operation").values?.values() ?? [])].map(String);
  const schemas = "#/components/schemas";
  if (groups.length === 0) {
    const at = `${schemas}/PermittedOperationGroups`;
    problems.push(`${placeOf(spec, at)}: ${at} must have properties, the operation groups`);
  }
  if (names.length === 0) {
    const at = `${schemas}/Operation`;
    problems.push(`${placeOf(spec, at)}: ${at} must list the operations`);
  }
  if (problems.length > 0) throw new SpecError(problems);
  const operations = readPlacements(spec, rows, names, groups, problems, notices);
  const effects = readEffects(effectRows, ids, problems, notices);
  if (problems.length > 0) throw new SpecError(problems);
  return { document: spec.value, operations, groups, effects, notices };
}

/** Returns a schema component in canonical form, however it is spelt; one that does not exist says nothing. */
function shapeOf(spec: YamlDocument, name: string): Shape {
  const at = `#/components/schemas/${name}`;
  const document = isRecord(spec.value) ? spec.value : {};
  const reader = createReader({ document, where: (pointer) => placeOf(spec, pointer) });
  return reader.shape({ raw: resolvePointer(document, at), at });
}

function checkReferences(spec: YamlDocument, problems: string[]): void {
  const visit = (value: unknown, pointer: string): void => {
    if (!isRecord(value) && !Array.isArray(value)) return;
    for (const [key, child] of Object.entries(value)) {
      const here = `${pointer}/${pointerSegment(key)}`;
      if (key === "$ref" && typeof child === "string") {
        if (pointerOf(spec.value, child) === undefined) {
          problems.push(`${placeOf(spec, here)}: $ref "${child}" leads nowhere in this file (${here})`);
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
      problems.push(`${placeOf(spec, pointer)}: ${method.toUpperCase()} ${path} has no operationId`);
    } else if (seen.has(id)) {
      problems.push(`${placeOf(spec, pointer)}: operationId "${id}" is also that of ${seen.get(id)}`);
    } else seen.set(id, `${method.toUpperCase()} ${path}`);
  }
  if (seen.size === 0 && problems.length === 0)
    problems.push(`${spec.file}:1: the document has no operations`);
  return [...seen.keys()];
}
