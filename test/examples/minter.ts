import { exact, S2, streamPrefix, tenant, uniqueId } from "s2-access-tokens";

const client = S2.fromEnv();
// #region minter
/** Answers a signed-in user with a token for that user's streams, and nobody else's, whatever the user id contains. */
async function mint(userId: string): Promise<Response> {
  const { accessToken, expiresAt } = await client.accessTokens.issue({
    id: uniqueId(streamPrefix("session", userId)),
    ...tenant({ segments: ["users", userId], basins: exact("production") }),
    expiresIn: "1h",
  });
  return Response.json({ accessToken, expiresAt }, { headers: { "cache-control": "no-store" } });
}
// #endregion

console.log((await mint("a/b")).status);
for await (const { id, scope } of client.accessTokens.listAll()) console.log(id.slice(0, 14), scope.streams);
