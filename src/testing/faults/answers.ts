import type { ErrorInfo, ListAccessTokensResponse } from "../../../generated/schema.js";
import { STATUS, type RefusalCode } from "../refusal.js";
import type { AccountRequest, Answer } from "../request.js";

/** The calls that a fault can be meant for; `any` is any of the three. */
export type FaultCall = "list" | "issue" | "revoke" | "any";

/** The details of a fault besides its name. */
export interface FaultDetails {
  /**
   * Milliseconds that the answer is held back; the request still takes effect on arrival. Default 0; for `slow`, 1500.
   * For `drip`, the time between two bytes (default 100). For `refused` on a port, how long it lasts (default 100).
   */
  readonly delayMillis?: number | undefined;
  /** For `429-retry-after`: the wait it asks for, in milliseconds (default 100). */
  readonly retryAfterMillis?: number | undefined;
  /** For a fault that answers with an S2 error: another code to use, with its status. */
  readonly code?: RefusalCode | undefined;
  /** For `wrong-shape`: the JSON to answer with instead of the usual one. */
  readonly json?: unknown;
}

/** The inputs of a fault that spoils an answer. */
export interface Spoiling {
  readonly fault: FaultDetails;
  readonly call: Exclude<FaultCall, "any">;
  readonly request: AccountRequest;
  readonly bearer: string;
  /** The true answer; for a fault that comes before any effect, what a success would have looked like. */
  readonly answer: Answer;
  /** Answers the same listing with other parameters. */
  readonly relist: (change: (query: URLSearchParams) => void) => Answer;
}

/** The query parameter that keeps a redirected request in its loop. */
export const LOOP_PARAMETER = "redirect-loop";

const JSON_HEADERS = { "content-type": "application/json" } as const;

/** Returns an error in S2's form. */
export function jsonError(code: RefusalCode, message = `A fault of the local account: ${code}.`): Answer {
  const body = JSON.stringify({ code, message } satisfies ErrorInfo);
  return { status: STATUS[code], headers: JSON_HEADERS, body };
}

/** Returns an HTML error, as a proxy in front of S2 would. */
export function html(status: number): Answer {
  const body = "<!doctype html><title>Gateway</title><p>This page is not from S2.</p>";
  return { status, headers: { "content-type": "text/html" }, body };
}

/** Returns the answer itself, or one with a body if it is a 204, which has nothing to spoil. */
export function bodied(answer: Answer): Answer {
  return answer.status === 204
    ? { status: 200, headers: JSON_HEADERS, body: '{"status":"revoked"}' }
    : answer;
}

/** Returns the answer with an empty body. */
export function emptied(answer: Answer): Answer {
  return { ...bodied(answer), body: "" };
}

/** Returns the answer cut off in the middle, with nothing in HTTP to show it. */
export function truncated(answer: Answer): Answer {
  const whole = bytesOf(bodied(answer).body);
  return { ...bodied(answer), body: whole.slice(0, Math.ceil(whole.length / 2)) };
}

/** Returns the answer with a byte inside a string that is not valid UTF-8. */
export function badUtf8(answer: Answer): Answer {
  const body = bytesOf(bodied(answer).body);
  const quote = body.lastIndexOf(0x22);
  if (quote > 0) body[quote - 1] = 0xff;
  return { ...bodied(answer), body };
}

/** Returns an answer in JSON that does not match the contract. */
export function wrongShape(call: Exclude<FaultCall, "any">, answer: Answer, json?: unknown): Answer {
  const usual = {
    list: { access_tokens: [{ id: 42 }], has_more: "no" },
    issue: { access_token: 42 },
    revoke: {},
  };
  return { ...bodied(answer), headers: JSON_HEADERS, body: JSON.stringify(json ?? usual[call]) };
}

/** Returns a redirect to another origin, or an endless one to this origin. */
export function redirect(url: URL, to: "elsewhere" | "here"): Answer {
  const location = new URL(url);
  if (to === "here") location.searchParams.set(LOOP_PARAMETER, "1");
  else location.hostname = elsewhere(url.hostname);
  return { status: 307, headers: { location: location.href }, body: "" };
}

/** Returns another host; on a port, one that reaches this account too, so that its journal shows who follows. */
function elsewhere(hostname: string): string {
  if (hostname === "127.0.0.1") return "localhost";
  return hostname === "localhost" ? "127.0.0.1" : "elsewhere.invalid";
}

/** Returns a body as a new array of bytes. */
export function bytesOf(body: Answer["body"]): Uint8Array<ArrayBuffer> {
  return typeof body === "string" ? new TextEncoder().encode(body) : body.slice();
}

/** Returns an empty page that promises more. */
export function emptyPage({ call, answer }: Spoiling): Answer {
  return call === "list" ? repage(answer, () => []) : answer;
}

/** Returns the previous page again; for a first page, that page with its last item twice. */
export function repeatPage({ call, answer, request, relist }: Spoiling): Answer {
  if (call !== "list") return answer;
  if ((request.url.searchParams.get("start_after") ?? "") === "") {
    return repage(answer, (items) => [...items, ...items.slice(-1)]);
  }
  return repage(
    relist((query) => query.delete("start_after")),
    (items) => items,
  );
}

/** Returns a page from the start of the listing, in descending order. Takes two tokens to show on a first page. */
export function backwardPage({ call, answer, relist }: Spoiling): Answer {
  if (call !== "list") return answer;
  return repage(
    relist((query) => query.delete("start_after")),
    (items) => items.toReversed(),
  );
}

type Items = ListAccessTokensResponse["access_tokens"];

function repage(answer: Answer, change: (items: Items) => Items): Answer {
  if (answer.status !== 200 || typeof answer.body !== "string") return answer;
  // This account has just written the body, as the contract declares it.
  const page = JSON.parse(answer.body) as ListAccessTokensResponse;
  const changed: ListAccessTokensResponse = { access_tokens: change(page.access_tokens), has_more: true };
  return { ...answer, body: JSON.stringify(changed) };
}
