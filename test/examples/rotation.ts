import { S2 } from "s2-access-tokens";
import { applyPlan, memorySink, planTokens, rotate } from "s2-access-tokens/lifecycle";

const client = S2.fromEnv();
const sink = memorySink("production");
const scope = { ops: ["list-basins"] } as const;
const first = await planTokens(
  client.accessTokens,
  { owned: "svc/", tokens: { backend: { scope, expiresIn: "90d" } } },
  { sink },
);
for await (const { status, step } of applyPlan(client.accessTokens, first, { sink }))
  console.log(status, step.action);
const rotateAfter = 0;
// #region rotate
// From a scheduler, every night: does what is due, and nothing else.
for (const { status, step } of await rotate(client.accessTokens, "svc/backend", { sink, rotateAfter })) {
  console.log(status, step.action, step.name);
}
// #endregion
console.log((await client.accessTokens.list()).accessTokens.length);
