import { all, exact, prefix, S2, scope } from "s2-access-tokens";

const client = S2.fromEnv();
// #region scopes
const readLogs = scope().basins(exact("production")).streams(prefix("logs/")).group("stream", "read");
const metrics = scope().basins(all()).ops("account-metrics", "basin-metrics");

await client.accessTokens.issue({ id: "analytics", scope: readLogs });
await client.accessTokens.issue({ id: "metrics", scope: metrics.build() });
// #endregion
// #region auto-prefix
await client.accessTokens.issue({
  id: "tenant-42",
  scope: scope().basins(exact("production")).streams(prefix("tenants/42/")).group("stream", "read-write"),
  autoPrefixStreams: true, // the tenant says "orders", S2 reads "tenants/42/orders"
});
// #endregion
for await (const { id, autoPrefixStreams } of client.accessTokens.listAll())
  console.log(id, autoPrefixStreams);
