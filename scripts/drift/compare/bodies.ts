import type { Operation } from "../../spec/operations.js";
import { isRecord, pointerSegment } from "../../spec/yaml.js";
import { docsOf, othersOf } from "../read/keywords.js";
import type { Reader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import { compareOpaque } from "./limits.js";
import { compareProse } from "./prose.js";
import type { Walk } from "./walk.js";

/** A request body or an answer, by media type. */
export interface Body {
  readonly at: string;
  readonly raw: unknown;
  readonly required: boolean;
  readonly docs: ReadonlyMap<string, unknown>;
  /** Schemas by media type, compared without regard to case and charset. */
  readonly content: ReadonlyMap<string, Part>;
  readonly opaque: ReadonlyMap<string, unknown>;
}

/** Reads a request body or an answer, through its reference. */
export function readBody(reader: Reader, part: Part): Body {
  const { raw, at } = reader.resolve(part);
  const value = isRecord(raw) ? raw : {};
  const docs = new Map(docsOf(value));
  const opaque = new Map(othersOf(value, ["required", "content", "headers"]));
  const content = new Map<string, Part>();
  for (const [type, media] of Object.entries(isRecord(value["content"]) ? value["content"] : {})) {
    const said = isRecord(media) ? media : {};
    const schema = { raw: said["schema"] ?? {}, at: `${at}/content/${pointerSegment(type)}/schema` };
    content.set(mediaType(type), schema);
    for (const [key, inner] of docsOf(said)) docs.set(`${key} of ${type}`, inner);
    for (const [key, inner] of othersOf(said, ["schema"])) opaque.set(`${key} of ${type}`, inner);
  }
  return { at, raw, required: value["required"] === true, docs, content, opaque };
}

/** Drops the charset: JSON is UTF-8 whatever it says, and many clients ignore it. */
function mediaType(type: string): string {
  const [name = "", ...parameters] = type.toLowerCase().replaceAll(/\s/g, "").split(";");
  const others = parameters.filter((parameter) => parameter !== "" && !parameter.startsWith("charset="));
  return [name, ...others.toSorted()].join(";");
}

/** Compares the request bodies of one operation. */
export function compareRequestBody(walk: Walk, base: Operation, head: Operation): void {
  const [before, after] = [bodyOf(walk.base, base), bodyOf(walk.head, head)];
  if (before && after) {
    if (before.required !== after.required) {
      const [was, is] = [before, after].map(({ required }) => (required ? "required" : "optional"));
      walk.report({
        id: after.required ? "body.became-required" : "body.became-optional",
        at: [before.at, after.at],
        message: `The request body became ${is}.`,
        old: was,
        new: is,
      });
    }
    compareBodies(walk, before, after, "media-type");
  } else if (after) {
    const need = after.required ? "required" : "optional";
    const message = `A request body was added, ${need}.`;
    walk.report({ id: `body.added-${need}`, at: [undefined, after.at], message });
  } else if (before) {
    walk.report({ id: "body.removed", at: [before.at, undefined], message: "The request body was removed." });
  }
}

/** Compares prose, media types and schemas of two bodies. */
export function compareBodies(
  walk: Walk,
  before: Body,
  after: Body,
  prefix: "media-type" | "response.media-type",
): void {
  const at = [before.at, after.at] as const;
  compareProse(walk, before, after, at);
  for (const [type, schema] of before.content) {
    const now = after.content.get(type);
    if (now) walk.compare(schema, now);
    else {
      const message = `The media type ${type} was removed.`;
      walk.report({ id: `${prefix}.removed`, at: [schema.at, undefined], message, old: type });
    }
  }
  for (const [type, schema] of after.content) {
    if (before.content.has(type)) continue;
    const message = `The media type ${type} was added.`;
    walk.report({ id: `${prefix}.added`, at: [undefined, schema.at], message, new: type });
  }
  compareOpaque(walk, before.opaque, after.opaque, at);
}

function bodyOf(reader: Reader, operation: Operation): Body | undefined {
  const raw = operation.raw["requestBody"];
  return raw === undefined ? undefined : readBody(reader, { raw, at: `${operation.at}/requestBody` });
}
