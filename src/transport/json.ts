/**
 * Parses JSON. Throws as `JSON.parse` does; the error quotes the text.
 *
 * The value has no field that the text lacks: if anything was added to `Object.prototype`, every object comes without a
 * prototype, or a field that the server left out would be read from there.
 */
export function parseJson(text: string): unknown {
  return isPlain(Object.prototype) ? JSON.parse(text) : JSON.parse(text, withoutPrototype);
}

/** The language's own keys of `Object.prototype`. Anything else there may be an attack. */
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
