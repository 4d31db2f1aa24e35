import type { LocalAccount } from "../../src/testing/index.js";
import type { WireFields } from "../../src/check/wire/fields.js";

/** An answer: its status, and its JSON if any. */
export interface Reply {
  readonly status: number;
  readonly json: unknown;
}

/** The parts of a request besides method and path. */
export interface RequestParts {
  readonly body?: unknown;
  readonly basin?: string;
  readonly headers?: Record<string, string>;
}

/** A token's fields, any of which may be invalid in a test; the compiler reports one that the contract lacks. */
export type Token = WireFields<"AccessTokenInfo">;

const TOKENS = "/access-tokens";

/** Shorthands for the requests of a bearer. */
export function requestsOf(account: LocalAccount, bearer: string = account.token) {
  const send = async (
    method: string,
    path: string,
    { body, basin, headers }: RequestParts = {},
  ): Promise<Reply> => {
    const response = await account.fetch(`https://a.test/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(basin === undefined ? {} : { "s2-basin": basin }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = text !== "" && response.headers.get("content-type") === "application/json";
    return { status: response.status, json: isJson ? JSON.parse(text) : undefined };
  };
  return {
    send,
    list: (query = "") => send("GET", TOKENS + query),
    issue: (body: Token | string | null) => send("POST", TOKENS, { body }),
    revoke: (id: string) => send("DELETE", `${TOKENS}/${encodeURIComponent(id)}`),
  };
}

/** Issues a token as root and returns the requests of its bearer. */
export async function issued(account: LocalAccount, token: Token & { id: string; scope: object }) {
  const { status, json } = await requestsOf(account).issue(token);
  if (status !== 201) throw new Error(`issue answered ${status} ${JSON.stringify(json)}`);
  return requestsOf(account, secretIn(json));
}

/** Issues many tokens, `t0000`, `t0001` and so on, without the detour through `fetch`. */
export function fill(account: LocalAccount, count: number): void {
  const headers = new Headers({
    authorization: `Bearer ${account.token}`,
    "content-type": "application/json",
  });
  const url = new URL("https://a.test/v1/access-tokens");
  for (let index = 0; index < count; index++) {
    const token = { id: `t${String(index).padStart(4, "0")}`, scope: { ops: ["read"] } };
    account.serve({ method: "POST", url, headers, body: new TextEncoder().encode(JSON.stringify(token)) });
  }
}

/** The secret in the answer to an issue. */
export function secretIn(json: unknown): string {
  if (typeof json === "object" && json !== null && "access_token" in json) return String(json.access_token);
  throw new Error("the answer holds no access_token");
}

/** The error code in an answer. */
export function codeIn({ status, json }: Reply): string {
  const code = typeof json === "object" && json !== null && "code" in json ? String(json.code) : "";
  return `${status} ${code}`.trim();
}

/** The ids on a page, and a plus sign where more follow. */
export function idsIn({ json }: Reply): string {
  const page = json as { access_tokens: { id: string }[]; has_more: boolean };
  return page.access_tokens.map(({ id }) => id).join(" ") + (page.has_more ? " +" : "");
}
