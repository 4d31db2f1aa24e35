import { exact, prefix, S2 } from "s2-access-tokens";
import { applyPlan, planTokens, type DesiredTokens, type Sink } from "s2-access-tokens/lifecycle";

const client = S2.fromEnv();
const secrets = new Map<string, { id: string; secret: string }>();
const vault = {
  read: async (name: string) => secrets.get(name),
  write: async (name: string, value: { id: string; secret: string }) => void secrets.set(name, value),
};
// #region plan
// As read from a file that a team reviews.
const desired: DesiredTokens = {
  owned: "svc/",
  tokens: {
    ingest: {
      scope: { basins: exact("production"), streams: prefix("logs/"), ops: ["append", "check-tail"] },
      expiresIn: "90d",
      rotateAfter: "60d",
    },
    billing: {
      scope: { basins: exact("production"), streams: prefix("invoices/"), ops: ["read", "check-tail"] },
      expiresIn: "30d",
    },
  },
};

// The place from which the deployment reads its secrets. The id and the secret are stored together.
const sink: Sink = {
  name: "production",
  current: async ({ name }) => (await vault.read(name))?.id,
  put: ({ name }, { id, accessToken }) => vault.write(name, { id, secret: accessToken }),
};

const plan = await planTokens(client.accessTokens, desired, { sink });
for (const { action, name, reason } of plan.steps) console.log(action, name, reason);

const run = applyPlan(client.accessTokens, plan, { sink });
for await (const { status, step, error } of run) if (error !== undefined) console.error(status, step, error);
console.log(run.summary.counts.done, run.summary.left);
// #endregion
