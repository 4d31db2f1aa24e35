import { expect, test } from "vitest";
import { type JournalEntry } from "../../src/testing/index.js";
import { createCheckedAccount } from "./contract.js";
import { issued, requestsOf } from "./requests.js";

test("an entry says who asked for what, what was decided and why, and what the client saw", async () => {
  const account = createCheckedAccount({ now: () => 7 });
  const reader = await issued(account, {
    id: "reader",
    scope: { ops: ["create-basin"], basins: { prefix: "dev-" } },
  });
  await reader.send("POST", "/basins", { body: { basin: "prod-basin" } });
  account.faults.next("list", "500-after");
  await reader.list("?limit=1");
  await reader.send("GET", "/nowhere");
  expect(account.journal.slice(1)).toEqual<JournalEntry[]>([
    {
      at: 7,
      method: "POST",
      origin: "https://a.test",
      path: "/v1/basins",
      operation: "create-basin",
      caller: "reader",
      decision: {
        status: 403,
        code: "permission_denied",
        reason:
          'create-basin: basin "prod-basin" is not covered by "reader", which covers the prefix "dev-".',
        denial: {
          kind: "resource-not-covered",
          operation: "create-basin",
          resource: "basin",
          name: "prod-basin",
          set: { prefix: "dev-" },
        },
      },
      fault: undefined,
      status: 403,
    },
    {
      at: 7,
      method: "GET",
      origin: "https://a.test",
      path: "/v1/access-tokens?limit=1",
      operation: "list-access-tokens",
      caller: "reader",
      decision: {
        status: 403,
        code: "permission_denied",
        reason: 'list-access-tokens: not granted by "reader".',
        denial: { kind: "operation-not-granted", operation: "list-access-tokens" },
      },
      fault: "500-after",
      status: 500,
    },
    {
      at: 7,
      method: "GET",
      origin: "https://a.test",
      path: "/v1/nowhere",
      operation: undefined,
      caller: "reader",
      decision: {
        status: 404,
        code: "not_found",
        reason: "There is nothing at this path.",
        denial: undefined,
      },
      fault: undefined,
      status: 404,
    },
  ]);
});

test("holds no bearer and no secret, wherever they were sent", async () => {
  const entries: JournalEntry[] = [];
  const account = createCheckedAccount({
    token: "marker-root",
    newSecret: () => "marker-secret",
    observe: (entry) => void entries.push(entry),
  });
  const bearer = await issued(account, { id: "a", scope: { ops: ["read"] } });
  await bearer.list("?prefix=marker-secret");
  await requestsOf(account, "marker-unknown").revoke("marker-unknown");
  await requestsOf(account).send("GET", "/marker-root");
  await requestsOf(account).list("?prefix=%6Darker-secret");
  await requestsOf(account, "marker/unknown=").revoke("see marker/unknown=");
  await requestsOf(account).send("GET", "/%FF");
  expect(entries).toHaveLength(7);
  expect(JSON.stringify([entries, account.journal])).not.toContain("marker");
});

test("forgets the oldest in halves", async () => {
  const account = createCheckedAccount();
  const url = new URL("https://a.test/v1/nowhere");
  const request = { method: "GET", headers: new Headers(), body: new Uint8Array() };
  for (let index = 0; index < 10_001; index++) {
    account.serve({ ...request, url: new URL(`?${index}`, url) });
  }
  expect(account.journal).toHaveLength(5_001);
  expect(account.journal.at(-1)?.path).toBe("/v1/nowhere?10000");
});
