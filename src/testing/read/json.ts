import { Refusal } from "../refusal.js";
import { MAX_BODY_BYTES, type AccountRequest } from "../request.js";

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

/** Where the JSON parser of S2's server gives up. */
const MAX_DEPTH = 127;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Reads a JSON object from a request's body, or refuses the request. */
export function readJson({ headers, body }: AccountRequest): JsonObject {
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!/^application\/(?:[^/\s]+\+)?json$/.test(type)) {
    throw new Refusal("bad_json", "The request needs the header Content-Type: application/json.");
  }
  if (body.length > MAX_BODY_BYTES) {
    throw new Refusal("bad_json", `The body has more than ${MAX_BODY_BYTES} bytes.`);
  }
  const parsed = parse(body);
  const problem = problemIn(parsed);
  if (problem !== undefined) throw new Refusal("bad_json", problem);
  return objectOf(parsed, "The body");
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Refusal("bad_json", "The body is not JSON in UTF-8.");
  }
}

/** What JavaScript's parser lets through and that of S2's server does not. */
function problemIn(parsed: unknown): string | undefined {
  const pending: { value: unknown; depth: number }[] = [{ value: parsed, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value === "string" && LONE_SURROGATE.test(value))
      return "The body holds half a surrogate pair.";
    if (typeof value !== "object" || value === null) continue;
    if (depth === MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} levels.`;
    for (const [key, member] of Object.entries(value)) {
      pending.push({ value: key, depth }, { value: member, depth: depth + 1 });
    }
  }
  return undefined;
}
