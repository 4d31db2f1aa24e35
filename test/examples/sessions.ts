import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { exact, S2, streamPrefix, tenant } from "s2-access-tokens";
import { tokenProvider } from "s2-access-tokens/lifecycle";

const client = S2.fromEnv();
// #region sessions
const sessions = tokenProvider(client.accessTokens, {
  token: (user: string) => ({
    idPrefix: streamPrefix("session", user),
    ...tenant({ segments: ["users", user], basins: exact("production") }),
  }),
  expiresIn: "1h",
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Who the user is comes from your own session cookie, never from the request's body.
  const user = userOf(request);
  if (request.method === "DELETE") {
    const { effectiveBy } = await sessions.revoke(user); // logout
    response.end(JSON.stringify({ effectiveBy }));
  } else {
    const { accessToken, expiresAt } = await sessions.get(user);
    response.setHeader("cache-control", "no-store").end(JSON.stringify({ accessToken, expiresAt }));
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(503).end());
});
// #endregion

function userOf({ headers }: IncomingMessage): string {
  return headers.cookie?.replace("user=", "") ?? "nobody";
}

// The service as its users see it. The example's `fetch` is the account's, so this uses node:http.
async function ask(method: string): Promise<string> {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
  return new Promise((resolve, reject) => {
    const call = request({ port: address.port, method, headers: { cookie: "user=1234" } }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve(body));
    });
    call.on("error", reject).end();
  });
}

await new Promise<void>((resolve) => {
  server.listen(0, "127.0.0.1", resolve);
});
const [first, second] = await Promise.all([ask("GET"), ask("GET")]);
console.log(first === second, (await client.accessTokens.list()).accessTokens.length);
console.log(
  Object.keys(JSON.parse(await ask("DELETE"))),
  (await client.accessTokens.list()).accessTokens.length,
);
server.close();
await sessions.close();
