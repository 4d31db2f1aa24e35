import type { Reader } from "../../../spec/schema/reader.js";
import { commonTypes, tighter } from "../../../spec/schema/shape.js";
import type { Bound, Limit, Part, Shape } from "../../../spec/schema/shape.js";
import { admits } from "../values.js";

/** The depth of required properties to which schemas are compared. */
const maximumDepth = 4;

/** A schema and its reader. */
interface Read {
  readonly reader: Reader;
  readonly part: Part;
}

/**
 * Finds two variants of a `oneOf` that share plain values which the other version admits: those are now, or were
 * before, valid in neither.
 */
export function findAmbiguous(
  from: Read,
  { reader, part }: Read,
  spend: () => void,
): readonly [Part, Part] | undefined {
  const { union } = reader.shape(part);
  if (union?.kind !== "oneOf") return undefined;
  const other = from.reader.shape(from.part).union ?? { kind: "anyOf", variants: [from.part] };
  const own = other.variants.map((variant) => ({ reader: from.reader, part: variant }));
  for (const [index, one] of union.variants.entries()) {
    for (const two of union.variants.slice(index + 1)) {
      spend();
      const both = [one, two].map((variant) => ({ reader, part: variant }));
      if (!overlap(both)) continue;
      const admitting = own.filter((variant) => overlap([...both, variant]));
      const isClear = (variant: Read): boolean =>
        admitting.every((rival) => rival === variant || !overlap([...both, variant, rival]));
      if (other.kind === "anyOf" ? admitting.length > 0 : admitting.some(isClear)) return [one, two];
    }
  }
  return undefined;
}

/**
 * Reports whether some plain value fits all of several schemas. An object is plain if one of them knows all of its keys
 * and requires all but one: two open objects always share values with the keys of both, and nobody sends one.
 */
function overlap(schemas: readonly Read[], depth = 0): boolean {
  const [first] = schemas;
  if (!first || depth > maximumDepth) return true;
  const shapes = schemas.map(({ reader, part }) => reader.shape(part));
  const index = shapes.findIndex(({ union }) => union !== undefined);
  const { reader } = schemas[index] ?? first;
  const variants = shapes[index]?.union?.variants;
  if (variants) {
    return variants.some((part) => overlap(schemas.with(index, { reader, part }), depth + 1));
  }
  const types = shapes.map((shape) => shape.types).reduce(commonTypes);
  const listed = shapes.find(({ values }) => values !== undefined)?.values;
  if (listed) return [...listed.values()].some((value) => shapes.every((shape) => admits(shape, value)));
  const isShared = (keyword: "format" | "pattern"): boolean =>
    new Set(shapes.flatMap((shape) => shape[keyword] ?? [])).size < 2;
  return (
    (types.has("string") &&
      isShared("format") &&
      isShared("pattern") &&
      isRange(shapes, "minLength", "maxLength")) ||
    ((types.has("number") || types.has("integer")) && isRange(shapes, "minimum", "maximum")) ||
    (types.has("array") && isRange(shapes, "minItems", "maxItems")) ||
    types.has("boolean") ||
    (types.has("object") && sharesObject(schemas, shapes, depth))
  );
}

function sharesObject(schemas: readonly Read[], shapes: readonly Shape[], depth: number): boolean {
  const keys = [...new Set(shapes.flatMap(({ required }) => [...required]))];
  const isPlain = shapes.some(
    ({ required, properties }) =>
      keys.every((key) => required.has(key) || properties.has(key)) &&
      keys.filter((key) => !required.has(key)).length < 2,
  );
  const valuesOf = (key: string): readonly Read[] =>
    schemas.flatMap(({ reader, part: object }) => {
      const { properties, rest } = reader.shape(object);
      const part = properties.get(key) ?? rest;
      return part ? [{ reader, part }] : [];
    });
  return isPlain && keys.every((key) => overlap(valuesOf(key), depth + 1));
}

/** Reports whether the tightest limits of several shapes leave something between them. */
function isRange(shapes: readonly Shape[], least: Limit, most: Limit): boolean {
  const tightest = (limit: Limit): Bound | undefined =>
    shapes
      .flatMap(({ limits }) => limits.get(limit) ?? [])
      .toSorted((a, b) => (tighter(a, b, limit) ? -1 : 1))[0];
  const [low, high] = [tightest(least), tightest(most)];
  if (!low || !high || low.value < high.value) return true;
  return low.value === high.value && !low.exclusive && !high.exclusive;
}
