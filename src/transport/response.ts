import type { S2ApiError } from "../errors.js";
import { isRecord } from "../check/keys.js";
import type { WireFields } from "../check/wire-fields.js";
import type { Attempt } from "./call.js";
import { apiFailure, responseFailure } from "./failure.js";
import { parseJson } from "./json.js";

/** What an answer must be to count as success. */
export interface Expected<T> {
  /** The declared status. */
  readonly status: number;
  /** Makes the value from the JSON body, or gives undefined if that is not of the declared shape. */
  readonly read: (body: unknown) => T | undefined;
}

const MOST_SUCCESS_BYTES = 32 * 1024 * 1024;
const MOST_ERROR_BYTES = 64 * 1024;

// Made on first use: some test environments lack it until then.
let strict: TextDecoder | undefined;

/** The value of a successful answer. Throws `S2ApiError` or `S2ResponseError` for any other, its body read or let go. */
export async function readAnswer<T>(attempt: Attempt, response: Response, expected: Expected<T>): Promise<T> {
  const { status } = response;
  if (status === 0 || (status >= 300 && status < 400)) {
    letGo(response);
    // 307 and 308 promise that the request was not acted on; 303 says that it was.
    const effect = status === 307 || status === 308 ? "none" : "unknown";
    throw responseFailure(
      attempt,
      status,
      "The server answered with a redirect, which is never followed.",
      false,
      effect,
    );
  }
  if (!response.ok) throw await errorOf(attempt, response);
  const fail = (problem: string) =>
    responseFailure(attempt, status, `The server answered ${problem}.`, true, "unknown");
  if (status !== expected.status) {
    letGo(response);
    throw fail(`${status} where ${expected.status} is due`);
  }
  if (status === 204) return accept(expected.read(undefined), fail);
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(response.headers.get("content-type") ?? "")) {
    letGo(response);
    throw fail("with something other than JSON");
  }
  const body = await readBody(attempt, response, MOST_SUCCESS_BYTES);
  if (body.cut) throw fail("with more than 32 MiB");
  return accept(expected.read(parse(body.bytes, fail)), fail);
}

/** Tells the server that nobody reads the rest; a socket is not left waiting. */
export function letGo(response: Response): void {
  bodyOf(response)
    ?.cancel?.()
    .catch(() => undefined);
}

/** What may stand in `body`: React Native has nothing there, and what others give need not be a stream of this kind. */
function bodyOf(response: Response): Partial<ReadableStream<Uint8Array<ArrayBuffer>>> | null | undefined {
  return response.body;
}

function accept<T>(value: T | undefined, fail: (problem: string) => Error): T {
  if (value === undefined) throw fail("with JSON of another shape than the declared one");
  return value;
}

/** A `SyntaxError` quotes the text, so none gets out. */
function parse(bytes: Uint8Array, fail: (problem: string) => Error): unknown {
  try {
    strict ??= new TextDecoder("utf-8", { fatal: true });
    return parseJson(strict.decode(bytes));
  } catch {
    throw fail("with a body that is not whole JSON in UTF-8");
  }
}

async function errorOf(attempt: Attempt, response: Response): Promise<S2ApiError> {
  const { status, headers } = response;
  const answer = {
    status,
    body: undefined,
    requestId: headers.get("x-request-id"),
    retryAfterMillis: retryAfter(headers, attempt.call.settings.now()),
  };
  let body: Body;
  try {
    body = await readBody(attempt, response, MOST_ERROR_BYTES);
  } catch {
    // The status has said what matters; only its explanation got lost.
    return apiFailure(attempt, answer);
  }
  return apiFailure(attempt, { ...answer, body: errorBody(new TextDecoder().decode(body.bytes), body.cut) });
}

function errorBody(text: string, cut: boolean): { code: string; message: string } | undefined {
  if (cut) {
    // Too long to be read whole; S2 writes the code first.
    const [, code, message = ""] = /^\{"code":"(\w+)"(?:,"message":"([^"\\]*))?/.exec(text) ?? [];
    return code === undefined ? undefined : { code, message };
  }
  try {
    const body = parseJson(text);
    if (!isRecord(body)) return undefined;
    const { code, message }: WireFields<"ErrorInfo"> = body;
    if (typeof code !== "string") return undefined;
    return { code, message: typeof message === "string" ? message : "" };
  } catch {
    return undefined;
  }
}

/** Milliseconds the server asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as a date. */
function retryAfter(headers: Headers, now: number): number | undefined {
  const millis = headers.get("retry-after-ms");
  if (millis !== null && /^\d+(\.\d+)?$/.test(millis)) return Number(millis);
  const after = headers.get("retry-after");
  if (after === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

interface Body {
  readonly bytes: Uint8Array;
  /** Whether there was more than the limit; what came beyond it was not read. */
  readonly cut: boolean;
}

async function readBody(attempt: Attempt, response: Response, limit: number): Promise<Body> {
  const body = bodyOf(response);
  if (body?.getReader === undefined) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { bytes: bytes.subarray(0, limit), cut: bytes.length > limit };
  }
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  attempt.stopReading = stop;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes: joined(chunks, length), cut: false };
    chunks.push(value);
    length += value.length;
    if (length > limit) {
      stop();
      return { bytes: joined(chunks, length).subarray(0, limit), cut: true };
    }
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
