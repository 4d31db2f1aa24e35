/**
 * Parses JSON. Throws as `JSON.parse` does; the error quotes the text.
 *
 * The value has no field that the text lacks: if anything was added to `Object.prototype`, every object comes without a
 * prototype, or a field that the server left out would be read from there.
 */
export function parseJson(text: string): unknown {
  return isPlain(Object.prototype) ? JSON.parse(text) : JSON.parse(text, withoutPrototype);
}

/**
 * Reports whether a prototype has what the language gives it and nothing that could be read as a field: `__proto__`, and
 * functions, which no reader of a field accepts. What a program adds is enumerable, a value or an accessor.
 */
function isPlain(prototype: object): boolean {
  return Reflect.ownKeys(prototype).every((key) => {
    const { value, enumerable } = Object.getOwnPropertyDescriptor(prototype, key) ?? {};
    return key === "__proto__" || (typeof value === "function" && enumerable === false);
  });
}

function withoutPrototype(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.setPrototypeOf(value, null)
    : value;
}
