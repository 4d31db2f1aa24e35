import type { S2ApiError, S2Effect } from "../errors.js";
import { isRecord } from "../check/keys.js";
import type { WireFields } from "../check/wire/fields.js";
import type { Attempt } from "./attempt.js";
import type { Body, Bytes } from "./body.js";
import { apiFailure, responseFailure } from "./failure.js";
import { parseJson } from "./json.js";

/**
 * Reads the value from a JSON body, or from nothing if none is due; undefined if it does not have the declared shape.
 */
export type Read<T> = (body: unknown, again: () => unknown) => T | undefined;

const MOST_SUCCESS_BYTES = 32 * 1024 * 1024;
const MOST_ERROR_BYTES = 64 * 1024;

// Made on first use: some test environments lack it until then.
let strict: TextDecoder | undefined;

/** The effect of each redirect, none of which is followed; 307 and 308 promise that the request was not acted on. */
const REDIRECTS: Readonly<Record<number, S2Effect>> = {
  0: "unknown", // a browser does not say which
  301: "unknown",
  302: "unknown",
  303: "unknown",
  307: "none",
  308: "none",
};

/** Returns the value of a successful answer. Throws `S2ApiError` or `S2ResponseError` for any other. */
export async function readAnswer<T>(
  attempt: Attempt,
  body: Body,
  response: Response,
  read: Read<T>,
): Promise<T> {
  const { status } = response;
  const redirected = REDIRECTS[status];
  if (redirected !== undefined) {
    const message = "The server answered with a redirect, which is never followed.";
    throw responseFailure(attempt, status, message, false, redirected);
  }
  const { success } = attempt.outgoing.route;
  const isOther = status >= 300 && status < 400;
  if (!response.ok && !isOther) throw await errorOf(attempt, body, response);
  const due = success[status];
  if (due === undefined) {
    const message = `The server answered ${status} instead of ${Object.keys(success).join(" or ")}.`;
    throw responseFailure(attempt, status, message, !isOther, "unknown");
  }
  const fail = (problem: string) =>
    responseFailure(attempt, status, `The server answered ${problem}.`, true, "unknown");
  if (due === "empty") {
    await readWhole(attempt, body, 0);
    return accept(
      read(undefined, () => undefined),
      fail,
    );
  }
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(response.headers.get("content-type") ?? ""))
    throw fail("with something other than JSON");
  const { bytes, cut } = await readWhole(attempt, body, MOST_SUCCESS_BYTES);
  if (cut) throw fail("with more than 32 MiB");
  const again = (): unknown => parse(bytes, fail);
  return accept(read(again(), again), fail);
}

/** Reads a body; once it has been read whole, nothing is left to release. */
async function readWhole(attempt: Attempt, body: Body, limit: number): Promise<Bytes> {
  const read = await body.read(limit);
  if (!read.cut) attempt.finish();
  return read;
}

function accept<T>(value: T | undefined, fail: (problem: string) => Error): T {
  if (value === undefined) throw fail("with JSON of the wrong shape");
  return value;
}

/** Parses a body. A `SyntaxError` quotes the text, so none gets out. */
function parse(bytes: Uint8Array, fail: (problem: string) => Error): unknown {
  try {
    strict ??= new TextDecoder("utf-8", { fatal: true });
    return parseJson(strict.decode(bytes));
  } catch {
    throw fail("with incomplete or invalid JSON");
  }
}

async function errorOf(attempt: Attempt, body: Body, response: Response): Promise<S2ApiError> {
  const { status, headers } = response;
  const now = attempt.call.settings.now();
  attempt.call.sawDate(httpDate(headers.get("date") ?? ""), now);
  // The status says what matters; a body that breaks off only loses its explanation.
  const read = await readWhole(attempt, body, MOST_ERROR_BYTES).catch(() => undefined);
  return apiFailure(attempt, {
    status,
    body: read === undefined ? undefined : errorBody(new TextDecoder().decode(read.bytes), read.cut),
    requestId: headers.get("x-request-id"),
    retryAfterMillis: retryAfter(headers, now),
  });
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

/** RFC 9110's date formats, the preferred one and the two obsolete ones; `Date.parse` knows the words in them. */
const HTTP_DATE =
  /^\w{3,9},? (\d\d[ -]\w{3}[ -](\d\d){1,2} \d\d:\d\d:\d\d GMT|\w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})$/;

/** Returns the time of an HTTP date, in milliseconds since 1970; NaN for anything else, which `Date.parse` might read. */
function httpDate(text: string): number {
  return HTTP_DATE.test(text) ? Date.parse(text.endsWith("GMT") ? text : `${text} GMT`) : NaN;
}

/**
 * Returns the milliseconds the server asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as an HTTP date.
 * Of a repeated header the largest value counts; a malformed one is ignored.
 */
function retryAfter(headers: Headers, now: number): number | undefined {
  const largest = (name: string, read: (value: string) => number): number | undefined => {
    // Fetch joins repeated headers with commas; a date has one of its own, before the day.
    const values = headers.get(name)?.split(/,(?! \d\d[ -][A-Z])/) ?? [];
    const known = values.map((value) => read(value.trim())).filter((value) => value >= 0);
    return known.length === 0 ? undefined : Math.max(...known);
  };
  return (
    largest("retry-after-ms", decimal) ??
    largest("retry-after", (value) => {
      const date = httpDate(value);
      return Number.isNaN(date) ? decimal(value) * 1000 : Math.max(0, date - now);
    })
  );
}

function decimal(text: string): number {
  return /^\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : NaN;
}
