import { inspect } from "node:util";
import { expect, test } from "vitest";
import { type AccountSnapshot } from "../../src/testing/index.js";
import { createCheckedAccount } from "./contract.js";
import { requestsOf, secretIn } from "./requests.js";

const basin = "my-basin-1";

async function filled() {
  const account = createCheckedAccount();
  const root = requestsOf(account);
  const { json } = await root.issue({
    id: "a",
    scope: { ops: ["list-access-tokens"], access_tokens: { prefix: "" } },
  });
  await root.send("POST", "/basins", { body: { basin } });
  await root.send("POST", "/streams", { basin, body: { stream: "s" } });
  const append = () => root.send("POST", "/streams/s/records", { basin, body: { records: [{ body: "x" }] } });
  const tail = async () => (await root.send("GET", "/streams/s/records/tail", { basin })).json;
  await append();
  return { account, root, secret: secretIn(json), append, tail };
}

test("restores tokens, secrets, basins and records any number of times", async () => {
  const { account, root, secret, append, tail } = await filled();
  const snapshot = account.snapshot();
  for (let round = 0; round < 2; round++) {
    await append();
    await root.revoke("a");
    await root.issue({ id: "b", scope: { ops: ["read"] } });
    await root.send("DELETE", `/basins/${basin}`);
    account.restore(snapshot);
    expect(account.tokens().map(({ id }) => id)).toEqual(["a"]);
    expect((await requestsOf(account, secret).list()).status).toBe(200);
    expect(await tail()).toMatchObject({ tail: { seq_num: 1 } });
  }
});

test("restores into another account, which keeps its own root token", async () => {
  const { account, secret } = await filled();
  const other = createCheckedAccount({ token: "other" });
  other.restore(account.snapshot());
  expect(other.idOf(secret)).toBe("a");
  expect((await requestsOf(other, "other").revoke("a")).status).toBe(204);
  expect(account.idOf(secret)).toBe("a");
});

test("prints nothing of its contents", async () => {
  const { account, secret } = await filled();
  const snapshot = account.snapshot();
  const shown = [inspect(snapshot, { showHidden: true, depth: 9 }), JSON.stringify(snapshot)].join();
  expect(shown).not.toContain(secret.slice(0, 8));
});

test("restore refuses a forged snapshot", () => {
  const account = createCheckedAccount();
  const forged: AccountSnapshot = { kind: "s2-local-account-snapshot" };
  expect(() => account.restore(forged)).toThrow(TypeError);
});
