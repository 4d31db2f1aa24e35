/**
 * Brands a class, so that `instanceof` also recognises instances of another copy of this package or of another realm:
 * the entries are bundled one by one, and an application may hold two versions.
 */
export function brandClass(type: { readonly prototype: object }, name: string): void {
  const brand = Symbol.for(`s2-access-tokens.${name}`);
  Object.defineProperty(type.prototype, brand, { value: true });
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      // A subclass inherits this method but has no brand of its own.
      return this === type
        ? brand in Object(value)
        : Function.prototype[Symbol.hasInstance].call(this, value);
    },
  });
}

/** Brands a class of errors and gives it its name, which bundlers would shorten. */
export function brandError(type: { readonly prototype: object }, name: string): void {
  brandClass(type, name);
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
}
