import { stableJson } from "../../spec/equal.js";
import { isRecord, pointerSegment } from "../../spec/yaml.js";
import { docsOf } from "../read/keywords.js";
import { opaque } from "./limits.js";
import type { Operation } from "../../spec/operations.js";
import { compareProse } from "./prose.js";
import type { Reader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import type { Walk } from "./walk.js";

/** A request body or a response: what media types it comes in. */
export interface Body {
  readonly at: string;
  readonly required: boolean;
  readonly docs: ReadonlyMap<string, unknown>;
  /** Schemas by media type, which are compared without regard to case. */
  readonly content: ReadonlyMap<string, Part>;
  readonly opaque: ReadonlyMap<string, unknown>;
}

const understood = new Set(["required", "content"]);

/** Reads a request body or a response, through its reference. */
export function readBody(reader: Reader, part: Part): Body {
  const { raw, at } = reader.resolve(part);
  const value = isRecord(raw) ? raw : {};
  const docs = new Map(docsOf(value));
  const content = isRecord(value["content"]) ? value["content"] : {};
  const extra = Object.entries(value).filter(([key]) => !understood.has(key) && !docs.has(key));
  for (const [type, media] of Object.entries(content)) {
    if (!isRecord(media)) continue;
    // The encoding of forms is beyond what this report judges.
    const prose = docsOf(media);
    for (const [key, inner] of Object.entries(media)) {
      if (prose.has(key)) docs.set(`${key} of ${type}`, inner);
      else if (key !== "schema") extra.push([`${key} of ${type}`, inner]);
    }
  }
  return {
    at,
    required: value["required"] === true,
    docs,
    content: new Map(
      Object.entries(content).map(([type, media]) => [
        type.toLowerCase().replaceAll(" ", ""),
        {
          raw: isRecord(media) ? (media["schema"] ?? {}) : {},
          at: `${at}/content/${pointerSegment(type)}/schema`,
        },
      ]),
    ),
    opaque: new Map(extra),
  };
}

/** Compares the request bodies of one operation. */
export function compareRequestBody(walk: Walk, base: Operation, head: Operation): void {
  const [before, after] = [bodyOf(walk.base, base), bodyOf(walk.head, head)];
  if (!before && !after) return;
  if (!before && after) {
    const id = after.required ? "body.added-required" : "body.added-optional";
    const message = `There is now a request body, ${after.required ? "required" : "optional"}.`;
    walk.report({ id, pointer: after.at, message });
  } else if (before && !after) {
    walk.report({ id: "body.removed", pointer: before.at, message: "The request body is gone." });
  } else if (before && after) {
    if (before.required !== after.required) {
      const id = after.required ? "body.became-required" : "body.became-optional";
      const message = `The request body ${after.required ? "must now be sent" : "may now be left out"}.`;
      walk.report({ id, pointer: after.at, message, old: before.required, new: after.required });
    }
    compareBodies(walk, before, after, "media-type");
  }
}

/** Compares prose, media types and schemas of two bodies. */
export function compareBodies(
  walk: Walk,
  before: Body,
  after: Body,
  prefix: "media-type" | "response.media-type",
): void {
  compareProse(
    walk,
    { docs: before.docs, deprecated: false },
    { docs: after.docs, deprecated: false },
    after.at,
  );
  for (const [type, schema] of before.content) {
    const now = after.content.get(type);
    if (now) walk.compare(schema, now);
    else {
      const message = `${type} is gone.`;
      walk.report({ id: `${prefix}.removed`, pointer: schema.at, message, old: type });
    }
  }
  for (const [type, schema] of after.content) {
    if (before.content.has(type)) continue;
    const message = `${type} is new.`;
    walk.report({ id: `${prefix}.added`, pointer: schema.at, message, new: type });
  }
  for (const keyword of new Set([...before.opaque.keys(), ...after.opaque.keys()])) {
    const [old, now] = [before.opaque.get(keyword), after.opaque.get(keyword)];
    if (stableJson(old) !== stableJson(now)) walk.report(opaque(keyword, old, now, after.at));
  }
}

function bodyOf(reader: Reader, operation: Operation): Body | undefined {
  const raw = operation.raw["requestBody"];
  return raw === undefined ? undefined : readBody(reader, { raw, at: `${operation.at}/requestBody` });
}
