import { Refusal } from "./refusal.js";

/** Turns a parsed JSON value into a checked one, or refuses the request. `path` names the place in messages. */
export type Reader<T> = (value: unknown, path: string) => T;

/** A JSON object whose members are still unchecked. */
export type JsonObject = { readonly [key: string]: unknown };

/** Refuses the request for a value at a place. */
export function fail(path: string, problem: string): never {
  throw new Refusal("bad_json", `${path} ${problem}`);
}

export const stringOf: Reader<string> = (value, path) =>
  typeof value === "string" ? value : fail(path, "must be a string");

export const booleanOf: Reader<boolean> = (value, path) =>
  typeof value === "boolean" ? value : fail(path, "must be true or false");

/** A whole number from 0 to the largest that JSON numbers hold exactly. */
export const countOf: Reader<number> = (value, path) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? value
    : fail(path, "must be a whole number, not negative");

export const objectOf: Reader<JsonObject> = (value, path) =>
  isJsonObject(value) ? value : fail(path, "must be an object");

/** Reads null and absence as undefined. */
export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : read(value, path));
}

/** Reads every item of an array. */
export function arrayOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => read(item, `${path}[${index}]`))
      : fail(path, "must be an array");
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
