import { S2, S2IssueOutcomeUnknownError } from "s2-access-tokens";

const client = S2.fromEnv();
// #region recover
try {
  await client.accessTokens.issue({ id: "job-7", scope: { ops: ["list-basins"] } });
} catch (error) {
  if (!(error instanceof S2IssueOutcomeUnknownError)) throw error;
  // There may be a token "job-7" whose secret nobody has. Issue another, then revoke that one if it exists.
  const { id, orphan } = await error.recover({ newId: "job-7-again" });
  console.log(id, orphan);
}
// #endregion
