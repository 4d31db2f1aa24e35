import { S2, S2IssueOutcomeUnknownError, S2PermissionError } from "s2-access-tokens";
import { createLocalAccount } from "s2-access-tokens/testing";
import { expect, test } from "vitest";

// #region reader
test("a reader cannot issue tokens", async () => {
  const account = createLocalAccount();
  const admin = new S2({ accessToken: account.token, fetch: account.fetch });
  const { accessToken } = await admin.accessTokens.issue({
    id: "reader",
    scope: { basins: { exact: "production" }, opGroups: { stream: { read: true } } },
  });

  const reader = new S2({ accessToken, fetch: account.fetch });
  const minted = reader.accessTokens.issue({ id: "mine", scope: { ops: ["list-basins"] } });
  await expect(minted).rejects.toThrow(S2PermissionError);
  expect(account.tokens().map(({ id }) => id)).toEqual(["reader"]);
});
// #endregion

test("a truncated answer is not mistaken for a failure", async () => {
  const account = createLocalAccount();
  const client = new S2({ accessToken: account.token, fetch: account.fetch });
  account.faults.next("issue", "truncated");

  const issued = client.accessTokens.issue({ id: "job", scope: { ops: ["list-basins"] } });
  await expect(issued).rejects.toThrow(S2IssueOutcomeUnknownError);
  expect(account.tokens().map(({ id }) => id)).toEqual(["job"]);
});
