import { describe, expect, it } from "vitest";
import { S2ArgumentError, S2ResponseError } from "../../src/errors.js";
import { S2 } from "../../src/s2.js";
import { audit } from "../../src/lifecycle/audit.js";
import { exact, prefix, scope } from "../../src/scope/build.js";
import { createLocalAccount } from "../../src/testing/account.js";
import type { AccessTokenInfo } from "../../src/types.js";

const DAY = 86_400_000;
const now = Date.UTC(2030, 0, 1);

async function accountWithTokens() {
  const account = createLocalAccount({ now: () => now });
  const client = new S2({ accessToken: account.token, fetch: account.fetch, now: () => now });
  const reader = scope().basins(exact("production")).streams(prefix("users/1/")).ops("read");
  const expiresAt = now + DAY;
  const issue = (id: string, from: { build(): object }, until?: number) =>
    client.accessTokens.issue({
      id,
      scope: from.build(),
      ...(until === undefined ? {} : { expiresAt: until }),
    });
  await issue("a-tight", reader, expiresAt);
  await issue("b-leaks", reader.streams(prefix("users/1")), expiresAt);
  await issue(
    "c-mints",
    scope().accessTokens(prefix("user-")).ops("issue-access-token", "list-access-tokens"),
    expiresAt,
  );
  await issue("d-inert", reader.basins(exact("")), expiresAt);
  await issue("e-forever", reader.ops("append", "check-tail"));
  return { account, client };
}

describe("audit", () => {
  it("yields each token with its findings and a summary", async () => {
    const { client } = await accountWithTokens();
    const report = audit(client.accessTokens.listAll(), { now });
    const seen: string[] = [];
    for await (const { token, findings } of report) {
      expect(report.summary).toMatchObject({ complete: false, tokens: seen.length + 1 });
      seen.push([token.id, ...findings.map(({ rule }) => rule)].join(" "));
    }
    expect(seen).toEqual([
      "a-tight",
      "b-leaks separator-less-prefix",
      "c-mints can-mint-tokens",
      "d-inert inert-token",
      "e-forever never-expires",
    ]);
    expect(report.summary).toEqual({
      complete: true,
      tokens: 5,
      flagged: 4,
      severities: { error: 1, warning: 3, info: 0 },
      rules: { "separator-less-prefix": 1, "can-mint-tokens": 1, "inert-token": 1, "never-expires": 1 },
      expiries: { never: 1, unsaid: 0, days: [{ day: "2030-01-02", tokens: 4 }] },
    });
  });

  it("audits part of a listing, skips ignored rules and reads the clock per token", async () => {
    const { client } = await accountWithTokens();
    let time = now;
    const report = audit(client.accessTokens.listAll({ startAfter: "c" }), {
      // Read once for the rules, and then for each token.
      now: () => (time += DAY / 2),
      ignore: ["can-mint-tokens"],
    });
    const rules: string[][] = [];
    for await (const { findings } of report) rules.push(findings.map(({ rule }) => rule));
    expect(rules).toEqual([["expired"], ["inert-token", "expired"], ["never-expires"]]);
  });

  it("restarts on each iteration and stays incomplete after a break", async () => {
    const { client, account } = await accountWithTokens();
    const report = audit(client.accessTokens.listAll(), { now });
    const sent = account.journal.length;
    expect(report.summary.tokens).toBe(0);
    for await (const _ of report) break;
    expect(report.summary).toMatchObject({ complete: false, tokens: 1 });
    for await (const _ of report);
    expect(report.summary).toMatchObject({ complete: true, tokens: 5 });
    expect(account.journal.length).toBe(sent + 2);
  });

  it("fails as the listing does", async () => {
    const { client, account } = await accountWithTokens();
    account.faults.next("list", "empty-page");
    const report = audit(client.accessTokens.listAll(), { now });
    const walk = async (): Promise<void> => {
      for await (const _ of report);
    };
    await expect(walk()).rejects.toThrow(S2ResponseError);
    expect(report.summary.complete).toBe(false);
  });

  it("refuses invalid options and non-iterables at once", async () => {
    const { client } = await accountWithTokens();
    expect(() => audit(client.accessTokens.listAll(), { now: Number.NaN })).toThrow(S2ArgumentError);
    // Wrong on purpose.
    for (const wrong of [client.accessTokens, undefined, null, "a", client.accessTokens.list()]) {
      expect(() => audit(wrong as unknown as [])).toThrow(/^tokens must be an iterable of tokens.*, got /);
    }
    expect(() => audit([], { prefix: "a" } as object)).toThrow(/^options.prefix: There is no "prefix" here/);
  });

  it("accepts any iterable of tokens and defaults to the system clock", async () => {
    const soon = new Date(Date.now() + DAY);
    const tokens = [
      { id: "a", scope: { ops: ["list-basins"] }, expiresAt: soon },
      { id: "b", scope: scope().ops("list-basins") },
      { id: "c", scope: { ops: ["list-basins"] }, expiresAt: 0 },
      // Wrong on purpose.
      { id: "d", scope: { ops: ["list-basins"] }, expiresAt: "soon" },
      null as unknown as { scope: object },
    ] as const;
    const report = audit(new Set(tokens));
    const seen: (readonly string[])[] = [];
    for await (const { findings } of report) seen.push(findings.map(({ rule }) => rule));
    expect(seen).toEqual([[], ["inherits-expiry"], ["expired"], ["malformed"], ["malformed"]]);
    expect(report.summary.expiries).toEqual({
      never: 0,
      unsaid: 3,
      days: [
        { day: "1970-01-01", tokens: 1 },
        { day: soon.toISOString().slice(0, 10), tokens: 1 },
      ],
    });
  });

  it("holds one token at a time", async () => {
    const { client } = await accountWithTokens();
    const [token] = await client.accessTokens.listAll().toArray({ maxItems: 1 });
    if (token === undefined) throw new Error("there are five");
    let alive = 0;
    async function* tokens(one: AccessTokenInfo) {
      for (let index = 0; index < 10_000; index++) {
        alive += 1;
        yield one;
        alive -= 1;
      }
    }
    for await (const _ of audit(tokens(token), { now })) expect(alive).toBe(1);
  });
});
