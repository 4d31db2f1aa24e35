import type { components } from "../../../generated/schema.js";

type Schemas = components["schemas"];

/**
 * The fields of an object on the wire, each still unchecked. Anything from outside is read through this type, so that
 * the compiler points at the line when the contract renames a field.
 */
export type WireFields<Name extends keyof Schemas> = { readonly [Field in KeyOf<Schemas[Name]>]?: unknown };

/** The keys of every member of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;
