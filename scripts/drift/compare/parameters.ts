import { isRecord, pointerSegment } from "../../spec/yaml.js";
import type { Operation } from "../../spec/operations.js";
import { template } from "../../spec/operations.js";
import { docsOf, list, othersOf } from "../read/keywords.js";
import type { Reader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import { below } from "./change.js";
import type { Where } from "./change.js";
import { compareOpaque } from "./limits.js";
import { compareDefaults, compareProse } from "./prose.js";
import type { Walk } from "./walk.js";

/** A parameter, or a header of an answer, with OpenAPI's defaults filled in. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly at: string;
  readonly schema: Part;
  readonly docs: ReadonlyMap<string, unknown>;
  readonly deprecated: boolean;
  readonly style: string;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** Keywords that are compared but not judged. */
  readonly opaque: ReadonlyMap<string, unknown>;
  /** True for a path variable that the document forgot to declare. */
  readonly implicit: boolean;
}

const serialization = ["style", "explode", "allowReserved"] as const;
const judged = ["name", "in", "required", "schema", "deprecated", ...serialization];

/** Returns the parameters of an operation, with those of its path and any undeclared path variables. */
export function parametersOf(reader: Reader, operation: Operation): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>();
  for (const [parameters, at] of [
    [operation.item["parameters"], `${operation.itemAt}/parameters`],
    [operation.raw["parameters"], `${operation.at}/parameters`],
  ] as const) {
    for (const [index, raw] of list(parameters).entries()) {
      const parameter = readParameter(reader, { raw, at: `${at}/${index}` });
      // OpenAPI ignores header parameters with these names.
      if (parameter.in === "header" && /^(?:accept|content-type|authorization)$/i.test(parameter.name))
        continue;
      found.set(keyOf(parameter), parameter);
    }
  }
  for (const name of variablesOf(operation.path)) {
    const raw = { name, in: "path", required: true, schema: { type: "string" } };
    const implicit = { ...readParameter(reader, { raw, at: operation.at }), implicit: true };
    if (!found.has(keyOf(implicit))) found.set(keyOf(implicit), implicit);
  }
  return found;
}

/** Returns the headers of an answer by name, ignoring case. */
export function headersOf(reader: Reader, { raw, at }: Part): ReadonlyMap<string, Parameter> {
  const headers = isRecord(raw) && isRecord(raw["headers"]) ? Object.entries(raw["headers"]) : [];
  return new Map(
    headers
      // OpenAPI takes this one from the media type.
      .filter(([name]) => name.toLowerCase() !== "content-type")
      .map(([name, header]) => {
        const part = { raw: header, at: `${at}/headers/${pointerSegment(name)}` };
        return [name.toLowerCase(), { ...readParameter(reader, part), name, in: "header" }];
      }),
  );
}

function readParameter(reader: Reader, part: Part): Parameter {
  const { raw, at } = reader.resolve(part);
  const value = isRecord(raw) ? raw : {};
  const place = typeof value["in"] === "string" ? value["in"] : "header";
  const isInQuery = place === "query" || place === "cookie";
  const style = typeof value["style"] === "string" ? value["style"] : isInQuery ? "form" : "simple";
  const others = [...othersOf(value, judged)];
  return {
    name: String(value["name"]),
    in: place,
    required: place === "path" || value["required"] === true,
    at,
    schema: { raw: value["schema"] ?? {}, at: `${at}/schema` },
    docs: docsOf(value),
    deprecated: value["deprecated"] === true,
    style,
    explode: typeof value["explode"] === "boolean" ? value["explode"] : style === "form",
    allowReserved: value["allowReserved"] === true,
    opaque: new Map(others.filter(([key, content]) => !(key === "allowEmptyValue" && content === false))),
    implicit: false,
  };
}

function keyOf({ name, in: place }: Parameter): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

