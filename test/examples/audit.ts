import { audit, S2 } from "s2-access-tokens";

const client = S2.fromEnv();
// #region audit
const report = audit(client.accessTokens.listAll(), { ignore: ["group-covers-future"] });
for await (const { token, findings } of report) {
  for (const { severity, rule } of findings) console.log(token.id, severity, rule);
}
console.log(report.summary.tokens, report.summary.flagged);
// #endregion
