import { isRecord, pointerSegment } from "../../spec/yaml.js";
import { template } from "../../spec/operations.js";
import type { Operation } from "../../spec/operations.js";
import { list } from "../read/keywords.js";
import type { Reader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import { below } from "./walk.js";
import { compareDefaults } from "./values.js";
import { compareItems, compareMembers, readItem } from "./members.js";
import type { Item, Member } from "./members.js";
import type { Walk } from "./walk.js";

/** A parameter, or a header of an answer, with OpenAPI's defaults filled in. */
export interface Parameter extends Item, Member {
  readonly in: string;
  readonly schema: Part;
  readonly style: string;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** True for a path variable that the document forgot to declare. */
  readonly implicit: boolean;
}

const serialization = ["style", "explode", "allowReserved"] as const;

/** Returns the parameters of an operation, with those of its path and any undeclared path variables. */
export function parametersOf(reader: Reader, operation: Operation): readonly Parameter[] {
  const { item, itemAt, raw, at, path } = operation;
  const declared = [
    partsIn(item["parameters"], `${itemAt}/parameters`),
    partsIn(raw["parameters"], `${at}/parameters`),
  ].flatMap((parts) => parts.map((part) => readParameter(reader, part)));
  const implied = variablesOf(path).map((name) => {
    const part = { raw: { name, in: "path", schema: { type: "string" } }, at };
    return Object.assign(readParameter(reader, part), { implicit: true });
  });
  // OpenAPI ignores header parameters with these names.
  const ignored = /^header (?:accept|content-type|authorization)$/;
  const all = [...implied, ...declared].filter((parameter) => !ignored.test(keyOf(parameter)));
  return [...new Map(all.map((parameter) => [keyOf(parameter), parameter])).values()];
}

/** Compares the parameters of one operation; the variables of one path by their order, whatever their names. */
export function compareParameters(walk: Walk, base: Operation, head: Operation): void {
  const isSamePath = template(base.path) === template(head.path);
  const [before, after] = [
    { reader: walk.base, operation: base },
    { reader: walk.head, operation: head },
  ].map(({ reader, operation }) => {
    const variables = variablesOf(operation.path);
    const keyed = parametersOf(reader, operation).map((parameter): [string, Parameter] => {
      const index = parameter.in === "path" && isSamePath ? variables.indexOf(parameter.name) : -1;
      return [index < 0 ? keyOf(parameter) : `path ${index}`, parameter];
    });
    return new Map(keyed);
  });
  compareMembers(walk, "parameter", [before ?? new Map(), after ?? new Map()], (old, now) => {
    const at = [old.at, now.at] as const;
    if (old.name !== now.name) {
      const message = `The path variable "${old.name}" was renamed to "${now.name}"; the URL is the same.`;
      walk.report("parameter.path-renamed", at, message, { old: old.name, new: now.name });
    }
    if (old.implicit === now.implicit) compareContent(walk, old, now);
    else {
      const message = `The path variable "${now.name}" is ${now.implicit ? "no longer" : "now"} declared.`;
      walk.report("parameter.implicit-declared", at, message, now.implicit ? { ts: ["break", "none"] } : {});
    }
  });
}

/** Compares the headers of two answers by name, ignoring case. */
export function compareHeaders(walk: Walk, before: Item, after: Item): void {
  const sides = [headersOf(walk.base, before), headersOf(walk.head, after)] as const;
  compareMembers(
    walk,
    "response.header",
    sides,
    (old, now) => {
      compareContent(walk, old, now);
    },
    ({ required }) => (required ? { wire: ["none", "break"] } : {}),
  );
}

function headersOf(reader: Reader, { raw, at }: Item): ReadonlyMap<string, Parameter> {
  const headers = Object.entries(isRecord(raw["headers"]) ? raw["headers"] : {}).map(
    ([name, header]): [string, Parameter] => {
      const part = { raw: header, at: `${at}/headers/${pointerSegment(name)}` };
      return [name.toLowerCase(), { ...readParameter(reader, part), name, label: `The header ${name}` }];
    },
  );
  // OpenAPI takes this one from the media type.
  return new Map(headers.filter(([key]) => key !== "content-type"));
}

function readParameter(reader: Reader, part: Part): Parameter {
  const item = readItem(reader, part, ["name", "in", "required", "schema", ...serialization]);
  const { raw, at } = item;
  const [name, place] = [String(raw["name"]), typeof raw["in"] === "string" ? raw["in"] : "header"];
  const isInQuery = place === "query" || place === "cookie";
  const style = typeof raw["style"] === "string" ? raw["style"] : isInQuery ? "form" : "simple";
  return {
    ...item,
    name,
    label: `The ${place} parameter "${name}"`,
    in: place,
    required: place === "path" || raw["required"] === true,
    schema: { raw: raw["schema"] ?? {}, at: `${at}/schema` },
    style,
    explode: typeof raw["explode"] === "boolean" ? raw["explode"] : style === "form",
    allowReserved: raw["allowReserved"] === true,
    opaque: new Map([...item.opaque].filter(([key, value]) => key !== "allowEmptyValue" || value !== false)),
    implicit: false,
  };
}

function partsIn(raw: unknown, at: string): readonly Part[] {
  return list(raw).map((child, index) => ({ raw: child, at: `${at}/${index}` }));
}

function keyOf({ name, in: place }: Parameter): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

function variablesOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
}

/** Compares the serialization and the schemas of two parameters or headers. */
function compareContent(outer: Walk, old: Parameter, now: Parameter): void {
  const walk = outer.with({ about: `"${now.name}": ` });
  const at = [old.at, now.at] as const;
  compareItems(walk, old, now);
  for (const keyword of serialization) {
    const [was, is] = [old[keyword], now[keyword]];
    if (was === is) continue;
    const message = `It is written differently: ${keyword} changed from ${was} to ${is}.`;
    walk.report("parameter.serialization", below(at, keyword), message, { old: was, new: is });
  }
  const [from, to] = [walk.base.shape(old.schema), walk.head.shape(now.schema)];
  const defaults = [from.default, to.default] as const;
  compareDefaults(walk.report, [from, to], defaults, below(at, "schema/default"), {
    wire: ["break", "none"],
  });
  const isSpread = [old, now].every(({ style, explode }) => style === "form" && explode);
  const onlyLists = to.types.size === 1 && to.types.has("array");
  const takesOne = (to.limits.get("minItems")?.value ?? 0) < 2 && (to.limits.get("maxItems")?.value ?? 1) > 0;
  if (isSpread && onlyLists && takesOne && !from.types.has("array") && !from.types.has("object")) {
    const message = "One value became a list, which is written the same way for one value.";
    walk.report("parameter.became-list", below(at, "schema"), message);
    if (to.items) walk.compare(old.schema, to.items, "parameter");
  } else walk.compare(old.schema, now.schema, "parameter");
}