/** Compares the parameters of one operation. */
export function compareParameters(walk: Walk, base: Operation, head: Operation): void {
  const before = new Map(parametersOf(walk.base, base));
  const after = new Map(parametersOf(walk.head, head));
  for (const [from, to] of renamedVariables(base.path, head.path)) {
    const [old, now] = [before.get(`path ${from}`), after.get(`path ${to}`)];
    if (!old || !now) continue;
    before.delete(`path ${from}`);
    after.delete(`path ${to}`);
    const message = `The path variable "${from}" was renamed to "${to}"; the URL is the same.`;
    walk.report({ id: "parameter.path-renamed", at: [old.at, now.at], message, old: from, new: to });
    compareParameter(walk, old, now);
  }
  for (const [key, old] of before) {
    const now = after.get(key);
    after.delete(key);
    if (now) compareParameter(walk, old, now);
    else if (!old.implicit) {
      const message = `The ${old.in} parameter "${old.name}" was removed.`;
      walk.report({ id: "parameter.removed", at: [old.at, undefined], message, old: old.name });
    }
  }
  for (const now of after.values()) {
    const need = now.required ? "required" : "optional";
    const message = `The ${now.in} parameter "${now.name}" was added, ${need}.`;
    walk.report({ id: `parameter.added-${need}`, at: [undefined, now.at], message, new: now.name });
  }
}

function variablesOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
}

/** Finds path variables that have another name at the same place of the same template. */
function renamedVariables(base: string, head: string): readonly (readonly [string, string])[] {
  if (template(base) !== template(head)) return [];
  const to = variablesOf(head);
  return variablesOf(base).flatMap((name, index) => {
    const other = to[index];
    return other === undefined || other === name ? [] : [[name, other] as const];
  });
}

function compareParameter(walk: Walk, old: Parameter, now: Parameter): void {
  const at = [old.at, now.at] as const;
  if (old.implicit !== now.implicit) {
    const message = `The path variable "${now.name}" is ${now.implicit ? "no longer" : "now"} declared.`;
    const undeclared = { ts: ["break", "none"] } as const;
    walk.report({ id: "parameter.implicit-declared", at, message, ...(now.implicit ? undeclared : {}) });
    return;
  }
  if (old.required !== now.required) {
    const [was, is] = [old, now].map(({ required }) => (required ? "required" : "optional"));
    const message = `The parameter "${now.name}" became ${is}.`;
    walk.report({
      id: now.required ? "parameter.became-required" : "parameter.became-optional",
      at,
      message,
      old: was,
      new: is,
    });
  }
  compareContent(walk, old, now);
}

/** Compares the serialization and the schemas of two parameters or headers. */
export function compareContent(walk: Walk, old: Parameter, now: Parameter): void {
  const at = [old.at, now.at] as const;
  for (const keyword of serialization) {
    const [was, is] = [old[keyword], now[keyword]];
    if (was === is) continue;
    const message = `"${now.name}" is written differently: ${keyword} changed from ${was} to ${is}.`;
    walk.report({ id: "parameter.serialization", at: below(at, keyword), message, old: was, new: is });
  }
  const named = walk.with({
    report: (change) => {
      walk.report({ ...change, message: `"${now.name}": ${change.message}` });
    },
  });
  compareProse(named, old, now, at);
  compareSchemas(named, old, now, at);
  compareOpaque(named, old.opaque, now.opaque, at);
}

function compareSchemas(walk: Walk, old: Parameter, now: Parameter, at: Where): void {
  const [was, is] = [walk.base.shape(old.schema), walk.head.shape(now.schema)];
  const defaults = { old: was, now: is, before: was.default, after: is.default };
  compareDefaults(walk, defaults, below(at, "schema/default"), "parameter");
  const isSpread = [old, now].every(({ style, explode }) => style === "form" && explode);
  const onlyLists = is.types.size === 1 && is.types.has("array");
  const takesOne = (is.lower.get("Items")?.value ?? 0) < 2 && (is.upper.get("Items")?.value ?? 1) > 0;
  if (isSpread && onlyLists && takesOne && !was.types.has("array") && !was.types.has("object")) {
    const message = "One value became a list, which is written the same way for one value.";
    walk.report({ id: "parameter.became-list", at: below(at, "schema"), message });
    if (is.items) walk.compare(old.schema, is.items, "parameter");
  } else walk.compare(old.schema, now.schema, "parameter");
}
