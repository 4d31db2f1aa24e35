import { S2 } from "s2-access-tokens";
import { issueMany, revokeMany } from "s2-access-tokens/lifecycle";

const client = S2.fromEnv();
const scope = { ops: ["list-basins"] } as const;
// #region issue
const devices = ["a", "b", "c"].map((device) => ({ idPrefix: `customer/42/${device}/`, scope }));
for await (const { status, token, error } of issueMany(client.accessTokens, devices)) {
  if (status === "issued") await store(token.id, token.accessToken);
  else console.error(status, error);
}
// #endregion
// #region revoke
const tokens = client.accessTokens.listAll({ prefix: "customer/42/" });
const run = revokeMany(client.accessTokens, tokens);
for await (const { status, id, error } of run) if (error !== undefined) console.error(status, id, error);
console.log(run.summary.counts.revoked);
// #endregion

async function store(id: string, secret: string): Promise<void> {
  console.log(id.startsWith("customer/42/"), secret.length);
}
