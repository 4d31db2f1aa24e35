import { quoted } from "../../check/text.js";
import { Refusal } from "../refusal.js";
import { MAX_BODY_BYTES, type AccountRequest } from "../request.js";

/** A function that checks a parsed JSON value, or refuses the request. `path` names the value in messages. */
export type Reader<T> = (value: unknown, path: string) => T;

/** A JSON object whose members are still unchecked. */
export type JsonObject = { readonly [key: string]: unknown };

/** Refuses the request because of the value at a path. */
export function fail(path: string, problem: string): never {
  throw new Refusal("bad_json", `${path} ${problem}`);
}

export const stringOf: Reader<string> = (value, path) =>
  typeof value === "string" ? value : fail(path, "must be a string");

export const booleanOf: Reader<boolean> = (value, path) =>
  typeof value === "boolean" ? value : fail(path, "must be true or false");

/** Reads an integer from 0 to the largest that JavaScript represents exactly. */
export const countOf: Reader<number> = (value, path) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? value
    : fail(path, "must be a whole number, 0 or more");

/** Reads an object's own members, ignoring any on `Object.prototype`. */
export const objectOf: Reader<JsonObject> = (value, path) =>
  isJsonObject(value)
    ? Object.assign<object, JsonObject>(Object.create(null) as object, value)
    : fail(path, "must be an object");

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

/** The deepest nesting that the JSON parser of S2's server accepts. */
const MAX_DEPTH = 127;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Reads a JSON object from a request's body, or refuses the request. */
export function readJson(request: AccountRequest): JsonObject {
  return objectOf(readBody(request), "The body");
}

/** Reads a JSON body; returns undefined if there is none. */
export function readOptionalBody(request: AccountRequest): unknown {
  return request.body.length === 0 ? undefined : readBody(request);
}

/** Reads any JSON from a request's body, or refuses the request. */
export function readBody({ headers, body }: AccountRequest): unknown {
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!/^application\/(?:[^/\s]+\+)?json$/.test(type)) {
    throw new Refusal("bad_json", "The request needs the header Content-Type: application/json.");
  }
  if (body.length > MAX_BODY_BYTES) {
    throw new Refusal("bad_json", `The body has more than ${MAX_BODY_BYTES} bytes.`);
  }
  return parseJson(decode(body));
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new Refusal("bad_json", "The body is not JSON in UTF-8.");
  }
}

/** Parses JSON as S2's server does, which, unlike JavaScript, refuses duplicate keys and lone surrogates. */
function parseJson(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal("bad_json", "The body is not JSON in UTF-8.");
  }
  const problem = problemIn(text);
  if (problem !== undefined) throw new Refusal("bad_json", problem);
  return parsed;
}

/** Matches a string, with the colon if it is a key, or a bracket that opens or closes a level. */
const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|[[{}\]]/g;

/** Returns a problem in a text that JavaScript parses and S2's server refuses, or undefined. */
function problemIn(text: string): string | undefined {
  const levels: Set<string>[] = [];
  for (const [token, inner, colon] of text.matchAll(TOKEN)) {
    if (inner === undefined) {
      if (token === "}" || token === "]") levels.pop();
      else if (levels.push(new Set()) > MAX_DEPTH) {
        return `The body is nested deeper than ${MAX_DEPTH} levels.`;
      }
      continue;
    }
    // Most strings have no escapes and stand for themselves.
    const meant = inner.includes("\\") ? (JSON.parse(`"${inner}"`) as string) : inner;
    if (LONE_SURROGATE.test(meant)) return "The body contains half a surrogate pair.";
    const keys = levels.at(-1);
    if (colon === undefined || keys === undefined) continue;
    if (keys.has(meant)) return `The body contains the key ${quoted(meant)} twice in one object.`;
    keys.add(meant);
  }
  return undefined;
}
