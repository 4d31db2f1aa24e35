// #region explain
import { can, evaluate, explain } from "s2-access-tokens";

const analytics = {
  basins: { exact: "production" },
  streams: { prefix: "logs/" },
  opGroups: { stream: { read: true, write: false } },
} as const;

console.log(explain(analytics));
console.log(can(analytics, { operation: "read", basin: "production", stream: "logs/today" }));
const listing = evaluate(analytics, { operation: "list-streams", basin: "production" });
console.log(listing.answer, listing.reasons[0]?.sentence);
// #endregion
