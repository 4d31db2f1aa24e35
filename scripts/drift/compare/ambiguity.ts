import { stableJson } from "../../spec/equal.js";
import type { Reader } from "../read/reader.js";
import { commonTypes, typeOf } from "../read/shape.js";
import type { Measure, Part, Shape } from "../read/shape.js";
import type { Effort } from "./effort.js";

/** The depth of required properties to which values are made and checked. */
const maximumDepth = 4;

/** A schema and its reader. */
interface Read {
  readonly reader: Reader;
  readonly part: Part;
}

const isText = Symbol("text");

/** A string whose characters do not matter: as short as allowed, and of the required format and pattern. */
interface Text extends Pick<Shape, "format" | "pattern"> {
  readonly [isText]: true;
  readonly length: number;
  readonly toJSON: () => string;
}

/**
 * Finds a value that one version admits and that fits two variants of the other's `oneOf`, which then refuses it. Only
 * the plainest values of each variant are tried: two open objects always have a value with the keys of both, and nobody
 * sends one.
 */
export function findAmbiguous(
  from: Read,
  to: Read,
  variants: readonly Part[],
  effort: Effort,
): { readonly value: string; readonly fits: readonly Part[] } | undefined {
  const { reader } = to;
  const own = from.reader.shape(from.part).union?.variants ?? [from.part];
  const tried = [
    ...own.flatMap((part) => plainest(from.reader, part)),
    ...variants.flatMap((part) => plainest(reader, part)),
  ];
  for (const value of tried) {
    effort.spend();
    const fits = variants.filter((variant) => admits(reader, variant, value, 0));
    if (fits.length > 1 && admits(from.reader, from.part, value, 0)) {
      return { value: JSON.stringify(value), fits: fits.slice(0, 2) };
    }
  }
  return undefined;
}

/** Returns the plainest values of a schema: the required properties, alone and with each optional one. */
function plainest(reader: Reader, part: Part, depth = 0): readonly unknown[] {
  const shape = reader.shape(part);
  if (shape.union && depth < 2) {
    return shape.union.variants.flatMap((variant) => plainest(reader, variant, depth + 1));
  }
  const value = plain(reader, shape, 0);
  if (typeof value !== "object" || value === null || Array.isArray(value) || asText(value)) {
    return [value, ...(shape.values?.values() ?? [])];
  }
  const others = [...shape.properties].filter(([name]) => !shape.required.has(name));
  return [
    value,
    ...others.map(([name, child]) =>
      Object.assign({}, value, { [name]: plain(reader, reader.shape(child), 1) }),
    ),
  ];
}

function textOf({ lower, format, pattern }: Shape): Text {
  return { [isText]: true, length: lower.get("Length")?.value ?? 0, format, pattern, toJSON: () => "…" };
}

function asText(value: unknown): Text | undefined {
  // No other file has the symbol.
  return typeof value === "object" && value !== null && isText in value ? (value as Text) : undefined;
}

function plain(reader: Reader, shape: Shape, depth: number): unknown {
  const [first] = shape.values?.values() ?? [];
  if (first !== undefined) return first;
  const [variant] = shape.union?.variants ?? [];
  if (variant && depth <= maximumDepth) return plain(reader, reader.shape(variant), depth + 1);
  const { types } = shape;
  if (types.has("object")) {
    const needed = depth > maximumDepth ? [] : shape.required;
    return Object.fromEntries(
      [...needed].map((name) => {
        const child = shape.properties.get(name);
        return [name, child ? plain(reader, reader.shape(child), depth + 1) : null];
      }),
    );
  }
  if (types.has("string")) return textOf(shape);
  if (types.has("integer") || types.has("number")) {
    const [least, most] = [shape.lower.get("imum"), shape.upper.get("imum")];
    return least ? least.value + Number(least.exclusive) : Math.min(0, (most?.value ?? 1) - 1);
  }
  if (types.has("array")) {
    const [item] = [shape.tuple[0] ?? shape.items];
    const value = item && depth <= maximumDepth ? plain(reader, reader.shape(item), depth + 1) : null;
    return Array.from({ length: Math.min(shape.lower.get("Items")?.value ?? 0, 8) }, () => value);
  }
  return types.has("boolean") ? true : null;
}

/** Reports whether a value is valid. Only strings made for a format or a pattern count as matching it. */
function admits(reader: Reader, part: Part, value: unknown, depth: number): boolean {
  const shape = reader.shape(part);
  if (value === null) return shape.null.wire;
  const text = asText(value);
  const type = text ? "string" : typeOf(value);
  if (commonTypes(new Set([type]), shape.types).size === 0) return false;
  if (shape.values && !shape.values.has(stableJson(value))) return false;
  if (depth > maximumDepth) return true;
  if (shape.union) {
    const fits = shape.union.variants.filter((variant) => admits(reader, variant, value, depth + 1)).length;
    if (shape.union.kind === "oneOf" ? fits !== 1 : fits === 0) return false;
  }
  if (text) {
    const { format = text.format, pattern = text.pattern } = shape;
    return format === text.format && pattern === text.pattern && isBetween(shape, "Length", text.length);
  }
  if (typeof value === "number") return isBetween(shape, "imum", value);
  if (Array.isArray(value)) return isBetween(shape, "Items", value.length);
  return typeof value !== "object" || admitsKeys(reader, shape, new Map(Object.entries(value)), depth);
}

function admitsKeys(
  reader: Reader,
  { properties, required, rest }: Shape,
  entries: ReadonlyMap<string, unknown>,
  depth: number,
): boolean {
  return (
    [...required].every((name) => entries.has(name)) &&
    [...entries].every(([name, value]) => {
      const part = properties.get(name) ?? (rest.kind === "typed" ? rest.part : undefined);
      return part ? admits(reader, part, value, depth + 1) : rest.kind !== "closed";
    })
  );
}

function isBetween({ lower, upper }: Shape, measure: Measure, value: number): boolean {
  const [least, most] = [lower.get(measure), upper.get(measure)];
  return (
    (!least || value > least.value || (value === least.value && !least.exclusive)) &&
    (!most || value < most.value || (value === most.value && !most.exclusive))
  );
}
