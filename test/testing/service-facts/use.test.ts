import { describe, expect, it, test } from "vitest";
import { createCheckedAccount } from "../contract.js";
import { codeIn, issued, requestsOf, secretIn } from "../requests.js";

const start = Date.parse("2026-11-01T00:00:00Z");
const lister = { ops: ["list-access-tokens"], access_tokens: { prefix: "" } };
const revoker = { ops: ["revoke-access-token"], access_tokens: { prefix: "a" } };

describe("revoke", () => {
  test("answers 204, or 404 for a revoked or unknown token", async () => {
    const root = requestsOf(createCheckedAccount());
    await root.issue({ id: "a", scope: lister });
    expect(await root.revoke("a")).toEqual({ status: 204, json: undefined });
    expect(codeIn(await root.revoke("a"))).toBe("404 access_token_not_found");
    expect(codeIn(await root.revoke("never"))).toBe("404 access_token_not_found");
  });

  test("needs revoke-access-token and an id in the caller's set, else 403", async () => {
    const account = createCheckedAccount();
    const caller = await issued(account, { id: "revoker", scope: revoker });
    const powerless = await issued(account, { id: "powerless", scope: lister });
    await requestsOf(account).issue({ id: "a1", scope: lister });
    await requestsOf(account).issue({ id: "b1", scope: lister });
    expect(codeIn(await powerless.revoke("a1"))).toBe("403 permission_denied");
    expect(codeIn(await caller.revoke("b1"))).toBe("403 permission_denied");
    expect((await caller.revoke("a1")).status).toBe(204);
    expect(account.tokens().map(({ id }) => id)).toEqual(["b1", "powerless", "revoker"]);
  });

  test("can revoke the caller's own token, which then stops working", async () => {
    const caller = await issued(createCheckedAccount(), { id: "a-self", scope: revoker });
    expect((await caller.revoke("a-self")).status).toBe(204);
    expect(codeIn(await caller.revoke("a-self"))).toBe("401 authn");
  });

  test("can take effect later, though the listing changes at once", async () => {
    let now = start;
    const account = createCheckedAccount({ now: () => now, revocationDelayMillis: 600_000 });
    const root = requestsOf(account);
    const secret = secretIn((await root.issue({ id: "a", scope: lister })).json);
    const bearer = requestsOf(account, secret);
    await root.revoke("a");
    expect([account.tokens(), account.idOf(secret)]).toEqual([[], undefined]);
    now += 599_999;
    expect((await bearer.list()).status).toBe(200);
    now += 1;
    expect(codeIn(await bearer.list())).toBe("401 authn");
  });

  test("frees the id for another token, while the old secret stays invalid", async () => {
    const account = createCheckedAccount();
    const root = requestsOf(account);
    const first = secretIn((await root.issue({ id: "a", scope: lister })).json);
    await root.revoke("a");
    const second = secretIn((await root.issue({ id: "a", scope: lister })).json);
    expect([account.idOf(first), account.idOf(second)]).toEqual([undefined, "a"]);
    expect(codeIn(await requestsOf(account, first).list())).toBe("401 authn");
  });
});

