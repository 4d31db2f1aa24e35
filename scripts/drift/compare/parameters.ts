import { stableJson } from "../../spec/equal.js";
import { isRecord } from "../../spec/yaml.js";
import { docsOf } from "../read/keywords.js";
import { opaque } from "./limits.js";
import type { Operation } from "../../spec/operations.js";
import { template } from "../../spec/operations.js";
import { compareDefaults, compareProse } from "./prose.js";
import type { Reader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import type { Walk } from "./walk.js";

/** A parameter with every default of OpenAPI filled in. */
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
  /** Keywords that are compared and not understood. */
  readonly opaque: ReadonlyMap<string, unknown>;
  /** A variable of the path that the document forgot to declare. */
  readonly implicit: boolean;
}

const understood = new Set([
  "name",
  "in",
  "required",
  "schema",
  "deprecated",
  "style",
  "explode",
  "allowReserved",
]);

/** The parameters of an operation by place and name: the path's own pushed down, and its variables all declared. */
export function parametersOf(reader: Reader, operation: Operation): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>();
  const pathAt = operation.at.slice(0, operation.at.lastIndexOf("/"));
  for (const [list, at] of [
    [operation.item["parameters"], `${pathAt}/parameters`],
    [operation.raw["parameters"], `${operation.at}/parameters`],
  ] as const) {
    if (!Array.isArray(list)) continue;
    for (const [index, raw] of list.entries()) {
      const parameter = readParameter(reader.resolve({ raw, at: `${at}/${index}` }));
      // OpenAPI says that a header parameter of these names means nothing.
      if (parameter.in === "header" && /^(?:accept|content-type|authorization)$/i.test(parameter.name))
        continue;
      found.set(keyOf(parameter), parameter);
    }
  }
  for (const [, name = ""] of operation.path.matchAll(/\{([^}]*)\}/g)) {
    const raw = { name, in: "path", required: true, schema: { type: "string" } };
    const implicit = { ...readParameter({ raw, at: operation.at }), implicit: true };
    if (!found.has(keyOf(implicit))) found.set(keyOf(implicit), implicit);
  }
  return found;
}

function readParameter({ raw, at }: Part): Parameter {
  const value = isRecord(raw) ? raw : {};
  const place = String(value["in"]);
  const style = typeof value["style"] === "string" ? value["style"] : defaultStyle(place);
  const rest = Object.entries(value).filter(([key]) => !understood.has(key) && !docsOf(value).has(key));
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
    opaque: new Map(rest.filter(([key, content]) => !(key === "allowEmptyValue" && content === false))),
    implicit: false,
  };
}

function defaultStyle(place: string): string {
  return place === "query" || place === "cookie" ? "form" : "simple";
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
    const message = `The path variable "${from}" is now called "${to}"; the URL is the same.`;
    walk.report({ id: "parameter.path-renamed", pointer: now.at, message, old: from, new: to });
    compareParameter(walk, old, now);
  }
  for (const [key, old] of before) {
    const now = after.get(key);
    after.delete(key);
    if (now) compareParameter(walk, old, now);
    else if (!old.implicit) {
      const message = `The ${old.in} parameter "${old.name}" is gone.`;
      walk.report({ id: "parameter.removed", pointer: old.at, message, old: old.name });
    }
  }
  for (const now of after.values()) {
    walk.report({
      id: now.required ? "parameter.added-required" : "parameter.added-optional",
      pointer: now.at,
      message: `The ${now.in} parameter "${now.name}" is new, and ${now.required ? "required" : "optional"}.`,
      new: now.name,
    });
  }
}

/** Variables that stand at the same place of the same template under another name. */
function renamedVariables(base: string, head: string): readonly (readonly [string, string])[] {
  if (template(base) !== template(head)) return [];
  const [from, to] = [base, head].map((path) =>
    [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name),
  );
  return (from ?? []).flatMap((name, index) => {
    const other = to?.[index];
    return other === undefined || other === name ? [] : [[name, other] as const];
  });
}

function compareParameter(walk: Walk, old: Parameter, now: Parameter): void {
  if (old.implicit !== now.implicit) {
    const message = now.implicit
      ? `The path variable "${now.name}" is no longer declared.`
      : `The path variable "${now.name}" is now declared.`;
    const undeclared = { wire: ["docs", "none"], ts: ["break", "none"] } as const;
    walk.report({
      id: "parameter.implicit-declared",
      pointer: now.at,
      message,
      ...(now.implicit ? undeclared : {}),
    });
    return;
  }
  if (old.required !== now.required) {
    const message = `The parameter "${now.name}" ${now.required ? "must now be given" : "may now be left out"}.`;
    const id = now.required ? "parameter.became-required" : "parameter.became-optional";
    walk.report({ id, pointer: now.at, message, old: old.required, new: now.required });
  }
  for (const keyword of ["style", "explode", "allowReserved"] as const) {
    if (old[keyword] === now[keyword]) continue;
    const message = `"${now.name}" is written otherwise into the URL: ${keyword} was ${String(old[keyword])}, it is now ${String(now[keyword])}.`;
    walk.report({
      id: "parameter.serialization",
      pointer: `${now.at}/${keyword}`,
      message,
      old: old[keyword],
      new: now[keyword],
    });
  }
  compareSchema(named(walk, now), old, now);
}

/** The same walk, whose messages say which parameter they are about. */
function named(walk: Walk, { name }: Parameter): Walk {
  return walk.with({
    report: (change) => walk.report({ ...change, message: `"${name}": ${change.message}` }),
  });
}

function compareSchema(walk: Walk, old: Parameter, now: Parameter): void {
  compareProse(walk, old, now, now.at);
  const [oldShape, newShape] = [walk.base.shape(old.schema), walk.head.shape(now.schema)];
  compareDefaults(
    walk,
    { old: oldShape, now: newShape, before: oldShape.default, after: newShape.default },
    now.schema.at,
    "parameter",
  );
  walk.compare(old.schema, now.schema, true);
  for (const keyword of new Set([...old.opaque.keys(), ...now.opaque.keys()])) {
    const [before, after] = [old.opaque.get(keyword), now.opaque.get(keyword)];
    if (stableJson(before) !== stableJson(after)) walk.report(opaque(keyword, before, after, now.at));
  }
}
