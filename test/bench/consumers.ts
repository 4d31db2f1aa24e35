// The same small program against each client: list a page, walk all pages, issue, revoke. It is bundled, and
// type-checked on its own.

import type { ContenderName } from "./contenders.js";

/** The package each one installs; a bare fetch installs nothing. */
export const PACKAGES = {
  ours: "s2-access-tokens",
  "openapi-fetch": "openapi-fetch",
  "official SDK": "@s2-dev/streamstore",
  "bare fetch": undefined,
} satisfies Record<ContenderName, string | undefined>;

function withClient(from: string): string {
  return `
    import { S2 } from ${JSON.stringify(from)};
    export async function rotate(bearer: string, account: string): Promise<string> {
      const { accessTokens } = new S2({ accessToken: bearer, endpoints: { account } });
      const page = await accessTokens.list({ prefix: "user-", limit: 10 });
      for await (const token of accessTokens.listAll({ prefix: "old-" })) await accessTokens.revoke({ id: token.id });
      const { accessToken } = await accessTokens.issue({
        id: \`user-\${page.accessTokens.length}\`,
        scope: { basins: { exact: "production" }, streams: { prefix: "logs/" }, ops: ["read"] },
        expiresAt: new Date(Date.now() + 3_600_000),
      });
      return accessToken;
    }`;
}

export const CONSUMERS = {
  ours: withClient(PACKAGES.ours),
  "official SDK": withClient(PACKAGES["official SDK"]),
  "openapi-fetch": `
    import createClient from "openapi-fetch";
    import type { paths } from "./schema.js";
    export async function rotate(bearer: string, baseUrl: string): Promise<string> {
      const client = createClient<paths>({ baseUrl, headers: { authorization: \`Bearer \${bearer}\` } });
      const query = { prefix: "user-", limit: 10 };
      const page = await client.GET("/access-tokens", { params: { query } });
      if (page.error) throw new Error(page.error.message);
      for (let start_after = "", more = true; more; ) {
        const { data, error } = await client.GET("/access-tokens", { params: { query: { prefix: "old-", start_after } } });
        if (error) throw new Error(error.message);
        for (const { id } of data.access_tokens) {
          await client.DELETE("/access-tokens/{id}", { params: { path: { id } } });
          start_after = id;
        }
        more = data.has_more;
      }
      const { data, error } = await client.POST("/access-tokens", {
        body: {
          id: \`user-\${page.data.access_tokens.length}\`,
          scope: { basins: { exact: "production" }, streams: { prefix: "logs/" }, ops: ["read"] },
          expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        },
      });
      if (error) throw new Error(error.message);
      return data.access_token;
    }`,
  "bare fetch": `
    interface Page { access_tokens: { id: string }[]; has_more: boolean }
    export async function rotate(bearer: string, base: string): Promise<string> {
      const call = async <T>(read: (body: unknown) => T, path: string, init: RequestInit = {}): Promise<T> => {
        const headers = { authorization: \`Bearer \${bearer}\`, "content-type": "application/json" };
        const response = await fetch(\`\${base}\${path}\`, { ...init, headers });
        if (!response.ok) throw new Error(await response.text());
        return read(response.status === 204 ? undefined : await response.json());
      };
      const asPage = (body: unknown): Page => body as Page;
      const page = await call(asPage, "/access-tokens?prefix=user-&limit=10");
      for (let after = "", more = true; more; ) {
        const old = await call(asPage, \`/access-tokens?prefix=old-&start_after=\${encodeURIComponent(after)}\`);
        for (const { id } of old.access_tokens) {
          await call(() => undefined, \`/access-tokens/\${encodeURIComponent(id)}\`, { method: "DELETE" });
          after = id;
        }
        more = old.has_more;
      }
      const body = JSON.stringify({
        id: \`user-\${page.access_tokens.length}\`,
        scope: { basins: { exact: "production" }, streams: { prefix: "logs/" }, ops: ["read"] },
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      });
      return call((issued) => (issued as { access_token: string }).access_token, "/access-tokens", { method: "POST", body });
    }`,
} satisfies Record<ContenderName, string>;
