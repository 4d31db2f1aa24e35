import { AppendInput, AppendRecord, S2 } from "@s2-dev/streamstore";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { createLocalAccount, type LocalAccount } from "../../src/testing/index.js";
import { holdToContract } from "./contract.js";
import { listen, type LocalServer } from "../../src/testing/node/index.js";
import { refusal } from "./refusal.js";

/** S2's own client, on a port. */
let account: LocalAccount;
let server: LocalServer;
let root: S2;

beforeEach(async () => {
  account = createLocalAccount({ now: () => Date.parse("2026-11-01T00:00:00Z") });
  server = await listen(account);
  vi.stubGlobal("fetch", holdToContract(fetch, account.journal));
  root = clientOf(account.token);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
});

function clientOf(accessToken: string): S2 {
  const endpoints = { account: server.accountEndpoint, basin: server.basinEndpoint };
  return new S2({ accessToken, endpoints, retry: { maxAttempts: 1 } });
}

type IssueInput = Parameters<S2["accessTokens"]["issue"]>[0];

async function holderOf(input: IssueInput): Promise<S2> {
  return clientOf((await root.accessTokens.issue(input)).accessToken);
}

const all = { prefix: "" };
const streamReadWrite = { stream: { read: true, write: true } };

describe("access tokens", () => {
  it.each<{ name: string; input: Omit<IssueInput, "id"> }>([
    { name: "operations", input: { scope: { ops: ["append", "read"] } } },
    { name: "groups", input: { scope: { opGroups: streamReadWrite } } },
    {
      name: "every set",
      input: { scope: { ops: ["read"], basins: all, streams: { exact: "a" }, accessTokens: all } },
    },
    { name: "a date", input: { scope: { ops: ["read"] }, expiresAt: new Date("2027-01-01T00:00:00.5Z") } },
    { name: "text", input: { scope: { ops: ["read"] }, expiresAt: "2027-01-01T02:00:00+02:00" } },
    { name: "null", input: { scope: { ops: ["read"] }, expiresAt: null } },
    {
      name: "a prefix",
      input: { scope: { ops: ["read"], streams: { prefix: "u/" } }, autoPrefixStreams: true },
    },
  ])("are issued with $name, and listed with it", async ({ input }) => {
    const { accessToken } = await root.accessTokens.issue({ id: "a", ...input });
    expect(account.idOf(accessToken)).toBe("a");
    const { accessTokens, hasMore } = await root.accessTokens.list();
    expect(hasMore).toBe(false);
    const { expiresAt = null, scope, autoPrefixStreams = false } = input;
    expect(accessTokens).toMatchObject([
      { id: "a", scope, autoPrefixStreams, expiresAt: expiresAt === null ? null : new Date(expiresAt) },
    ]);
  });

  test("are listed in pages, and all of them", async () => {
    for (const id of ["a", "b", "c", "x", "😀", "\uff5e"]) {
      await root.accessTokens.issue({ id, scope: { ops: ["read"] } });
    }
    const page = await root.accessTokens.list({ prefix: "", startAfter: "a", limit: 2 });
    expect([page.accessTokens.map(({ id }) => id), page.hasMore]).toEqual([["b", "c"], true]);
    const ids: string[] = [];
    for await (const { id } of root.accessTokens.listAll({ limit: 1 })) ids.push(id);
    expect(ids).toEqual(["a", "b", "c", "x", "\uff5e", "😀"]);
  });

  test("are revoked and then missing", async () => {
    const holder = await holderOf({ id: "a/b", scope: { ops: ["list-access-tokens"] } });
    await holder.accessTokens.list();
    await root.accessTokens.revoke({ id: "a/b" });
    expect(await refusal(root.accessTokens.revoke({ id: "a/b" }))).toBe("404 access_token_not_found");
    expect(await refusal(holder.accessTokens.list())).toBe("401 authn");
  });

  test("cannot be escalated", async () => {
    const minter = await holderOf({
      id: "minter",
      scope: {
        ops: ["issue-access-token", "read"],
        accessTokens: { prefix: "app/" },
        basins: { prefix: "dev-" },
      },
    });
    const issue = (id: string, scope: IssueInput["scope"]) =>
      refusal(minter.accessTokens.issue({ id, scope }));
    expect(await issue("app/a", { ops: ["read"], basins: { prefix: "dev-team-" } })).toBe("none");
    expect(await issue("app/b", { ops: ["append"] })).toBe("403 permission_denied");
    expect(await issue("app/b", { ops: ["read"], basins: all })).toBe("403 permission_denied");
    expect(await issue("app/b", { ops: ["read"], streams: { exact: "a" } })).toBe("403 permission_denied");
    expect(await issue("b", { ops: ["read"] })).toBe("403 permission_denied");
    expect(await issue("app/a", { ops: ["read"] })).toBe("409 resource_already_exists");
    expect(await issue("app/b", {})).toBe("422 invalid");
  });
});

