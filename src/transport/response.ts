import { S2ResponseError, type S2ApiError, type S2Effect } from "../errors.js";
import { isRecord } from "../check/keys.js";
import type { WireFields } from "../check/wire/fields.js";
import type { Attempt } from "./attempt.js";
import type { Body, Read } from "./chunks.js";
import { apiFailure } from "./failure.js";
import { parseJson } from "./json.js";

// Made on first use: some test environments lack it until then.
let strict: TextDecoder | undefined;

/** Statuses of redirects, none of which is followed; a browser does not say which, and gives 0. */
const REDIRECTS: ReadonlySet<number> = new Set([0, 301, 302, 303, 307, 308]);

/** Returns the value of a successful answer. Throws `S2ApiError` or `S2ResponseError` for any other. */
export async function readAnswer<T>(
  attempt: Attempt,
  body: Body,
  response: Response,
  read: Read<T>,
): Promise<T> {
  const mostBytes = 32 * 1024 * 1024;
  const { status } = response;
  const fail = (problem: string, retryable = true, effect: S2Effect = "unknown") =>
    new S2ResponseError(
      `The server answered ${problem}.`,
      status === 0 ? undefined : status,
      attempt.details(effect, retryable),
    );
  if (REDIRECTS.has(status)) {
    // 307 and 308 promise that the request was not acted on.
    throw fail("with a redirect, which is never followed", false, status >= 307 ? "none" : "unknown");
  }
  const { success } = attempt.outgoing.route;
  const isOther = status >= 300 && status < 400;
  if (!response.ok && !isOther) throw await errorOf(attempt, body, response);
  const due = success[status];
  if (due === undefined) throw fail(`${status} instead of ${Object.keys(success).join(" or ")}`, !isOther);
  const isJson = due === "json";
  if (isJson && !/^application\/([\w.+-]+\+)?json\b/i.test(response.headers.get("content-type") ?? ""))
    throw fail("with something other than JSON");
  const { bytes, cut } = await body.read(isJson ? mostBytes : 0);
  if (isJson && cut) throw fail("with more than 32 MiB");
  return read({
    bytes,
    as(readBody) {
      const value = readBody(isJson ? parse(bytes, fail) : undefined);
      if (value === undefined) throw fail("with JSON of the wrong shape");
      return value;
    },
  });
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
  const mostBytes = 64 * 1024;
  const { status, headers } = response;
  const now = attempt.call.settings.now();
  attempt.call.sawDate(httpDate(headers.get("date") ?? ""), now);
  // The status says what matters; a body that breaks off only loses its explanation.
  const { bytes, cut } = await body.read(mostBytes).catch(() => ({ bytes: undefined, cut: false }));
  return apiFailure(attempt, {
    status,
    ...errorBody(new TextDecoder().decode(bytes), cut),
    requestId: headers.get("x-request-id"),
    retryAfterMillis: retryAfter(headers, now),
  });
}

/** Reads S2's error body; the code is `http` if it is not one. */
function errorBody(text: string, cut: boolean): { readonly code: string; readonly message: string } {
  try {
    // Of one too long to be read whole, what S2 writes first.
    const body: unknown = cut
      ? /^\{"code":"(?<code>\w+)"(?:,"message":"(?<message>[^"\\]*))?/.exec(text)?.groups
      : parseJson(text);
    if (isRecord(body)) {
      const { code, message }: WireFields<"ErrorInfo"> = body;
      if (typeof code === "string") return { code, message: typeof message === "string" ? message : "" };
    }
  } catch {
    // Not JSON, so not S2's.
  }
  return { code: "http", message: "" };
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
