import { template } from "../../spec/operations.js";
import type { Operation } from "../../spec/operations.js";
import { headersOf, parametersOf, readBody, serialization, variablesOf } from "../../spec/schema/calls.js";
import type { Body, Member, Members, Parameter } from "../../spec/schema/calls.js";
import type { Reader } from "../../spec/schema/reader.js";
import type { Part } from "../../spec/schema/shape.js";
import { compareOpaque, compareProse } from "./prose.js";
import { compareDefaults } from "./values.js";
import { below } from "./walk.js";
import type { Walk } from "./walk.js";

/** Kinds of member. Of the first two, none is required. */
type Kind = "media-type" | "response.media-type" | "parameter" | "body" | "response.header";

/** Returns the word for a member that must be there, or need not. */
export function needOf(required: boolean): "required" | "optional" {
  return required ? "required" : "optional";
}

/** Compares the members of two versions by key, and those that both have with one another. */
function compareMembers<T extends Member>(
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

/** Compares the request bodies of one operation, each of which may be missing. */
export function compareRequestBodies(walk: Walk, before: Part, after: Part): void {
  const bodies = (reader: Reader, part: Part): Members<Body> =>
    new Map(part.raw === undefined ? [] : [["body", readBody(reader, part)]]);
  compareMembers(walk, "body", [bodies(walk.base, before), bodies(walk.head, after)], (inner, old, now) => {
    compareContent(inner, "media-type", old, now);
  });
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
      walk.report("parameter.implicit-declared", at, message, now.implicit ? { ts: "break" } : {});
    }
  });
}

/** Compares the headers of two answers by name, ignoring case. */
export function compareHeaders(walk: Walk, before: Member, after: Member): void {
  const sides = [headersOf(walk.base, before), headersOf(walk.head, after)] as const;
  compareMembers(walk, "response.header", sides, compareParameter);
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
  compareDefaults(walk.report, [from, to], defaults, below(at, "schema/default"), { wire: "break" });
  const isSpread = [old, now].every(({ style, explode }) => style === "form" && explode);
  const onlyLists = to.types.size === 1 && to.types.has("array");
  const takesOne = (to.limits.get("minItems")?.value ?? 0) < 2 && (to.limits.get("maxItems")?.value ?? 1) > 0;
  if (isSpread && onlyLists && takesOne && !from.types.has("array") && !from.types.has("object")) {
    const message = "One value became a list, which is written the same way for one value.";
    walk.report("parameter.became-list", below(at, "schema"), message);
    if (to.items) walk.compare(old.schema, to.items, "parameter");
  } else walk.compare(old.schema, now.schema, "parameter");
}
