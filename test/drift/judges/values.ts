import { isRecord, resolvePointer } from "../../../scripts/spec/yaml.js";

type Json = Readonly<Record<string, unknown>>;

/** Most values tried for one schema. */
const most = 250;

/**
 * Values that visit every corner of a schema: each branch, each enum value, each property there and not there, each
 * bound met. Not all of them are valid; whoever asks keeps those that are.
 */
export function valuesFor(schema: unknown, document: unknown, depth = 0): readonly unknown[] {
  if (!isRecord(schema) || depth > 8) return ["a", 1, null];
  const ref = schema["$ref"];
  const branches = ["oneOf", "anyOf", "allOf"].flatMap((key) => listOf(schema[key]));
  const values: unknown[] = [
    ...(typeof ref === "string" ? valuesFor(resolvePointer(document, ref), document, depth) : []),
    ...branches.flatMap((branch) => valuesFor(branch, document, depth)),
    ...listOf(schema["enum"]),
    ...("const" in schema ? [schema["const"]] : []),
    ...listOf([schema["type"]].flat()).flatMap((type) => ofType(type, schema, document, depth)),
  ];
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()].slice(0, most);
}

function ofType(type: unknown, schema: Json, document: unknown, depth: number): readonly unknown[] {
  switch (type) {
    case "null":
      return [null];
    case "boolean":
      return [true, false];
    case "string":
      return [
        ...lengths(schema).map((length) => "z".repeat(length)),
        "abc",
        "2031-02-03T04:05:06Z",
        "2031-02-03",
      ];
    case "integer":
    case "number":
      return [...numbers(schema), ...(type === "number" ? [1.5, 7.25] : [])];
    case "array":
      return arrays(schema, document, depth);
    case "object":
      return objects(schema, document, depth);
    default:
      return [];
  }
}

function lengths({ minLength, maxLength }: Json): number[] {
  const [least, longest] = [Number(minLength ?? 0), Number(maxLength ?? 250)];
  return [least, least + 1, 3, longest].filter((length) => length <= longest);
}

function numbers({ minimum, maximum }: Json): number[] {
  const [least, most] = [Number(minimum ?? -1), Number(maximum ?? 5000)];
  return [least, least + 1, 7, most];
}

function arrays({ items, minItems, maxItems }: Json, document: unknown, depth: number): readonly unknown[] {
  const each = items === undefined ? ["a", 1] : valuesFor(items, document, depth + 1);
  const count = Math.max(Number(minItems ?? 0), 2);
  const longest = Math.min(Number(maxItems ?? 3), 3);
  return [
    [],
    ...each.map((value) => [value]),
    Array.from({ length: Math.min(count, longest) }, () => each[0]),
  ];
}

function objects(schema: Json, document: unknown, depth: number): readonly unknown[] {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const required = new Set(listOf(schema["required"]).filter((name) => typeof name === "string"));
  const choices = Object.entries(properties).map(
    ([name, child]) => [name, valuesFor(child, document, depth + 1)] as const,
  );
  const first = Object.fromEntries(choices.map(([name, values]) => [name, values[0]]));
  const least = Object.fromEntries(
    choices.filter(([name]) => required.has(name)).map(([name]) => [name, first[name]]),
  );
  const each = choices.flatMap(([name, values]) => values.map((value) => ({ ...least, [name]: value })));
  const without = choices.map(([name]) =>
    Object.fromEntries(Object.entries(first).filter(([other]) => other !== name)),
  );
  return [least, first, { ...least, zz: 1 }, ...without, ...each];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
