import { AppendInput, AppendRecord, S2 } from "@s2-dev/streamstore";
import { S2 as S2Tokens } from "s2-access-tokens";
import { createLocalAccount } from "s2-access-tokens/testing";
import { listen } from "s2-access-tokens/testing/node";
import { expect, test } from "vitest";

test("a writer can append to its streams but not trim them", async () => {
  const account = createLocalAccount();
  const server = await listen(account);
  const endpoints = { account: server.accountEndpoint, basin: server.basinEndpoint };
  const admin = new S2({ accessToken: account.token, endpoints });
  await admin.basins.create({ basin: "production" });
  await admin.basin("production").streams.create({ stream: "users/1/inbox" });

  const tokens = new S2Tokens({ accessToken: account.token, endpoints });
  const { accessToken } = await tokens.accessTokens.issue({
    id: "writer",
    scope: { basins: { exact: "production" }, streams: { prefix: "users/1/" }, ops: ["append"] },
  });

  const stream = new S2({ accessToken, endpoints }).basin("production").stream("users/1/inbox");
  const session = await stream.appendSession();
  const hello = await session.submit(AppendInput.create([AppendRecord.string({ body: "hello" })]));
  expect((await hello.ack()).end.seqNum).toBe(1);
  const trim = await session.submit(AppendInput.create([AppendRecord.trim(1)]));
  await expect(trim.ack()).rejects.toMatchObject({ status: 403 });

  await stream.close();
  await server.close();
});
