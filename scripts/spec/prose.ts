import { isRecord } from "./yaml.js";

/** Keywords for people, which do not affect validity. Extensions (`x-…`) count as prose, too. */
const prose = new Set(["description", "summary", "title", "example", "examples", "externalDocs", "$comment"]);

/** Keywords whose keys are chosen names, not keywords. */
const named = new Set(
  [
    "properties patternProperties dependentSchemas $defs definitions mapping variables scopes",
    "paths webhooks content responses headers links callbacks encoding additionalOperations",
    "components schemas parameters requestBodies securitySchemes pathItems",
  ].flatMap((line) => line.split(" ")),
);

/** Keywords whose value is data: a `$ref` or a `description` in it is an ordinary key. */
const data = new Set(["example", "examples", "default", "enum", "const"]);

/** Reports whether a keyword is prose or an extension. */
export function isProse(keyword: string): boolean {
  return prose.has(keyword) || keyword.startsWith("x-");
}

/** Reports whether the keys below a keyword are names. */
export function holdsNames(keyword: string): boolean {
  return named.has(keyword);
}

/** Reports whether the value of a keyword is data. */
export function holdsData(keyword: string): boolean {
  return data.has(keyword);
}

/** Returns a part of a document without its prose. `keyword` is the one whose value it is. */
export function withoutProse(value: unknown, keyword = ""): unknown {
  if (holdsData(keyword)) return value;
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (!isRecord(value)) return value;
  const isNames = holdsNames(keyword);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isNames || !isProse(key))
      .map(([key, child]) => [key, withoutProse(child, isNames ? "" : key)]),
  );
}
