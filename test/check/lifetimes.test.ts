import { describe, expect, it } from "vitest";
import { lifetimeMillis } from "../../src/check/lifetimes.js";
import { place } from "../../src/check/problems.js";
import { S2, type IssueAccessTokenInput } from "../../src/index.js";
import { createLocalAccount } from "../../src/testing/index.js";

const DAY = 86_400_000;

it.each<[unknown, number]>([
  ["90s", 90_000],
  ["1s", 1000],
  ["15m", 900_000],
  ["1h", 3_600_000],
  ["30d", 30 * DAY],
  ["2w", 14 * DAY],
  ["1h30m", 5_400_000],
  ["1d 12h", 1.5 * DAY],
  ["3653d", 3653 * DAY],
  [60_000, 60_000],
  [60_000.9, 60_000],
  [3653 * DAY, 3653 * DAY],
])("%j is %i milliseconds", (given, want) => {
  const at = place("expiresIn");
  expect([lifetimeMillis(given, at), at.issues]).toEqual([want, []]);
});

const RULE = 'must be milliseconds or text like "90s", "15m", "1h", "30d" or "2w", got';
it.each<[unknown, string]>([
  [0, "must be more than 0."],
  ["0s", "must be more than 0."],
  ["0h 0m", "must be more than 0."],
  [-60_000, "must be more than 0."],
  [-Infinity, "must be more than 0."],
  [Infinity, "must be at most ten years; leave it out for the issuer's expiry."],
  ["3654d", "must be at most ten years; leave it out for the issuer's expiry."],
  ["523w", "must be at most ten years; leave it out for the issuer's expiry."],
  [3653 * DAY + 1, "must be at most ten years; leave it out for the issuer's expiry."],
  [3600, 'looks like seconds: give milliseconds, or text like "90s".'],
  [59_999, 'looks like seconds: give milliseconds, or text like "90s".'],
  [NaN, `${RULE} NaN.`],
  ...[
    "",
    "s",
    "90",
    "1y",
    "1M",
    "1 month",
    "1.5h",
    "-1h",
    "+1h",
    " 1h",
    "1h ",
    "1h  2m",
    "1H",
    "1hour",
    "1e3s",
    "PT1H",
  ].map((given): [unknown, string] => [given, `${RULE} other text.`]),
  [new Date(), `${RULE} a Date.`],
  [null, `${RULE} null.`],
  [["1h"], `${RULE} an array.`],
])("refuses %j", (given, want) => {
  const at = place("expiresIn");
  expect(lifetimeMillis(given, at)).toBeUndefined();
  expect(at.issues.map(({ message }) => message)).toEqual([`expiresIn ${want}`]);
});

describe("a token with a lifetime", () => {
  const NOW = Date.parse("2026-11-01T00:00:00Z");
  const account = createLocalAccount({ now: () => NOW });
  const { accessTokens } = new S2({ accessToken: account.token, fetch: account.fetch, now: () => NOW });
  const scope = { ops: ["read" as const] };

  it("expires that long from now by the client's clock, and states its expiry", async () => {
    const { expiresAt } = await accessTokens.issue({ id: "a", scope, expiresIn: "1h" });
    expect(expiresAt).toEqual(new Date(NOW + 3_600_000));
    expect(account.tokens()[0]?.expires_at).toBe("2026-11-01T01:00:00Z");
  });

  it.each<[string, unknown]>([
    ["a time", NOW + DAY],
    ["null", null],
  ])("refuses %s as a second expiry", async (_name, expiresAt) => {
    // JavaScript allows such values.
    const input = { id: "b", scope, expiresIn: "1h", expiresAt } as IssueAccessTokenInput;
    await expect(accessTokens.issue(input)).rejects.toThrow("expiresIn must not be given beside expiresAt.");
  });

  it("has its lifetime refused together with its other problems", async () => {
    const input = { id: "", scope, expiresIn: 3600 };
    await expect(accessTokens.issue(input)).rejects.toMatchObject({
      issues: [{ path: "id" }, { path: "expiresIn", code: "lifetime_in_seconds" }],
    });
  });
});
