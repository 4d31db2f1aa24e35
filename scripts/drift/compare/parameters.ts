import { isRecord, pointerSegment } from "../../spec/yaml.js";
import { template } from "../../spec/operations.js";
import type { Operation } from "../../spec/operations.js";
import type { Reader } from "../../spec/schema/reader.js";
import { partsOf } from "../../spec/schema/shape.js";
import type { Part } from "../../spec/schema/shape.js";
import { compareMembers, readMember } from "./members.js";
import type { Member, Members } from "./members.js";
import { compareDefaults } from "./values.js";
import { below } from "./walk.js";
import type { Walk } from "./walk.js";

/** A parameter, or a header of an answer, with OpenAPI's defaults filled in. */
export interface Parameter extends Member {
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
export function parametersOf(reader: Reader, { item, itemAt, raw, at, path }: Operation): Members<Parameter> {
  const implied = variablesOf(path).map((name) => {
    const part = { raw: { name, in: "path", schema: { type: "string" } }, at };
    return Object.assign(readParameter(reader, part), { implicit: true });
  });
  const declared = [
    partsOf(item["parameters"], `${itemAt}/parameters`),
    partsOf(raw["parameters"], `${at}/parameters`),
  ].flatMap((parts) => [...parts.values()].map((part) => readParameter(reader, part)));
  const keyed = [...implied, ...declared].map((parameter): [string, Parameter] => {
    const { name, in: place } = parameter;
    return [`${place} ${place === "header" ? name.toLowerCase() : name}`, parameter];
  });
  // OpenAPI ignores header parameters with these names.
  return new Map(keyed.filter(([key]) => !/^header (?:accept|content-type|authorization)$/.test(key)));
}

/** Compares the parameters of one operation; the variables of one path by their order, whatever their names. */
export function compareParameters(walk: Walk, base: Operation, head: Operation): void {
  const isSamePath = template(base.path) === template(head.path);
  const keyed = (reader: Reader, operation: Operation): Members<Parameter> => {
    const keys = variablesOf(operation.path).map((name) => `path ${name}`);
    const parameters = [...parametersOf(reader, operation)];
    return new Map(
      parameters.map(([key, one]) => [
        isSamePath && keys.includes(key) ? `path ${keys.indexOf(key)}` : key,
        one,
      ]),
    );
  };
  const sides = [keyed(walk.base, base), keyed(walk.head, head)] as const;
  compareMembers(walk, "parameter", sides, (inner, old, now) => {
    const at = [old.at, now.at] as const;
    if (old.name !== now.name) {
      const message = `The path variable "${old.name}" was renamed to "${now.name}"; the URL is the same.`;
      walk.report("parameter.path-renamed", at, message, { old: old.name, new: now.name });
    }
    if (old.implicit === now.implicit) compareParameter(inner, old, now);
    else {
      const message = `The path variable "${now.name}" is ${now.implicit ? "no longer" : "now"} declared.`;
      walk.report("parameter.implicit-declared", at, message, now.implicit ? { ts: ["break", "none"] } : {});
    }
  });
}

/** Compares the headers of two answers by name, ignoring case. */
export function compareHeaders(walk: Walk, before: Member, after: Member): void {
  const headersOf = (reader: Reader, { raw, at }: Member): Members<Parameter> => {
    const headers = Object.entries(isRecord(raw["headers"]) ? raw["headers"] : {}).map(
      ([name, header]): [string, Parameter] => {
        const part = { raw: header, at: `${at}/headers/${pointerSegment(name)}` };
        return [name.toLowerCase(), readParameter(reader, part, name)];
      },
    );
    // OpenAPI takes this one from the media type.
    return new Map(headers.filter(([key]) => key !== "content-type"));
  };
  const sides = [headersOf(walk.base, before), headersOf(walk.head, after)] as const;
  compareMembers(walk, "response.header", sides, compareParameter);
}

function readParameter(reader: Reader, part: Part, header?: string): Parameter {
  const judged = ["name", "in", "schema", ...serialization];
  const member = readMember(reader, part, judged);
  const { raw, at } = member;
  const name = header ?? String(raw["name"]);
  const place = header === undefined && typeof raw["in"] === "string" ? raw["in"] : "header";
  const isInQuery = place === "query" || place === "cookie";
  const style = typeof raw["style"] === "string" ? raw["style"] : isInQuery ? "form" : "simple";
  return {
    ...member,
    name,
    label: header === undefined ? `The ${place} parameter "${name}"` : `The header ${name}`,
    about: `"${name}": `,
    in: place,
    required: place === "path" || member.required,
    schema: { raw: raw["schema"] ?? {}, at: `${at}/schema` },
    style,
    explode: typeof raw["explode"] === "boolean" ? raw["explode"] : style === "form",
    allowReserved: raw["allowReserved"] === true,
    opaque: new Map(
      [...member.opaque].filter(([key, value]) => key !== "allowEmptyValue" || value !== false),
    ),
    implicit: false,
  };
}

function variablesOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
}

/** Compares the serialization and the schemas of two parameters or headers. */
function compareParameter(walk: Walk, old: Parameter, now: Parameter): void {
  const at = [old.at, now.at] as const;
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