describe("a bearer", () => {
  test("is refused after its expiry with 401 authn, though still listed", async () => {
    let now = start;
    const account = createCheckedAccount({ now: () => now });
    const root = requestsOf(account);
    const secret = secretIn(
      (await root.issue({ id: "a", scope: lister, expires_at: "2026-11-01T00:01:00Z" })).json,
    );
    now += 59_999;
    expect((await requestsOf(account, secret).list()).status).toBe(200);
    expect(account.idOf(secret)).toBe("a");
    now += 1;
    expect(codeIn(await requestsOf(account, secret).list())).toBe("401 authn");
    expect(account.idOf(secret)).toBeUndefined();
    expect(account.tokens()).toHaveLength(1);
  });

  it.each(["revoked", "expired", "unknown"])(
    "that is %s gets 404 access_token_not_found if so configured",
    async (state) => {
      let now = start;
      const account = createCheckedAccount({ now: () => now, deadBearer: "access_token_not_found" });
      const root = requestsOf(account);
      const expires_at = "2026-11-01T00:01:00Z";
      const secret = secretIn((await root.issue({ id: "a", scope: lister, expires_at })).json);
      if (state === "revoked") await root.revoke("a");
      if (state === "expired") now += 60_000;
      const bearer = requestsOf(account, state === "unknown" ? "nobody" : secret);
      expect(codeIn(await bearer.list())).toBe("404 access_token_not_found");
      expect(codeIn(await bearer.revoke("a"))).toBe("404 access_token_not_found");
      expect((await account.fetch("https://a.test/v1/access-tokens")).status).toBe(401);
    },
  );

  test("killed by the fault dead-bearer fails every call until faults are cleared", async () => {
    const account = createCheckedAccount();
    const root = requestsOf(account);
    const other = await issued(account, { id: "a", scope: lister });
    account.faults.next("revoke", "dead-bearer");
    expect(codeIn(await root.revoke("a"))).toBe("404 access_token_not_found");
    expect(codeIn(await root.list())).toBe("404 access_token_not_found");
    expect((await other.list()).status).toBe(200);
    account.faults.clear();
    expect((await root.list()).status).toBe(200);
    account.faults.next("list", { name: "dead-bearer", code: "authn" });
    expect([codeIn(await root.list()), codeIn(await root.list())]).toEqual(["401 authn", "401 authn"]);
  });

  test("of the root token is the one given to createLocalAccount", async () => {
    const account = createCheckedAccount({ token: "mine" });
    expect(account.token).toBe("mine");
    expect((await requestsOf(account).list()).status).toBe(200);
    expect(codeIn(await requestsOf(account, "s2_local_root").list())).toBe("401 authn");
  });

  test("may have Bearer in any case and followed by any spaces", async () => {
    const root = requestsOf(createCheckedAccount());
    const headers = { authorization: "bearer   s2_local_root" };
    expect((await root.send("GET", "/access-tokens", { headers })).status).toBe(200);
  });
});

describe("auto_prefix_streams", () => {
  const basin = "my-basin-1";
  const scope = {
    basins: { prefix: "" },
    streams: { prefix: "users/1234/" },
    op_groups: { stream: { read: true, write: true }, basin: { read: true, write: true } },
  };

  async function begin() {
    const account = createCheckedAccount({ now: () => start });
    const root = requestsOf(account);
    await root.send("POST", "/basins", { body: { basin } });
    for (const stream of ["users/1234", "users/1234/", "users/12345/a", "zoo"]) {
      await root.send("POST", "/streams", { basin, body: { stream } });
    }
    return { root, user: await issued(account, { id: "user", scope, auto_prefix_streams: true }) };
  }

  test("adds the prefix in requests and removes it in answers", async () => {
    const { root, user } = await begin();
    const created = await user.send("POST", "/streams", { basin, body: { stream: "messages" } });
    expect(created).toMatchObject({ status: 201, json: { name: "messages" } });
    const body = { records: [{ body: "hello" }] };
    expect((await user.send("POST", "/streams/messages/records", { basin, body })).status).toBe(200);
    const full = await root.send("GET", "/streams/users%2F1234%2Fmessages/records?seq_num=0", { basin });
    expect(full).toMatchObject({ json: { records: [{ body: "hello" }] } });
    expect((await user.send("GET", "/streams/users%2F1234%2Fmessages/records", { basin })).status).toBe(404);
    expect((await user.send("DELETE", "/streams/messages", { basin })).status).toBe(202);
  });

  it.each([
    { query: "", want: ["a", "b", "c"] },
    { query: "?prefix=b", want: ["b"] },
    { query: "?start_after=a&limit=1", want: ["b"] },
    { query: "?prefix=users/", want: [] },
  ])("lists $want with %j", async ({ query, want }) => {
    const { user } = await begin();
    for (const stream of ["a", "b", "c"]) await user.send("POST", "/streams", { basin, body: { stream } });
    const { json } = await user.send("GET", `/streams${query}`, { basin });
    expect((json as { streams: { name: string }[] }).streams.map(({ name }) => name)).toEqual(want);
  });

  test("refuses a name that is too long with its prefix", async () => {
    const { user } = await begin();
    const stream = "a".repeat(502);
    expect(codeIn(await user.send("POST", "/streams", { basin, body: { stream } }))).toBe("400 bad_json");
    expect(codeIn(await user.send("GET", `/streams/${stream}`, { basin }))).toBe("400 bad_path");
  });
});