describe("basins, streams and records", () => {
  beforeEach(async () => {
    await root.basins.create({ basin: "dev-basin", config: { createStreamOnAppend: false } });
    await root.basins.create({ basin: "prod-basin" });
    await root.basin("dev-basin").streams.create({ stream: "users/1/messages" });
    await root.basin("dev-basin").streams.create({ stream: "users/2/messages" });
  });

  test("are managed by a permitted token", async () => {
    expect((await root.basins.list()).basins.map(({ name }) => name)).toEqual(["dev-basin", "prod-basin"]);
    expect(await root.basins.getConfig({ basin: "dev-basin" })).toMatchObject({
      createStreamOnAppend: false,
    });
    const { streams } = root.basin("dev-basin");
    expect(await streams.getConfig({ stream: "users/1/messages" })).toMatchObject({
      storageClass: "express",
    });
    await streams.delete({ stream: "users/1/messages" });
    await root.basins.delete({ basin: "prod-basin" });
    expect(await refusal(root.basins.getConfig({ basin: "prod-basin" }))).toBe("404 basin_not_found");
    expect(await refusal(root.basins.create({ basin: "dev-basin" }))).toBe("409 resource_already_exists");
    const changed = await root.basins.reconfigure({ basin: "dev-basin", createStreamOnAppend: true });
    expect(changed).toMatchObject({ createStreamOnAppend: true, createStreamOnRead: false });
  });

  test("are read and written within the scope of a token only", async () => {
    const holder = await holderOf({
      id: "user-1",
      scope: { basins: { exact: "dev-basin" }, streams: { prefix: "users/1/" }, opGroups: streamReadWrite },
    });
    const stream = holder.basin("dev-basin").stream("users/1/messages");
    const ack = await stream.append(
      AppendInput.create([
        AppendRecord.string({ body: "hello", headers: [["lang", "en"]] }),
        AppendRecord.string({ body: "again" }),
      ]),
    );
    expect([ack.start.seqNum, ack.tail.seqNum]).toEqual([0, 2]);
    const { records } = await stream.read({ start: { from: { seqNum: 0 } } });
    expect(records).toMatchObject([
      { seqNum: 0, body: "hello", headers: [["lang", "en"]] },
      { seqNum: 1, body: "again" },
    ]);
    expect((await stream.checkTail()).tail.seqNum).toBe(2);

    const denied = "403 permission_denied";
    expect(await refusal(holder.basin("dev-basin").stream("users/2/messages").checkTail())).toBe(denied);
    expect(await refusal(holder.basin("prod-basin").stream("users/1/messages").checkTail())).toBe(denied);
    expect(await refusal(holder.basin("dev-basin").streams.list())).toBe(denied);
    expect(await refusal(holder.basin("dev-basin").streams.delete({ stream: "users/1/messages" }))).toBe(
      denied,
    );
    expect(await refusal(holder.basins.create({ basin: "dev-basin-2" }))).toBe(denied);
  });

  test("give the client the errors it expects for conditions and ends", async () => {
    const stream = root.basin("dev-basin").stream("users/1/messages");
    expect(await refusal(stream.read({ start: { from: { seqNum: 0 } } }))).toMatch(/^416 /);
    await stream.append(AppendInput.create([AppendRecord.fence("mine")]));
    const append = (conditions: object) =>
      stream.append(AppendInput.create([AppendRecord.string({ body: "x" })], conditions));
    await expect(append({ fencingToken: "theirs" })).rejects.toMatchObject({ expectedFencingToken: "mine" });
    await expect(append({ matchSeqNum: 0 })).rejects.toMatchObject({ expectedSeqNum: 1 });
    expect((await append({ fencingToken: "mine", matchSeqNum: 1 })).tail.seqNum).toBe(2);
  });

  test("are auto-prefixed in both directions, as S2's page shows", async () => {
    const holder = await holderOf({
      id: "user-1234",
      autoPrefixStreams: true,
      scope: {
        basins: all,
        streams: { prefix: "users/1234/" },
        opGroups: { ...streamReadWrite, basin: { read: true, write: true } },
      },
    });
    const basin = holder.basin("dev-basin");
    await basin.streams.create({ stream: "messages" });
    await basin.stream("messages").append(AppendInput.create([AppendRecord.string({ body: "hi" })]));
    expect((await basin.streams.list()).streams.map(({ name }) => name)).toEqual(["messages"]);
    const seen = await root
      .basin("dev-basin")
      .stream("users/1234/messages")
      .read({ start: { from: { tailOffset: 1 } } });
    expect(seen.records).toMatchObject([{ body: "hi" }]);
  });
});
