import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { readBody } from "../../../scripts/spec/schema/calls.js";
import { parametersOf } from "../../../scripts/spec/schema/calls.js";
import { createReader } from "../../../scripts/spec/schema/reader.js";
import { listOperations } from "../../../scripts/spec/operations.js";
import { isRecord } from "../../../scripts/spec/yaml.js";
import { sideOf } from "../sides.js";
import { valuesFor } from "./values.js";

type Json = Record<string, unknown>;
type Check = (value: unknown) => boolean;

/** The answers of one document about values that go out and come back, as a validator without rules gives them. */
export interface Validator {
  readonly document: Json;
  /** By operation and place. */
  readonly request: ReadonlyMap<string, Checked>;
  readonly response: ReadonlyMap<string, Checked>;
}

interface Checked {
  readonly check: Check;
  /** Values that visit every corner of the schema, valid or not. */
  readonly values: () => readonly unknown[];
}

/** Reads a document into validators for its parameters, its request bodies and its answers. */
export function createValidator(document: Json): Validator {
  const ajv = new Ajv2020({ strict: false, validateFormats: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "doc", components: document["components"] });
  const checked = (schema: unknown): Checked => {
    let compiled: Check | undefined;
    const check: Check = (value) => (compiled ??= ajv.compile(absolute(schema)))(value);
    return { check, values: () => valuesFor(schema, document) };
  };
  const request = new Map<string, Checked>();
  const response = new Map<string, Checked>();
  const reader = createReader(sideOf(document));
  for (const operation of listOperations(sideOf(document))) {
    const parameters = [...parametersOf(reader, operation).values()];
    const asObject = {
      type: "object",
      properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema.raw])),
      required: parameters.filter(({ required }) => required).map(({ name }) => name),
    };
    request.set(`${operation.name} parameters`, checked(asObject));
    const body = operation.raw["requestBody"];
    if (body !== undefined) {
      for (const [type, { schema }] of readBody(reader, { raw: body, at: "" }).content)
        request.set(`${operation.name} ${type}`, checked(schema.raw));
    }
    const responses = isRecord(operation.raw["responses"]) ? operation.raw["responses"] : {};
    for (const [status, raw] of Object.entries(responses)) {
      for (const [type, { schema }] of readBody(reader, { raw, at: "" }).content)
        response.set(`${operation.name} ${status} ${type}`, checked(schema.raw));
    }
  }
  return { document, request, response };
}

/** The first value that one version admits and the other refuses, at a place that both have. */
export function refusedBy(
  from: ReadonlyMap<string, Checked>,
  by: ReadonlyMap<string, Checked>,
): { place: string; value: unknown } | undefined {
  for (const [place, { values, check }] of from) {
    const other = by.get(place);
    if (!other) continue;
    const value = [...values(), ...other.values()].find(
      (candidate) => check(candidate) && !other.check(candidate),
    );
    if (value !== undefined) return { place, value };
  }
  return undefined;
}

/** A schema whose references point into the document by its name. */
function absolute(schema: unknown): Json {
  const text = JSON.stringify(schema ?? {}).replaceAll('"$ref":"#/', '"$ref":"doc#/');
  const parsed: unknown = JSON.parse(text);
  return isRecord(parsed) ? { ...parsed } : {};
}
