/**
 * Parses JSON. Throws as `JSON.parse` does; what it throws quotes the text.
 *
 * What the text does not have, the value does not have either: where something has put properties on `Object.prototype`,
 * every object comes without a prototype, or a field that a server left out would be read from there.
 */
export function parseJson(text: string): unknown {
  return isPlain(Object.prototype) ? JSON.parse(text) : JSON.parse(text, withoutPrototype);
}

/** What the language itself has on `Object.prototype`. Whatever else is there may be somebody's attack. */
const STANDARD: ReadonlySet<PropertyKey> = /* @__PURE__ */ new Set([
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "toString",
  "valueOf",
  "__proto__",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

function isPlain(prototype: object): boolean {
  for (const key of Reflect.ownKeys(prototype)) if (!STANDARD.has(key)) return false;
  return true;
}

function withoutPrototype(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.setPrototypeOf(value, null)
    : value;
}
