import { exact, S2, streamPrefix, tenant } from "s2-access-tokens";
import { tokenProvider } from "s2-access-tokens/lifecycle";

const client = S2.fromEnv();
// #region provider
const sessions = tokenProvider(client.accessTokens, {
  token: (user: string) => ({
    idPrefix: streamPrefix("session", user),
    ...tenant({ segments: ["users", user], basins: exact("production") }),
  }),
  expiresIn: "1h",
});
const { accessToken } = await sessions.get("1234"); // cached, renewed before it expires, issued once however many ask
await sessions.revoke("1234"); // logout
// #endregion
console.log(typeof accessToken, (await client.accessTokens.list()).accessTokens.length);
await sessions.close();
