import { S2, S2PermissionError } from "s2-access-tokens";
import { createLocalAccount } from "s2-access-tokens/testing";
import { listen, type LocalServer } from "s2-access-tokens/testing/node";
// In Jest: from "@jest/globals", or nothing at all.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

const account = createLocalAccount();
const admin = new S2({ accessToken: account.token, fetch: account.fetch });
let server: LocalServer;
let start: ReturnType<typeof account.snapshot>;

beforeAll(async () => {
  server = await listen(account); // only where the program under test runs in another process
  await admin.accessTokens.issue({
    id: "service/ingest",
    scope: { basins: { exact: "production" }, streams: { prefix: "in/" }, ops: ["append"] },
  });
  start = account.snapshot();
});
beforeEach(() => {
  account.restore(start);
  account.faults.clear();
});
afterAll(() => server.close());

test("leaves other tests' tokens alone", async () => {
  await admin.accessTokens.revoke({ id: "service/ingest" });
  expect(account.tokens()).toEqual([]);
});

test("explains a refused request in the journal", async () => {
  expect(account.tokens().map(({ id }) => id)).toEqual(["service/ingest"]);
  const { accessToken } = await admin.accessTokens.issue({ id: "reader", scope: { ops: ["read"] } });
  const endpoints = { account: server.accountEndpoint };
  const reader = new S2({ accessToken, endpoints });
  await expect(reader.accessTokens.list()).rejects.toThrow(S2PermissionError);
  expect(account.journal.at(-1)).toMatchObject({
    operation: "list-access-tokens",
    caller: "reader",
    decision: { status: 403, reason: 'list-access-tokens: not granted by "reader".' },
  });
});
