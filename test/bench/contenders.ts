// The four clients that are compared, each used the way its own documentation shows, behind the same four verbs.
import type { paths } from "../../generated/schema.js";
import type * as Ours from "../../src/index.js";

/** The part that every client's listed token has. */
export interface Listed {
  readonly id: string;
}

/** One client under test. Its results are passed on unchanged, without further work. */
export interface Contender {
  readonly name: ContenderName;
  list(prefix: string, limit: number): Promise<readonly Listed[]>;
  /** Visits every token under a prefix, page after page, in the loop that this client's users would write. */
  walk(prefix: string, visit: (token: Listed) => void, pageSize?: number): Promise<void>;
  issue(id: string): Promise<string>;
  revoke(id: string): Promise<void>;
}

export type ContenderName = "ours" | "bare fetch" | "openapi-fetch" | "official SDK";

export const CONTENDERS: readonly ContenderName[] = ["ours", "bare fetch", "openapi-fetch", "official SDK"];

/** The endpoint, the bearer and the deadlines. */
export interface Connection {
  /** Base URL with its path: `http://127.0.0.1:1234/v1`. */
  readonly endpoint: string;
  readonly bearer: string;
  /** Gives openapi-fetch a timeout per request, which it lacks. */
  readonly timeoutMillis?: number;
  /** True if ours fetches a page ahead; the others never do. Default true, as in ours. */
  readonly prefetch?: boolean;
  /** Concurrent requests of ours; the others make one. Default 1. */
  readonly parallel?: number;
  /** The position of each retry delay within its range in ours, 0 to 1. Default: random, as in ours. */
  readonly jitter?: number;
}

/** Makes one client. Only that client's code is loaded, so a fresh process measures it alone. */
export function contender(name: ContenderName, connection: Connection): Promise<Contender> {
  return MAKERS[name](connection);
}

const MAKERS = {
  ours,
  "bare fetch": bareFetch,
  "openapi-fetch": openapiFetch,
  "official SDK": officialSdk,
} satisfies Record<ContenderName, (connection: Connection) => Promise<Contender>>;

/** The scope every issue asks for; spelt alike on the wire and in both clients that convert. */
function scopeOf(id: string): {
  basins: { prefix: string };
  streams: { prefix: string };
  ops: ("read" | "append")[];
} {
  return { basins: { prefix: "" }, streams: { prefix: `users/${id}/` }, ops: ["read", "append"] };
}

async function ours({
  endpoint,
  bearer,
  prefetch = true,
  parallel = 1,
  jitter,
}: Connection): Promise<Contender> {
  // The built bundle, as it is installed, typed by the sources it was built from: the type-check runs without a build.
  const built: typeof Ours = await import(new URL("../../dist/src/index.js", import.meta.url).href);
  const { S2 } = built;
  const { accessTokens } = new S2({
    accessToken: bearer,
    endpoints: { account: endpoint },
    ...(jitter === undefined ? {} : { random: () => jitter }),
  });
  return {
    name: "ours",
    list: async (prefix, limit) => (await accessTokens.list({ prefix, limit })).accessTokens,
    walk: async (prefix, visit, pageSize) => {
      for await (const token of accessTokens.listAll({ prefix, pageSize }, { prefetch, parallel }))
        visit(token);
    },
    issue: async (id) => (await accessTokens.issue({ id, scope: scopeOf(id) })).accessToken,
    revoke: async (id) => {
      await accessTokens.revoke({ id });
    },
  };
}

async function officialSdk({ endpoint, bearer }: Connection): Promise<Contender> {
  const { S2 } = await import("@s2-dev/streamstore");
  const { accessTokens } = new S2({ accessToken: bearer, endpoints: { account: endpoint } });
  return {
    name: "official SDK",
    list: async (prefix, limit) => (await accessTokens.list({ prefix, limit })).accessTokens,
    walk: async (prefix, visit, limit = 1000) => {
      for await (const token of accessTokens.listAll({ prefix, limit })) visit(token);
    },
    issue: async (id) => (await accessTokens.issue({ id, scope: scopeOf(id) })).accessToken,
    revoke: (id) => accessTokens.revoke({ id }),
  };
}

async function openapiFetch({ endpoint, bearer, timeoutMillis }: Connection): Promise<Contender> {
  const { default: createClient } = await import("openapi-fetch");
  const client = createClient<paths>({ baseUrl: endpoint, headers: { authorization: `Bearer ${bearer}` } });
  const patience = (): { signal?: AbortSignal } =>
    timeoutMillis === undefined ? {} : { signal: AbortSignal.timeout(timeoutMillis) };
  const page = async (query: PageQuery): Promise<WirePage> => {
    const { data, error } = await client.GET("/access-tokens", { params: { query }, ...patience() });
    if (error) throw new Error(error.message);
    return data;
  };
  return {
    name: "openapi-fetch",
    list: async (prefix, limit) => (await page({ prefix, limit })).access_tokens,
    walk: (prefix, visit, limit = 1000) =>
      turnPages((startAfter) => page({ prefix, limit, start_after: startAfter }), visit),
    issue: async (id) => {
      const body = { id, scope: scopeOf(id) };
      const { data, error } = await client.POST("/access-tokens", { body, ...patience() });
      if (error) throw new Error(error.message);
      return data.access_token;
    },
    revoke: async (id) => {
      const { error } = await client.DELETE("/access-tokens/{id}", {
        params: { path: { id } },
        ...patience(),
      });
      // Its own `error` is typed for the declared statuses only; what is thrown here is whatever the server said.
      if (error !== undefined) throw new Error(JSON.stringify(error));
    },
  };
}

async function bareFetch({ endpoint, bearer }: Connection): Promise<Contender> {
  const authorization = `Bearer ${bearer}`;
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { authorization, "content-type": "application/json" };
    const response = await fetch(`${endpoint}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return response;
  };
  const page = async (query: PageQuery): Promise<WirePage> => {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    // A handwritten loop: it trusts the answer.
    const answer: WirePage = await (await call(`/access-tokens?${search.toString()}`)).json();
    return answer;
  };
  return Promise.resolve({
    name: "bare fetch",
    list: async (prefix, limit) => (await page({ prefix, limit })).access_tokens,
    walk: (prefix, visit, limit = 1000) =>
      turnPages((startAfter) => page({ prefix, limit, start_after: startAfter }), visit),
    issue: async (id) => {
      const response = await call("/access-tokens", {
        method: "POST",
        body: JSON.stringify({ id, scope: scopeOf(id) }),
      });
      const answer: { access_token: string } = await response.json();
      return answer.access_token;
    },
    revoke: async (id) => {
      await call(`/access-tokens/${encodeURIComponent(id)}`, { method: "DELETE" });
    },
  });
}

interface PageQuery {
  readonly prefix: string;
  readonly limit?: number;
  readonly start_after?: string;
}

interface WirePage {
  readonly access_tokens: readonly Listed[];
  readonly has_more: boolean;
}

async function turnPages(
  page: (startAfter: string) => Promise<WirePage>,
  visit: (token: Listed) => void,
): Promise<void> {
  for (let startAfter = "", more = true; more;) {
    const { access_tokens: tokens, has_more: hasMore } = await page(startAfter);
    for (const token of tokens) visit(token);
    more = hasMore;
    startAfter = tokens.at(-1)?.id ?? startAfter;
  }
}
