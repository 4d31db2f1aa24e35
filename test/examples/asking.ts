// #region asking
import { can, lint, widen } from "s2-access-tokens";

const token = {
  id: "reader",
  scope: { basins: { exact: "production" }, streams: { prefix: "logs" }, ops: ["read", "check-tail"] },
  expiresIn: "30d",
} as const;

console.log(can(token, { operation: "read", basin: "production", stream: "logs/today" }));
for (const { severity, rule, message } of lint(token)) console.log(severity, rule, message);
console.log(widen(token, { operation: "append", basin: "production", stream: "logs/today" }).sentence);
// #endregion
