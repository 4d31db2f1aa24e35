import { isProse } from "../prose.js";
import { pointerOf } from "../references.js";
import { isRecord, resolvePointer, SpecError } from "../yaml.js";
import { intersect, unite } from "./fold.js";
import { docsOf, isNull, list, shapeOfKeywords } from "./keywords.js";
import type { Part, Shape } from "./shape.js";

/** The longest chain of schemas that stand for each other; beyond it nothing described could be sent. */
const maximumChain = 400;

/** A schema without the wrapping that only changes null and prose. */
export interface Peeled extends Pick<Shape, "docs" | "default" | "deprecated"> {
  /** The target, if the schema is only a reference. */
  readonly ref: string | undefined;
  /** True if it is wrapped in a union with null. */
  readonly wrapped: boolean;
}

/** A document whose references are followed, and the place of a pointer into it for messages. */
export interface Readable {
  readonly document: Readonly<Record<string, unknown>>;
  readonly where: (pointer: string) => string;
}

/** Reads the schemas of one document in canonical form, computing each once. */
export interface Reader {
  readonly side: Readable;
  /** @throws {SpecError} when a reference leads nowhere, or a schema directly contains itself. */
  readonly shape: (part: Part) => Shape;
  readonly peel: (part: Part) => Peeled;
  /** Returns the target of a reference, following further references. */
  readonly resolve: (part: Part) => Part;
}

/** Creates a reader of one document. */
export function createReader(side: Readable): Reader {
  const known = new WeakMap<object, Shape>();
  const open = new Set<object>();

  const target = (ref: string, at: string): Part => {
    const pointer = pointerOf(side.document, ref);
    if (pointer === undefined)
      throw new SpecError([`${side.where(at)}: $ref "${ref}" points at nothing (${at})`]);
    return { raw: resolvePointer(side.document, pointer), at: pointer };
  };

  const resolve = (part: Part): Part => {
    const seen = new Set<string>();
    for (let here = part; ;) {
      const ref = isRecord(here.raw) ? here.raw["$ref"] : undefined;
      if (typeof ref !== "string") return here;
      if (seen.has(ref)) throw endless(side, here.at);
      seen.add(ref);
      here = target(ref, here.at);
    }
  };

  const shape = (part: Part): Shape => {
    const { raw, at } = part;
    if (!isRecord(raw)) return shapeOfKeywords(part);
    const before = known.get(raw);
    if (before) return before;
    if (open.has(raw)) throw endless(side, at);
    if (open.size === maximumChain) {
      throw new SpecError([`${side.where(at)}: more than ${maximumChain} schemas stand for each other here`]);
    }
    open.add(raw);
    let result = shapeOfKeywords(part);
    // Prose and defaults beside a reference win over those at its target.
    if (typeof raw["$ref"] === "string") result = intersect(shape(target(raw["$ref"], at)), result);
    for (const [index, member] of list(raw["allOf"]).entries()) {
      result = intersect(result, shape({ raw: member, at: `${at}/allOf/${index}` }));
    }
    for (const kind of ["oneOf", "anyOf"] as const) {
      const variants = branches(kind, part);
      if (variants.length > 0) result = intersect(result, unite(kind, variants, shape));
    }
    // OpenAPI 3.0 has a flag for null, which overrides what it is combined with.
    if (raw["nullable"] === true) result = { ...result, null: { wire: true, ts: true } };
    open.delete(raw);
    known.set(raw, result);
    return result;
  };

  return { side, shape, peel: (part) => peel(side, part), resolve };
}

/** Returns the branches of a union, flattening those that are only another union of the same kind. */
function branches(kind: "oneOf" | "anyOf", { raw, at }: Part): readonly Part[] {
  return list(isRecord(raw) ? raw[kind] : undefined).flatMap((branch, index) => {
    const part = { raw: branch, at: `${at}/${kind}/${index}` };
    const keys = isRecord(branch) ? Object.keys(branch).filter((key) => !isProse(key)) : [];
    return keys.length === 1 && keys[0] === kind ? branches(kind, part) : part;
  });
}

function peel(side: Readable, { raw }: Part): Peeled {
  const object = isRecord(raw) ? raw : {};
  const own: Peeled = {
    ref: undefined,
    wrapped: object["nullable"] === true,
    docs: docsOf(object),
    default: Object.hasOwn(object, "default") ? { value: object["default"] } : undefined,
    deprecated: object["deprecated"] === true,
  };
  const beside = new Set(["default", "deprecated", "nullable"]);
  const [keyword, ...others] = Object.keys(object).filter((key) => !isProse(key) && !beside.has(key));
  if (keyword === undefined || others.length > 0) return own;
  const ref = object["$ref"];
  if (typeof ref === "string") return { ...own, ref: pointerOf(side.document, ref) };
  if (keyword !== "allOf" && keyword !== "oneOf" && keyword !== "anyOf") return own;
  const all = list(object[keyword]);
  const rest = all.filter((branch) => !isNull(branch));
  const withNull = rest.length < all.length;
  if (rest.length !== 1 || (withNull && keyword === "allOf")) return own;
  const inner = peel(side, { raw: rest[0], at: "" });
  // Null twice differs from null once: oneOf admits exactly one branch.
  if (inner.ref === undefined || (withNull && (inner.wrapped || own.wrapped))) return own;
  return {
    ref: inner.ref,
    wrapped: own.wrapped || withNull || inner.wrapped,
    docs: new Map([...inner.docs, ...own.docs]),
    default: own.default ?? inner.default,
    deprecated: own.deprecated || inner.deprecated,
  };
}

function endless(side: Readable, at: string): SpecError {
  return new SpecError([
    `${side.where(at)}: ${at} contains itself with nothing in between, so it can never end`,
  ]);
}
