import { stableJson } from "../../spec/equal.js";
import { isRecord } from "../../spec/yaml.js";
import type { Reader } from "../read/reader.js";
import { commonTypes, typeOf } from "../read/shape.js";
import type { Measure, Part, Shape } from "../read/shape.js";

/** The depth of required properties to which values are made and checked. */
const maximumDepth = 4;

/** A schema, its reader, and the union that it is, if it is one. */
interface Read {
  readonly reader: Reader;
  readonly part: Part;
  readonly union: Shape["union"];
}

/** Strings whose characters do not matter, each with the schema whose length, format and pattern it has. */
const texts = new WeakMap<object, Shape>();

function textFor(shape: Shape): object {
  const text = { toJSON: () => "…" };
  texts.set(text, shape);
  return text;
}

/**
 * Finds a value that one version admits and that fits two variants of the other's `oneOf`, which then refuses it. Only
 * the plainest values of each variant are tried: two open objects always have a value with the keys of both, and nobody
 * sends one.
 */
export function findAmbiguous(
  from: Read,
  { reader, union }: Read,
  spend: () => void,
): { readonly value: string; readonly fits: readonly Part[] } | undefined {
  if (union?.kind !== "oneOf") return undefined;
  const tried = [
    ...(from.union?.variants ?? [from.part]).flatMap((part) => plainest(from.reader, part)),
    ...union.variants.flatMap((part) => plainest(reader, part)),
  ];
  for (const value of tried) {
    spend();
    const fits = union.variants.filter((variant) => admits(reader, variant, value));
    if (fits.length > 1 && admits(from.reader, from.part, value)) {
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
  const value = plain(reader, part);
  if (!isRecord(value) || texts.has(value)) return [value, ...(shape.values?.values() ?? [])];
  const others = [...shape.properties].filter(([name]) => !shape.required.has(name));
  const withOne = (name: string, child: Part): unknown => ({ ...value, [name]: plain(reader, child, 1) });
  return [value, ...others.map(([name, child]) => withOne(name, child))];
}

function plain(reader: Reader, part: Part, depth = 0): unknown {
  const shape = reader.shape(part);
  const { types, values, union, lower, upper, properties, required } = shape;
  const [first] = values?.values() ?? [];
  if (first !== undefined) return first;
  if (union?.variants[0] && depth <= maximumDepth) return plain(reader, union.variants[0], depth + 1);
  const inner = (child: Part | undefined): unknown =>
    child && depth <= maximumDepth ? plain(reader, child, depth + 1) : null;
  if (types.has("object")) {
    const needed = depth > maximumDepth ? [] : [...required];
    return Object.fromEntries(needed.map((name) => [name, inner(properties.get(name))]));
  }
  if (types.has("string")) return textFor(shape);
  if (types.has("integer") || types.has("number")) {
    const [least, most] = [lower.get("imum"), upper.get("imum")];
    return least ? least.value + Number(least.exclusive) : Math.min(0, (most?.value ?? 1) - 1);
  }
  if (types.has("array")) {
    const item = inner(shape.tuple[0] ?? shape.items);
    return Array.from({ length: Math.min(lower.get("Items")?.value ?? 0, 8) }, () => item);
  }
  return types.has("boolean") ? true : null;
}

/** Reports whether a value is valid. Only strings made for a format or a pattern count as matching it. */
function admits(reader: Reader, part: Part, value: unknown, depth = 0): boolean {
  const shape = reader.shape(part);
  if (value === null) return shape.null.wire;
  const text = isRecord(value) ? texts.get(value) : undefined;
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
    const length = text.lower.get("Length")?.value ?? 0;
    return format === text.format && pattern === text.pattern && isBetween(shape, "Length", length);
  }
  if (typeof value === "number") return isBetween(shape, "imum", value);
  if (Array.isArray(value)) return isBetween(shape, "Items", value.length);
  if (!isRecord(value)) return true;
  const entries = new Map(Object.entries(value));
  const { properties, required, rest } = shape;
  return (
    [...required].every((name) => entries.has(name)) &&
    [...entries].every(([name, inner]) => {
      const child = properties.get(name) ?? (rest.kind === "typed" ? rest.part : undefined);
      return child ? admits(reader, child, inner, depth + 1) : rest.kind !== "closed";
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
