import type { Operation } from "../operations.js";
import { isProse } from "../prose.js";
import { isRecord, pointerSegment } from "../yaml.js";
import { docsOf, othersOf } from "./keywords.js";
import type { Reader } from "./reader.js";
import { partsOf } from "./shape.js";
import type { Part } from "./shape.js";

/** A part of a call that a version may have or not, and may insist on or not: a parameter, a header, a body. */
export interface Member {
  readonly name: string;
  /** The start of a sentence about it, and what comes before one about its contents. */
  readonly label: string;
  readonly about: string;
  readonly at: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly required: boolean;
  readonly deprecated: boolean;
  /** Prose and extensions. */
  readonly docs: ReadonlyMap<string, unknown>;
  /** Keywords that are compared but not judged. */
  readonly opaque: ReadonlyMap<string, unknown>;
}

/** Members by key. */
export type Members<T extends Member = Member> = ReadonlyMap<string, T>;

/** Reads a member, of whose keywords some are compared one by one. */
function readMember(reader: Reader, part: Part, judged: readonly string[]): Member {
  const { raw, at } = reader.resolve(part);
  const value = isRecord(raw) ? raw : {};
  return {
    name: "",
    label: "",
    about: "",
    at,
    raw: value,
    required: value["required"] === true,
    docs: docsOf(value),
    deprecated: value["deprecated"] === true,
    opaque: othersOf(value, ["deprecated", "required", ...judged]),
  };
}

/** A request body or an answer. */
export interface Body extends Member {
  /** By media type, compared without regard to case and charset. */
  readonly content: Members<Media>;
}

interface Media extends Member {
  readonly schema: Part;
}

/** Reads a request body or an answer, through its reference. */
export function readBody(reader: Reader, part: Part): Body {
  const body = readMember(reader, part, ["content", "headers"]);
  const { content } = body.raw;
  const media = Object.entries(isRecord(content) ? content : {}).map(([type, raw]): [string, Media] => {
    const inner = { raw, at: `${body.at}/content/${pointerSegment(type)}` };
    const member = readMember(reader, inner, ["schema"]);
    const schema = { raw: member.raw["schema"] ?? {}, at: `${member.at}/schema` };
    const name = mediaType(type);
    return [name, { ...member, name, label: `The media type ${name}`, schema, required: false }];
  });
  return { ...body, name: "body", label: "The request body", content: new Map(media) };
}

/** Drops the charset: JSON is UTF-8 whatever it says, and many clients ignore it. */
function mediaType(type: string): string {
  const [name = "", ...parameters] = type.toLowerCase().replaceAll(/\s/g, "").split(";");
  const others = parameters.filter((parameter) => parameter !== "" && !parameter.startsWith("charset="));
  return [name, ...others.toSorted()].join(";");
}

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

/** The serialisation of a parameter. */
export const serialization = ["style", "explode", "allowReserved"] as const;

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

/** Returns the headers of an answer by name, in lower case. */
export function headersOf(reader: Reader, { raw, at }: Member): Members<Parameter> {
  const parts = [...partsOf(raw["headers"], `${at}/headers`)];
  const headers = parts.map(([name, part]): [string, Parameter] => [
    name.toLowerCase(),
    readParameter(reader, part, name),
  ]);
  // OpenAPI takes this one from the media type.
  return new Map(headers.filter(([key]) => key !== "content-type"));
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

/** Returns the names of the variables of a path, in order. */
export function variablesOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
}

/** Returns the answers of an operation by status: `200`, `2XX` or `default`. */
export function answersOf(reader: Reader, { raw, at }: Part): Members<Body> {
  const statuses = Object.entries(isRecord(raw) ? raw : {}).filter(([status]) => !isProse(status));
  return new Map(
    statuses.map(([status, answer]) => [
      status.toUpperCase().replace("DEFAULT", "default"),
      readBody(reader, { raw: answer, at: `${at}/${status}` }),
    ]),
  );
}
