import { describe, expect, it } from "vitest";
import { createCheckedAccount } from "./contract.js";

const base = "https://a.test/v1/access-tokens";

function start() {
  const account = createCheckedAccount({ now: () => 0 });
  const headers = { authorization: `Bearer ${account.token}` };
  const issue = (body: unknown) =>
    account.fetch(base, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const list = (query = "") => account.fetch(`${base}${query}`, { headers });
  const revoke = (id: string) =>
    account.fetch(`${base}/${encodeURIComponent(id)}`, { method: "DELETE", headers });
  return { account, issue, list, revoke };
}

const scope = { ops: ["read"] };

describe("the local account", () => {
  it("issues, lists and revokes", async () => {
    const { account, issue, list, revoke } = start();
    expect((await issue({ id: "a/b", scope })).status).toBe(201);
    expect(await (await list("?limit=1")).json()).toMatchObject({
      access_tokens: [{ id: "a/b" }],
      has_more: false,
    });
    expect((await revoke("a/b")).status).toBe(204);
    expect((await revoke("a/b")).status).toBe(404);
    expect(account.tokens()).toEqual([]);
  });
});
