import type { JsonObject } from "./json.js";
import { objectOf } from "./json.js";
import { Refusal } from "./refusal.js";

/** Bytes as `fetch` takes them, in words that compilers from before `Uint8Array` had a parameter read too. */
export type Bytes = ReturnType<TextEncoder["encode"]>;

/** A request as it reaches the account, however it came. */
export interface AccountRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** An answer, before it becomes a `Response` or bytes on a socket. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Bytes;
}

/** Most bytes of a request body that are read. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

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

/** Reads a parameter of the query that may come once; undefined where it does not come. */
export function readParameter(url: URL, name: string): string | undefined {
  const values = url.searchParams.getAll(name);
  if (values.length > 1) throw new Refusal("bad_query", `${name} is given more than once.`);
  return values[0];
}

/** Reads a whole number from the query. */
export function readCount(url: URL, name: string): number | undefined {
  const text = readParameter(url, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,16}$/.test(text)) {
    throw new Refusal("bad_query", `${name} must be a whole number, not negative.`);
  }
  return Number(text);
}
