import { isRecord, pointerSegment } from "../../spec/yaml.js";
import { docsOf, othersOf } from "../../spec/schema/keywords.js";
import type { Reader } from "../../spec/schema/reader.js";
import type { Part } from "../../spec/schema/shape.js";
import { compareOpaque, compareProse } from "./prose.js";
import type { Told } from "./prose.js";
import type { Walk } from "./walk.js";

/** A part of a call that a version may have or not, and may insist on or not: a parameter, a header, a body. */
export interface Member extends Told {
  readonly name: string;
  /** The start of a sentence about it, and what comes before one about its contents. */
  readonly label: string;
  readonly about: string;
  readonly at: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly required: boolean;
  /** Keywords that are compared but not judged. */
  readonly opaque: ReadonlyMap<string, unknown>;
}

/** Members by key. */
export type Members<T extends Member = Member> = ReadonlyMap<string, T>;

/** Kinds of member. Of the first two, none is required. */
type Kind = "media-type" | "response.media-type" | "parameter" | "body" | "response.header";

/** Reads a member, of whose keywords some are compared one by one. */
export function readMember(reader: Reader, part: Part, judged: readonly string[]): Member {
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

/** Returns the word for a member that must be there, or need not. */
export function needOf(required: boolean): "required" | "optional" {
  return required ? "required" : "optional";
}

/** Compares the members of two versions by key, and those that both have with one another. */
export function compareMembers<T extends Member>(
  walk: Walk,
  kind: Kind,
  [before, after]: readonly [Members<T>, Members<T>],
  compare: (walk: Walk, old: T, now: T) => void,
): void {
  const isPlain = kind === "media-type" || kind === "response.media-type";
  for (const [key, old] of before) {
    const now = after.get(key);
    const [was, is] = [needOf(old.required), needOf(now?.required ?? false)];
    if (!now) {
      const isPromise = kind === "response.header" && old.required;
      const change = { old: old.name, ...(isPromise ? { wire: ["none", "break"] as const } : {}) };
      walk.report(`${kind}.removed`, [old.at, undefined], `${old.label} was removed.`, change);
      continue;
    }
    if (was !== is && !isPlain) {
      const message = `${now.label} became ${is}.`;
      walk.report(`${kind}.became-${is}`, [old.at, now.at], message, { old: was, new: is });
    }
    const inner = walk.with({ about: now.about });
    compareTold(inner, old, now);
    compare(inner, old, now);
  }
  for (const [key, now] of after) {
    if (before.has(key)) continue;
    const need = needOf(now.required);
    const id = isPlain ? (`${kind}.added` as const) : (`${kind}.added-${need}` as const);
    const message = `${now.label} was added${isPlain ? "" : `, ${need}`}.`;
    walk.report(id, [undefined, now.at], message, { new: now.name });
  }
}

/** Compares what is alike for all members: prose, and the keywords that are not judged. */
export function compareTold(walk: Walk, old: Member, now: Member): void {
  const at = [old.at, now.at] as const;
  compareProse(walk.report, old, now, at);
  compareOpaque(walk, old.opaque, now.opaque, at);
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

/** Compares the media types of two bodies. */
export function compareContent(
  walk: Walk,
  kind: "media-type" | "response.media-type",
  old: Body,
  now: Body,
): void {
  compareMembers(walk, kind, [old.content, now.content], (inner, from, to) => {
    inner.compare(from.schema, to.schema);
  });
}

/** Drops the charset: JSON is UTF-8 whatever it says, and many clients ignore it. */
function mediaType(type: string): string {
  const [name = "", ...parameters] = type.toLowerCase().replaceAll(/\s/g, "").split(";");
  const others = parameters.filter((parameter) => parameter !== "" && !parameter.startsWith("charset="));
  return [name, ...others.toSorted()].join(";");
}
