import { isRecord } from "../yaml.js";

const typeWords: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  string: "text",
};

/** Keywords for people, which do not affect validity. */
const prose = new Set(["description", "title", "example", "examples", "$comment"]);

/**
 * Returns a schema as a phrase: what it admits, then its limits and default. A keyword without words here is quoted as
 * is, so that nothing in the contract goes unseen.
 */
export function describeSchema(schema: unknown): string {
  if (!isRecord(schema)) return "anything";
  const { $ref, type, enum: values, oneOf, anyOf, items, properties, required, ...rest } = schema;
  const said: string[] = [];
  if (typeof $ref === "string") said.push(`\`${$ref.slice($ref.lastIndexOf("/") + 1)}\``);
  else if (Array.isArray(values)) said.push(oneOfWords(values));
  else if (Array.isArray(oneOf)) said.push(alternatives(oneOf));
  else if (Array.isArray(anyOf)) said.push(`${alternatives(anyOf)}, or several of these at once`);
  else if (isRecord(properties)) said.push(`an object with ${fieldWords(properties, required)}`);
  else said.push(typeInWords(type, items));
  for (const [keyword, value] of Object.entries(rest)) {
    if (!prose.has(keyword)) said.push(limitInWords(keyword, value));
  }
  return said.join(", ");
}

function typeInWords(type: unknown, items: unknown): string {
  if (type === undefined) return "anything";
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types
    .map((one) => {
      const word = typeWords[String(one)] ?? `\`${String(one)}\``;
      return one === "array" && items !== undefined ? `${word} of ${describeSchema(items)}` : word;
    })
    .join(" or ");
}

function oneOfWords(values: readonly unknown[]): string {
  const words = values.map((value) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``);
  return `one of ${words.length}: ${words.sort().join(", ")}`;
}

function alternatives(schemas: readonly unknown[]): string {
  return `either ${schemas.map(describeSchema).join(", or ")}`;
}

function fieldWords(properties: Readonly<Record<string, unknown>>, required: unknown): string {
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  return Object.entries(properties)
    .map(
      ([name, schema]) =>
        `\`${name}\` (${isRequired(name) ? "required" : "optional"}: ${describeSchema(schema)})`,
    )
    .join(" and ");
}

function limitInWords(keyword: string, value: unknown): string {
  const shown = `\`${JSON.stringify(value)}\``;
  switch (keyword) {
    case "default":
      return `default ${shown}`;
    case "format":
      return `as ${String(value)}`;
    case "maximum":
      return `at most ${String(value)}`;
    case "minimum":
      return `at least ${String(value)}`;
    case "maxLength":
      return `at most ${String(value)} long`;
    case "minLength":
      return `at least ${String(value)} long`;
    case "maxItems":
      return `at most ${String(value)} of them`;
    case "minItems":
      return `at least ${String(value)} of them`;
    case "deprecated":
      return "deprecated";
    default:
      return `${keyword} ${shown}`;
  }
}
