import { isRecord } from "../../spec/yaml.js";
import { docsOf, othersOf } from "../read/keywords.js";
import type { Reader } from "../read/reader.js";
import type { Part } from "../read/shape.js";
import type { Details } from "./walk.js";
import { compareOpaque, compareProse } from "./prose.js";
import type { Told } from "./prose.js";
import type { Walk } from "./walk.js";

/** Something that a version may have or not, and may insist on or not: a parameter, a header, a body. */
export interface Member {
  readonly name: string;
  /** The start of a sentence about it. */
  readonly label: string;
  readonly at: string;
  readonly required: boolean;
}

/** Kinds of member. Of the first two, none is required. */
type Kind = "media-type" | "response.media-type" | "parameter" | "body" | "response.header";

/** Returns the word for a member that must be there, or need not. */
export function needOf(required: boolean): "required" | "optional" {
  return required ? "required" : "optional";
}

/** Compares the members of two versions by key, and those that both have with one another. */
export function compareMembers<T extends Member>(
  { report }: Walk,
  kind: Kind,
  [before, after]: readonly [ReadonlyMap<string, T>, ReadonlyMap<string, T>],
  compare: (old: T, now: T) => void,
  loss: (old: T) => Details = () => ({}),
): void {
  const isPlain = kind === "media-type" || kind === "response.media-type";
  for (const [key, old] of before) {
    const now = after.get(key);
    if (!now) {
      report(`${kind}.removed`, [old.at, undefined], `${old.label} was removed.`, {
        old: old.name,
        ...loss(old),
      });
      continue;
    }
    const [was, is] = [needOf(old.required), needOf(now.required)];
    if (was !== is && !isPlain) {
      report(`${kind}.became-${is}`, [old.at, now.at], `${now.label} became ${is}.`, { old: was, new: is });
    }
    compare(old, now);
  }
  for (const [key, now] of after) {
    if (before.has(key)) continue;
    const need = needOf(now.required);
    const id = isPlain ? (`${kind}.added` as const) : (`${kind}.added-${need}` as const);
    const message = `${now.label} was added${isPlain ? "" : `, ${need}`}.`;
    report(id, [undefined, now.at], message, { new: now.name });
  }
}

/** A part of a call, behind its reference. */
export interface Item extends Told {
  readonly at: string;
  readonly raw: Readonly<Record<string, unknown>>;
  /** Keywords that are compared but not judged. */
  readonly opaque: ReadonlyMap<string, unknown>;
}

/** Reads a part of a call, of whose keywords some are compared one by one. */
export function readItem(reader: Reader, part: Part, judged: readonly string[]): Item {
  const { raw, at } = reader.resolve(part);
  const value = isRecord(raw) ? raw : {};
  return {
    at,
    raw: value,
    docs: docsOf(value),
    deprecated: value["deprecated"] === true,
    opaque: othersOf(value, ["deprecated", ...judged]),
  };
}

/** Compares what is alike for all parts of a call: prose, and the keywords that are not judged. */
export function compareItems(walk: Walk, old: Item, now: Item): void {
  const at = [old.at, now.at] as const;
  compareProse(walk.report, old, now, at);
  compareOpaque(walk, old.opaque, now.opaque, at);
}
