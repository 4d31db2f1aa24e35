import { can, evaluate, explain } from "s2-access-tokens";

// #region tokens
const streamWide = { stream: { read: true, write: true } };
const issued = [
  {
    id: "app-backend-token",
    expiresAt: "2027-01-01T00:00:00Z",
    scope: { basins: { prefix: "" }, streams: { prefix: "" }, opGroups: streamWide },
  },
  {
    id: "analytics-readonly",
    expiresAt: "2026-12-31T23:59:59Z",
    scope: {
      basins: { exact: "production" },
      streams: { prefix: "logs/" },
      opGroups: { stream: { read: true, write: false } },
    },
  },
  {
    id: "user-1234-token",
    expiresAt: "2027-01-01T00:00:00Z",
    autoPrefixStreams: true,
    scope: { basins: { prefix: "" }, streams: { prefix: "users/1234/" }, opGroups: streamWide },
  },
  {
    id: "metrics-collector",
    scope: { basins: { prefix: "" }, ops: ["account-metrics", "basin-metrics", "stream-metrics"] },
  },
] as const;
const listed = [
  {
    id: "prod-api-token",
    expiresAt: "2027-01-01T00:00:00Z",
    scope: { basins: { prefix: "prod-" }, streams: { prefix: "" }, opGroups: streamWide, ops: [] },
  },
  {
    id: "prod-readonly-token",
    expiresAt: "2026-12-31T23:59:59Z",
    scope: {
      basins: { exact: "production" },
      streams: { prefix: "logs/" },
      opGroups: { stream: { read: true, write: false } },
      ops: [],
    },
  },
] as const;
for (const token of [...issued, ...listed]) console.log(explain(token));
// #endregion
// #region listing-streams
const { scope } = issued[2];
const listing = { operation: "list-streams", basin: "production" } as const;
const { answer, reasons } = evaluate(scope, listing);
console.log(answer, reasons[0]?.sentence);
console.log(can({ ...scope, ops: ["list-streams"] }, listing));
// #endregion
