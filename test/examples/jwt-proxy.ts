import { exact, S2, streamPrefix, tenant, uniqueId } from "s2-access-tokens";

const client = S2.fromEnv();
// #region jwt-proxy
/** Exchanges the claims of a verified JWT for a token that expires with it. */
async function exchange(claims: unknown): Promise<string> {
  if (typeof claims !== "object" || claims === null) throw new TypeError("claims must be an object");
  if (!("sub" in claims && typeof claims.sub === "string"))
    throw new TypeError("claims.sub must be a string");
  if (!("exp" in claims && typeof claims.exp === "number"))
    throw new TypeError("claims.exp must be a number");
  const { accessToken } = await client.accessTokens.issue({
    id: uniqueId(streamPrefix("jwt", claims.sub)),
    ...tenant({ segments: ["users", claims.sub], basins: exact("production") }),
    expiresAt: claims.exp * 1000, // a JWT counts in seconds, which issue would refuse
  });
  return accessToken;
}
// #endregion

const exp = Math.floor(Date.now() / 1000) + 600;
console.log((await exchange({ sub: "1234", exp })).length > 0);
for await (const { expiresAt } of client.accessTokens.listAll())
  console.log(expiresAt?.getTime() === exp * 1000);
