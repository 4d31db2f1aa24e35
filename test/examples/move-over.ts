import { S2 } from "s2-access-tokens";
import { applyPlan, memorySink, planTokens, revokeMany } from "s2-access-tokens/lifecycle";

const client = S2.fromEnv();
const sink = memorySink("production");
await client.accessTokens.issue({ id: "backend-1", scope: { ops: ["list-basins"] } });
// #region move
// A token named by hand: its scope goes into the file, and a generation of it into the sink.
const old = await client.accessTokens.get({ id: "backend-1" });
if (old === undefined) throw new Error("there is no token backend-1");
const desired = { owned: "svc/", tokens: { backend: { scope: old.scope, expiresIn: "90d" } } };
const plan = await planTokens(client.accessTokens, desired, { sink });
for await (const { status, step } of applyPlan(client.accessTokens, plan, { sink })) {
  console.log(status, step.action, step.name);
}
// Once every holder has fetched the new one:
for await (const { status, id } of revokeMany(client.accessTokens, ["backend-1"])) console.log(status, id);
// #endregion
