import type { Body, Member, Members } from "../../spec/schema/calls.js";
import { compareOpaque, compareProse } from "./prose.js";
import type { Walk } from "./walk.js";

/** Kinds of member. Of the first two, none is required. */
type Kind = "media-type" | "response.media-type" | "parameter" | "body" | "response.header";

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
      const change = { old: old.name, ...(isPromise ? { wire: "break" as const } : {}) };
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
