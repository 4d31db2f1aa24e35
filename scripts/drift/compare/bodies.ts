import { isRecord, pointerSegment } from "../../spec/yaml.js";
import type { Reader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import { compareItems, compareMembers, readItem } from "./members.js";
import type { Item, Member } from "./members.js";
import type { Walk } from "./walk.js";

/** A request body or an answer, by media type. */
export interface Body extends Item, Member {
  /** Compared without regard to case and charset. */
  readonly content: ReadonlyMap<string, Media>;
}

/** A form of a body. */
interface Media extends Item, Member {
  readonly schema: Part;
}

/** Reads a request body or an answer, through its reference. */
export function readBody(reader: Reader, part: Part): Body {
  const item = readItem(reader, part, ["required", "content", "headers"]);
  const { raw, at } = item;
  const content = Object.entries(isRecord(raw["content"]) ? raw["content"] : {}).map(
    ([type, media]): [string, Media] => {
      const own = readItem(reader, { raw: media, at: `${at}/content/${pointerSegment(type)}` }, ["schema"]);
      const schema = { raw: own.raw["schema"] ?? {}, at: `${own.at}/schema` };
      const name = mediaType(type);
      return [name, { ...own, schema, name, label: `The media type ${name}`, required: false }];
    },
  );
  const required = raw["required"] === true;
  return { ...item, name: "body", label: "The request body", required, content: new Map(content) };
}

/** Compares the request bodies of one operation, each of which may be missing. */
export function compareRequestBodies(walk: Walk, before: Part, after: Part): void {
  const [old, now] = [
    { reader: walk.base, part: before },
    { reader: walk.head, part: after },
  ].map(({ reader, part }) => {
    const body = part.raw === undefined ? [] : [["body", readBody(reader, part)] as const];
    return new Map(body);
  });
  compareMembers(walk, "body", [old ?? new Map(), now ?? new Map()], (from, to) => {
    compareBodies(walk, "media-type", from, to);
  });
}

/** Compares prose, media types and schemas of two bodies. */
export function compareBodies(
  walk: Walk,
  kind: "media-type" | "response.media-type",
  before: Body,
  after: Body,
): void {
  compareItems(walk, before, after);
  compareMembers(walk, kind, [before.content, after.content], (old, now) => {
    compareItems(walk, old, now);
    walk.compare(old.schema, now.schema);
  });
}

/** Drops the charset: JSON is UTF-8 whatever it says, and many clients ignore it. */
function mediaType(type: string): string {
  const [name = "", ...parameters] = type.toLowerCase().replaceAll(/\s/g, "").split(";");
  const others = parameters.filter((parameter) => parameter !== "" && !parameter.startsWith("charset="));
  return [name, ...others.toSorted()].join(";");
}
